import type { Connection } from '../../api/connection.js'
import type { ChangeJob } from '../../changes/change-job.js'
import { collections } from '../../changes/collections.js'
import type { ChangeRow } from '../../changes/plan-change.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { toShortPath } from '../../invocation.js'
import type { ChangeHeader, JobHeader } from '../../jobs/job-store.js'
import { toCountText } from '../../terminal/text.js'
import { addDeletionOptions, confirmConsequence, type DeletionFlags } from '../deletion.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `jobs revert`. */
export function addRevert(jobs: ReferlyCommand, context: Context): void {
  const command = jobs
    .command('revert')
    .about(
      'Undo a change to many records',
      'Restores the values from before an update. Records that have been changed again since then are left unchanged.',
    )
    .argument('<id>', 'ID of the job')
    .examples(['referly jobs revert 3f9c02ab51'])
  addDeletionOptions(command).action((id: string, flags: DeletionFlags) =>
    revertJob(id, flags, context),
  )
}

async function revertJob(id: string, flags: DeletionFlags, context: Context): Promise<void> {
  const [{ isChangeJob, isImportJob, readJob, readJobConnection }, { takeLock }] =
    await Promise.all([import('../../jobs/stored-job.js'), import('../../jobs/lock.js')])
  const job = await readJob(id, context)
  if (isImportJob(job)) {
    const hint = `To delete them: referly affiliates delete --file ${toShortPath(job.files.results, context.cwd)}`
    throw createCreationError(id, 'affiliates', hint)
  }
  if (!isChangeJob(job)) {
    const hint = 'To stop or delete its codes: referly codes disable or referly codes delete'
    throw createCreationError(id, 'codes', hint)
  }
  if (job.header.action !== 'update') throw createFinalError(job.header)
  await assertNotReverted(id, context)
  const connection = await readJobConnection(job.header, flags, context)
  // No request of the change is sent while it is being reverted.
  const unlock = await takeLock(job.files.lock, `Job ${id}`)
  try {
    await revertChange(job, { connection, flags }, context)
  } finally {
    await unlock()
  }
}

/**
 * Refuses a job that another one has reverted. One that left rows unchanged can be reverted again, and so can one whose
 * reversion was reverted.
 *
 * @throws CliError `INVALID_USAGE`
 */
async function assertNotReverted(id: string, { cwd, env }: Context): Promise<void> {
  const [{ readJobs, toJobsDirectory }, { readStoredJob, withResults }] = await Promise.all([
    import('../../jobs/job-store.js'),
    import('../../jobs/stored-job.js'),
  ])
  const directory = toJobsDirectory(cwd, env)
  const headers = await readJobs(directory)
  const listReversions = (reverted: string): readonly JobHeader[] =>
    headers.filter((own) => own.kind === 'change' && own.isFinished && own.reverts === reverted)
  const reversion = listReversions(id).find((own) => listReversions(own.id).length === 0)
  if (reversion === undefined) return
  const job = await readStoredJob(reversion, directory)
  if (await withResults(job, ({ rows, isFailed }) => rows.some(isFailed))) return
  throw new CliError('INVALID_USAGE', `Job ${id} was already reverted by job ${reversion.id}.`)
}

interface Reversion {
  readonly connection: Connection
  readonly flags: DeletionFlags
}

async function revertChange(
  job: ChangeJob,
  { connection, flags }: Reversion,
  context: Context,
): Promise<void> {
  const { id, collection, action, settings } = job.header
  const rows = await readTouched(job)
  const { describePermanent, invertRows } = await import('../../changes/plan-change.js')
  for (const text of describePermanent(collection, rows, 'This')) context.output.note(text)
  if (flags.yes !== true) {
    const records = toCountText(rows.length, collections[collection].noun)
    const consequence = `This restores the earlier values of ${records}.`
    await confirmConsequence(consequence, 'Continue?', context)
  }
  const [{ createChangeJob }, { runChange }] = await Promise.all([
    import('../../changes/change-job.js'),
    import('../../changes/run-change.js'),
  ])
  const command = `jobs revert ${id}`
  const change = { collection, action, command, settings, reverts: id, connection }
  const revert = createChangeJob({ ...change, rows: invertRows(rows) }, context)
  await runChange(revert, { connection, json: flags.json === true }, context)
}

/** Reads the rows that may have been changed. A request that was sent can have arrived without a response. */
async function readTouched({ files, rows }: ChangeJob): Promise<readonly ChangeRow[]> {
  const { readJournal } = await import('../../jobs/journal.js')
  const states = await readJournal(files.journal)
  return rows.flatMap((row) => {
    const state = states.get(row.id)
    if (state === undefined || state.outcome?.error !== undefined) return []
    return [{ ...row, doubtSince: state.doubtSince }]
  })
}

function createCreationError(id: string, records: string, hint: string): CliError {
  const message = `Job ${id} created ${records}, which cannot be reverted. ${hint}`
  return new CliError('INVALID_USAGE', message)
}

function createFinalError({ action, collection }: ChangeHeader): CliError {
  const records = `${collections[collection].noun}s`
  const message =
    action === 'delete'
      ? `Deleted ${records} cannot be restored. Create them again.`
      : `Refunded ${records} stay refunded. Record them again.`
  return new CliError('INVALID_USAGE', message)
}
