import { readConnection, type Connection, type ConnectionFlags } from '../../api/connection.js'
import type { ChangeJob } from '../../changes/change-store.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { toCountText } from '../../terminal/text.js'
import { addDeletionOptions, confirmConsequence, type DeletionFlags } from '../deletion.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `jobs revert`. */
export function addRevert(jobs: ReferlyCommand, context: Context): void {
  const command = jobs
    .command('revert')
    .about(
      'Take back a change of many codes',
      'Restores the values from before codes disable, enable, or extend. Codes that others have changed since are left as they are.',
    )
    .argument('<id>', 'ID of the job')
    .examples(['referly jobs revert 3f9c02ab51'])
  addDeletionOptions(command).action((id: string, flags: DeletionFlags) =>
    revertJob(id, flags, context),
  )
}

async function revertJob(id: string, flags: DeletionFlags, context: Context): Promise<void> {
  const [{ findChange, toChangeFiles, toChangeId }, { invertRows }, { readJournal }] =
    await Promise.all([
      import('../../changes/change-store.js'),
      import('../../changes/code-changes.js'),
      import('../../jobs/journal.js'),
    ])
  const job = await findChange(id, context)
  if (job === undefined) {
    throw new CliError('NOT_FOUND', `No change of codes with the ID ${id}.`)
  }
  if (job.action === 'delete') {
    throw new CliError('INVALID_USAGE', 'Deleted codes cannot be restored. Create them again.')
  }
  const states = await readJournal(toChangeFiles(id, context).journal)
  // A row whose request was sent may have been changed, even if its response never arrived.
  const touched = job.rows.filter((row) => {
    const state = states.get(row.id)
    return state !== undefined && state.outcome?.error === undefined
  })
  const connection = await readChangeConnection(job, flags, context)
  const createdAt = new Date().toISOString()
  const own: ChangeJob = { ...job, createdAt, reverts: id, rows: invertRows(touched) }
  if (flags.yes !== true) {
    const consequence = `This restores the earlier values of ${toCountText(touched.length, 'code')}.`
    await confirmConsequence(consequence, 'Continue?', context)
  }
  const { runChange } = await import('../../changes/run-change.js')
  const revert = { ...own, id: toChangeId(own) }
  await runChange(revert, { connection, json: flags.json === true }, context)
}

/**
 * Reads the connection of a stored change.
 *
 * @throws CliError `INVALID_USAGE` when the flags choose another host
 */
export async function readChangeConnection(
  { id, baseUrl, profile }: ChangeJob,
  flags: ConnectionFlags,
  context: Context,
): Promise<Connection> {
  const own = { profile, ...flags, baseUrl: flags.baseUrl ?? baseUrl }
  const connection = await readConnection(own, context)
  if (connection.baseUrl === baseUrl) return connection
  throw new CliError('INVALID_USAGE', `Job ${id} belongs to ${baseUrl}. Leave out --base-url.`)
}
