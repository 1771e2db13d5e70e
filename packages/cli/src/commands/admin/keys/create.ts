import type { Context } from '../../../context.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { addProgramOptions, toTarget, useProgram, type ProgramTarget } from '../target.js'

/** Adds `admin keys create`. */
export function addCreate(keys: ReferlyCommand, context: Context): void {
  const command = keys
    .command('create')
    .about('Create an API key', 'The key is shown only once.')
    .examples(['referly admin keys create', 'referly admin keys create --program ID'])
  addProgramOptions(command).action(() => createKey(toTarget(command, context), context))
}

async function createKey(target: ProgramTarget, { output }: Context): Promise<void> {
  await useProgram(target, async (admin, { id, name }) => {
    const key = await admin.createApiKey(id)
    if (target.json) output.json({ ...key, programId: id })
    else output.data(`REFERLY_API_KEY=${key.key}`)
    output.note(
      `Created key ${key.id} for the program "${name}". It is shown only once; store it safely.`,
    )
  })
}
