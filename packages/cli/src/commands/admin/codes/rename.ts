import type { Context } from '../../../context.js'
import { CliError } from '../../../errors.js'
import {
  assertDatabaseExists,
  prepareCommand,
  useServerPackage,
} from '../../../server/local-server.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { addTargetOptions, toTarget, type DatabaseTarget } from '../target.js'

/** Adds `admin codes rename`. */
export function addRename(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('rename')
    .about(
      'Rename a promotional code',
      'Its coupon, affiliate, and sales stay the same. Also works on the database of an earlier version.',
    )
    .argument('<id>', 'ID of the promotional code')
    .argument('<code>', 'New text of the code')
    .examples(['referly admin codes rename ID SUMMER20'])
  addTargetOptions(command).action((id: string, code: string) =>
    rename({ ...toTarget(command, context), id, code }, context),
  )
}

interface RenameTarget extends DatabaseTarget {
  readonly id: string
  readonly code: string
}

async function rename(
  { database, id, code, json }: RenameTarget,
  { output }: Context,
): Promise<void> {
  assertDatabaseExists(database)
  const { prepareVariable, ...place } = database
  const isRenamed = await useServerPackage(({ parseEnvironment, renamePromotionalCode }) => {
    const { prepare } = parseEnvironment({ REFERLY_PREPARE: prepareVariable })
    return renamePromotionalCode({ ...place, prepare, ...prepareCommand() }, { id, code })
  })
  if (!isRenamed) throw new CliError('INVALID_USAGE', `No promotional code has the ID ${id}.`)
  if (json) output.json({ id, code: code.trim() })
  output.note(`Renamed the promotional code ${id} to ${code.trim()}.`)
}
