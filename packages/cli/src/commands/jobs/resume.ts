import { existsSync } from 'node:fs'
import type { Connection, ConnectionFlags } from '../../api/connection.js'
import type { ChangeJob } from '../../changes/change-job.js'
import type { Context } from '../../context.js'
import { planColumnNames, toReadOptions } from '../../csv/read-flags.js'
import { CliError } from '../../errors.js'
import { toShortPath } from '../../invocation.js'
import type { ImportJob } from '../../jobs/import-job.js'
import type { ChangeSettings } from '../../jobs/job-store.js'
import type { Rate } from '../../jobs/rate.js'
import type { StoredPush } from '../../jobs/stored-job.js'
import type { PlanFile } from '../../plans/plan-file.js'
import {
  addConnectionOptions,
  addJsonOption,
  createConcurrencyOption,
  createRateOption,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `jobs resume`. */
export function addResume(jobs: ReferlyCommand, context: Context): void {
  const command = jobs
    .command('resume')
    .about('Resume a job', 'Failed rows are retried.')
    .argument('[id]', 'ID of the job (default: the last job)')
    .option('--last', 'Resume the last job (the default)')
    .repeatable()
    .addOption(
      createRateOption('Rows to send per second, or max for no limit (default: unchanged)'),
    )
    .addOption(
      createConcurrencyOption('Maximum number of concurrent requests (default: unchanged)'),
    )
    .examples(['referly jobs resume --last', 'referly jobs resume 3f9c02ab51 --rate 2'])
  addJsonOption(addConnectionOptions(command)).action(
    (id: string | undefined, flags: ResumeFlags) => resumeJob(id, flags, context),
  )
}

interface ResumeFlags extends ConnectionFlags {
  readonly last?: boolean | undefined
  /** A rate that replaces the one the job started with. */
  readonly rate?: Rate | undefined
  readonly concurrency?: number | undefined
  readonly json?: boolean | undefined
}

async function resumeJob(
  id: string | undefined,
  flags: ResumeFlags,
  context: Context,
): Promise<void> {
  if (id !== undefined && flags.last === true) {
    throw new CliError('INVALID_USAGE', 'Pass the ID of a job or --last, not both.')
  }
  const { isChangeJob, isImportJob, readJob, readJobConnection } =
    await import('../../jobs/stored-job.js')
  const job = await readJob(id, context)
  const connection = await readJobConnection(job.header, flags, context)
  if (isChangeJob(job)) await resumeChange(job, { connection, flags }, context)
  else if (isImportJob(job)) await resumeImport(job, { connection, flags }, context)
  else await resumePush(job, { connection, flags }, context)
}

interface Resumption {
  readonly connection: Connection
  readonly flags: ResumeFlags
}

async function resumeChange(
  { header, ...job }: ChangeJob,
  { connection, flags }: Resumption,
  context: Context,
): Promise<void> {
  const { runChange } = await import('../../changes/run-change.js')
  const settings = toSettings(header.settings, flags)
  const options = { connection, json: flags.json === true }
  await runChange({ ...job, header: { ...header, settings } }, options, context)
}

async function resumeImport(
  { header: stored, ...job }: ImportJob,
  { connection, flags }: Resumption,
  context: Context,
): Promise<void> {
  const [{ runImport }, { reportImport }, { assertImported }] = await Promise.all([
    import('../../jobs/run-import.js'),
    import('../../jobs/import-report.js'),
    import('../affiliate-import.js'),
  ])
  const header = { ...stored, settings: toSettings(stored.settings, flags) }
  const end = await runImport({ ...job, header }, connection, context)
  const report = { json: flags.json === true, invalid: 0, ...context }
  const failed = reportImport({ ...job, header }, end, report)
  assertImported(toShortPath(header.source, context.cwd), {}, { invalid: 0, failed })
}

async function resumePush(
  job: StoredPush,
  { connection, flags }: Resumption,
  context: Context,
): Promise<void> {
  const { pushJob } = await import('../../jobs/push.js')
  await assertPlanUnchanged(job, context)
  const header = { ...job.header, settings: toSettings(job.header.settings, flags) }
  const asked = { dryRun: false, yes: true, json: flags.json === true }
  const mode = { ...asked, invalid: 0, couponsExist: false }
  await pushJob({ ...job, header, connection }, mode, context)
}

/** Returns the settings of a job with those that the flags replace. */
function toSettings<Settings extends ChangeSettings>(
  settings: Settings,
  { rate = settings.rate, concurrency = settings.concurrency }: ResumeFlags,
): Settings {
  return { ...settings, rate, concurrency }
}

/** A plan that was deleted is not needed: the job has a copy. */
async function assertPlanUnchanged({ header, rows }: StoredPush, { cwd }: Context): Promise<void> {
  if (!existsSync(header.source)) return
  const [{ assertUnchanged }, { replaceCouponNames }, { parseCsvFile }, { parsePlan }] =
    await Promise.all([
      import('../../jobs/changes.js'),
      import('../../plans/coupon-names.js'),
      import('../../csv/read-csv-file.js'),
      import('../../plans/plan-file.js'),
    ])
  const path = toShortPath(header.source, cwd)
  const { timeZone, coupons = {}, ...flags } = header.reading ?? {}
  const reading = { ...toReadOptions(flags, planColumnNames), timeZone }
  const parse = (bytes: Uint8Array): PlanFile => parsePlan(bytes, reading)
  const plan = await parseCsvFile(path, parse, cwd)
  assertUnchanged(rows, replaceCouponNames(plan.rows, coupons), path)
}
