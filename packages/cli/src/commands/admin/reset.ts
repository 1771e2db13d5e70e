import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addProgramOptions, toTarget, useProgram, type ProgramTarget } from './target.js'

/** Adds `admin reset`. */
export function addReset(admin: ReferlyCommand, context: Context): void {
  const command = admin
    .command('reset')
    .about('Delete all records of a program', 'The program and its API keys are kept.')
    .examples(['referly admin reset --yes'])
  addProgramOptions(command)
    .option('--yes', 'Confirm the deletion')
    .action(({ yes }: { readonly yes?: boolean }) =>
      reset({ ...toTarget(command, context), isConfirmed: yes === true }, context),
    )
}

interface ResetTarget extends ProgramTarget {
  readonly isConfirmed: boolean
}

async function reset(target: ResetTarget, { output }: Context): Promise<void> {
  await useProgram(target, async (admin, { id, name }) => {
    if (!target.isConfirmed) {
      throw new CliError(
        'INVALID_USAGE',
        `This deletes all coupons, codes, affiliates, referrals, and sales of "${name}" (${id}). Confirm with --yes.`,
      )
    }
    await admin.reset(id)
    if (target.json) output.json({ reset: id })
    output.note(`Deleted all records of "${name}". The program and its API keys were kept.`)
  })
}
