import { Option } from 'commander'
import { readConnection, type Connection, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import {
  addReadOptions,
  planColumnNames,
  toReadOptions,
  type ReadFlags,
} from '../../csv/read-flags.js'
import type { JobReading, JobSettings } from '../../jobs/job-store.js'
import { toDefaultRate, type Rate } from '../../jobs/rate.js'
import type { PlanFile } from '../../plans/plan-file.js'
import { assertTimeZone } from '../deadline-option.js'
import {
  addConnectionOptions,
  addJsonOption,
  addSkipInvalidOption,
  createConcurrencyOption,
  createGiveUpOption,
  createRateOption,
  createSecondsOption,
  rateDefault,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `codes push`. */
export function addPush(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('push')
    .about(
      'Create the codes in a plan',
      'Shows what will be created and asks for confirmation. Safe to interrupt and to run again: every step is ' +
        'recorded in a journal, and no affiliate gets two codes.',
    )
    .argument(
      '<plan>',
      'Plan written by codes generate, or a CSV file with email, code, and coupon_id',
    )
    .repeatable()
    .examples([
      'referly codes push plan.csv --dry-run',
      'referly codes push plan.csv --rate 10 --yes',
    ])
  addPaceOptions(
    addJsonOption(addConnectionOptions(command)).option(
      '--dry-run',
      'Show what would be created without creating it',
    ),
  )
  addSkipInvalidOption(addReadOptions(command))
    .option(
      '--time-zone <name>',
      'Time zone of the dates in the plan, such as Europe/Berlin (default: that of this computer)',
    )
    .option('--new', 'Start a new job even if the plan of an unfinished one has changed')
    .option('-y, --yes', 'Skip the confirmation prompt')
    .action((plan: string, flags: PushFlags) => pushCodes(plan, flags, context))
}

function addPaceOptions(command: ReferlyCommand): void {
  command
    .addOption(createRateOption(`Codes to create per second, or max for no limit ${rateDefault}`))
    .addOption(createConcurrencyOption().default(4))
    .addOption(
      new Option(
        '--on-conflict <action>',
        'Action for rows whose affiliate already has another code',
      )
        .choices(['skip', 'fail'])
        .default('skip'),
    )
    .addOption(createSecondsOption('--timeout <seconds>', 'Time limit for one request').default(30))
    .addOption(createGiveUpOption())
}

interface PushFlags extends ConnectionFlags, Omit<JobSettings, 'rate'>, ReadFlags {
  readonly rate?: Rate | undefined
  readonly dryRun?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
  readonly skipInvalid?: boolean | undefined
  readonly new?: boolean | undefined
  readonly timeZone?: string | undefined
}

async function pushCodes(path: string, flags: PushFlags, context: Context): Promise<void> {
  assertTimeZone(flags.timeZone)
  const [{ assertNoOtherJob, createJob }, { pushJob }] = await Promise.all([
    import('../../jobs/new-job.js'),
    import('../../jobs/push.js'),
  ])
  const plan = await readPlan(path, flags, context)
  const connection = await readConnection(flags, context)
  const { rows, reading } = await replaceNames(plan, connection, context)
  const { extraTitles, problems } = plan
  const settings = { ...flags, rate: flags.rate ?? toDefaultRate(connection.baseUrl) }
  const job = createJob({ path, rows, extraTitles, connection, settings, reading }, context)
  if (flags.new !== true) await assertNoOtherJob(job, path, context)
  const mode = {
    dryRun: flags.dryRun === true,
    yes: flags.yes === true,
    json: flags.json === true,
    invalid: problems.length,
    couponsExist: true,
  }
  await pushJob(job, mode, context)
}

interface ReadPlan extends PlanFile {
  readonly reading: JobReading
}

async function readPlan(path: string, flags: PushFlags, context: Context): Promise<ReadPlan> {
  const [{ readCsvFile }, { parsePlan }, { findNumberLikeWarning }, { readLocalTimeZone }] =
    await Promise.all([
      import('../../csv/read-csv-file.js'),
      import('../../plans/plan-file.js'),
      import('../../plans/number-like.js'),
      import('../../plans/deadline.js'),
    ])
  const invalidRows = flags.skipInvalid === true ? 'skip' : 'refuse'
  const request = { path, invalidRows, hasSkipOption: true } as const
  const options = { ...toReadOptions(flags, planColumnNames), timeZone: flags.timeZone }
  const parse = (bytes: Uint8Array): PlanFile => parsePlan(bytes, options)
  const plan = await readCsvFile(request, parse, context)
  const warning = findNumberLikeWarning(plan.rows)
  if (warning !== undefined) context.output.note(`${path}: ${warning}`)
  const { encoding, column } = flags
  // A job that is resumed elsewhere reads the same dates.
  const hasDates = plan.rows.some(({ terms }) => terms?.expiresAt !== undefined)
  const zone = hasDates ? { timeZone: flags.timeZone ?? readLocalTimeZone() } : {}
  return { ...plan, reading: { encoding, column, ...zone } }
}

/** Replaces the names of coupons with their IDs, and stores the IDs in case the job is resumed. */
async function replaceNames(
  { rows, reading }: ReadPlan,
  connection: Connection,
  context: Context,
): Promise<Pick<ReadPlan, 'rows' | 'reading'>> {
  const [{ createCouponLookup }, { readCouponIds, replaceCouponNames }] = await Promise.all([
    import('../../api/find-coupon.js'),
    import('../../plans/coupon-names.js'),
  ])
  const coupons = await readCouponIds(rows, await createCouponLookup(connection, context))
  const hasNames = Object.keys(coupons).length > 0
  return {
    rows: replaceCouponNames(rows, coupons),
    reading: hasNames ? { ...reading, coupons } : reading,
  }
}
