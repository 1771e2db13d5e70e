import { Option } from 'commander'
import { type ConnectionFlags, readConnection } from '../../api/connection.js'
import type { Context } from '../../context.js'
import {
  type ReadFlags,
  addReadOptions,
  planColumnNames,
  toReadOptions,
} from '../../csv/read-flags.js'
import type { JobSettings } from '../../jobs/job-store.js'
import { type Rate, toDefaultRate } from '../../jobs/rate.js'
import type { PlanFile } from '../../plans/plan-file.js'
import {
  addConnectionOptions,
  addJsonOption,
  addSkipInvalidOption,
  createConcurrencyOption,
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
    .argument('<plan>', 'Plan written by codes generate')
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
    .addOption(
      createSecondsOption(
        '--give-up-after <seconds>',
        'Time without progress after which to give up',
      ).default(120),
    )
}

interface PushFlags extends ConnectionFlags, Omit<JobSettings, 'rate'>, ReadFlags {
  readonly rate?: Rate | undefined
  readonly dryRun?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
  readonly skipInvalid?: boolean | undefined
  readonly new?: boolean | undefined
}

async function pushCodes(path: string, flags: PushFlags, context: Context): Promise<void> {
  const [
    { readCsvFile },
    { parsePlan },
    { findNumberLikeWarning },
    { assertNoOtherJob, createJob },
    { pushJob },
  ] = await Promise.all([
    import('../../csv/read-csv-file.js'),
    import('../../plans/plan-file.js'),
    import('../../plans/number-like.js'),
    import('../../jobs/new-job.js'),
    import('../../jobs/push.js'),
  ])
  const invalidRows = flags.skipInvalid === true ? 'skip' : 'refuse'
  const request = { path, invalidRows, hasSkipOption: true } as const
  const options = toReadOptions(flags, planColumnNames)
  const parse = (bytes: Uint8Array): PlanFile => parsePlan(bytes, options)
  const { rows, extraTitles, problems } = await readCsvFile(request, parse, context)
  const warning = findNumberLikeWarning(rows)
  if (warning !== undefined) context.output.note(`${path}: ${warning}`)
  const { encoding, column } = flags
  const connection = await readConnection(flags, context)
  const settings = { ...flags, rate: flags.rate ?? toDefaultRate(connection.baseUrl) }
  const job = createJob(
    { path, rows, extraTitles, connection, settings, reading: { encoding, column } },
    context,
  )
  if (flags.new !== true) await assertNoOtherJob(job, path, context)
  const mode = {
    dryRun: flags.dryRun === true,
    yes: flags.yes === true,
    json: flags.json === true,
    invalid: problems.length,
  }
  await pushJob(job, mode, context)
}
