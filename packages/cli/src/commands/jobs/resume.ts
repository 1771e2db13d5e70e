import { existsSync } from 'node:fs'
import { readConnection, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { planColumnNames, toReadOptions } from '../../csv/read-flags.js'
import { CliError } from '../../errors.js'
import { toShortPath } from '../../invocation.js'
import type { Rate } from '../../jobs/rate.js'
import type { StoredJob } from '../../jobs/stored-job.js'
import type { PlanFile } from '../../plans/plan-file.js'
import {
  addConnectionOptions,
  addJsonOption,
  createConcurrencyOption,
  createRateOption,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { readChangeConnection } from './revert.js'

/** Adds `jobs resume`. */
export function addResume(jobs: ReferlyCommand, context: Context): void {
  const command = jobs
    .command('resume')
    .about('Resume a job', 'Failed rows are tried again.')
    .argument('[id]', 'ID of the job (default: the last job)')
    .option('--last', 'Resume the last job, which is also the default')
    .repeatable()
    .addOption(
      createRateOption('Codes to create per second, or max for no limit (default: unchanged)'),
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
  /** Another rate than the one the job started with. */
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
    throw new CliError('INVALID_USAGE', 'Give the ID of a job or --last, not both.')
  }
  if (id !== undefined && (await resumeChange(id, flags, context))) return
  const [{ readJob }, { pushJob }] = await Promise.all([
    import('../../jobs/stored-job.js'),
    import('../../jobs/push.js'),
  ])
  const job = await readJob(id, context)
  const { baseUrl, profile, settings } = job.header
  await assertPlanUnchanged(job, context)
  const connection = await readConnection(
    { profile, ...flags, baseUrl: flags.baseUrl ?? baseUrl },
    context,
  )
  if (connection.baseUrl !== baseUrl) {
    throw new CliError(
      'INVALID_USAGE',
      `Job ${job.header.id} belongs to ${baseUrl}. Leave out --base-url, or push the plan to the other host.`,
    )
  }
  const { rate = settings.rate, concurrency = settings.concurrency } = flags
  const header = { ...job.header, settings: { ...settings, rate, concurrency } }
  const mode = { dryRun: false, yes: true, json: flags.json === true, invalid: 0 }
  await pushJob({ ...job, header, connection }, mode, context)
}

/** A plan that was deleted is not needed: the job has a copy. */
async function assertPlanUnchanged({ header, rows }: StoredJob, { cwd }: Context): Promise<void> {
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

/** Resumes a change of codes. Returns false when the id is not that of one. */
async function resumeChange(id: string, flags: ResumeFlags, context: Context): Promise<boolean> {
  const { findChange } = await import('../../changes/change-store.js')
  const job = await findChange(id, context)
  if (job === undefined) return false
  const connection = await readChangeConnection(job, flags, context)
  const { runChange } = await import('../../changes/run-change.js')
  const { rate = job.rate, concurrency = job.concurrency } = flags
  await runChange({ ...job, rate, concurrency }, { connection, json: flags.json === true }, context)
  return true
}
