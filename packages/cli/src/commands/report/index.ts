import type { PerformanceSubject } from '@referly-kit/client'
import { Option } from 'commander'
import type { ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import type { FormatFlags } from '../../terminal/records.js'
import {
  addConnectionOptions,
  addFormatOptions,
  createAddressOption,
  createCurrencyOption,
  createWholeOption,
  currencyText,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

const allTimeSubjects: readonly string[] = ['coupon', 'code', 'affiliate']

/** The measures that a report can be sorted by, as flags name them. */
const measures = [
  'redemptions',
  'sales',
  'revenue',
  'refunds',
  'net-revenue',
  'commission',
  'new-customers',
  'average-order',
]

/** Adds `report`. */
export function addReport(command: ReferlyCommand, context: Context): void {
  command
    .details(
      'Without a period, lists all redemptions so far, with the sales, revenue, and commission of each affiliate. Sales ' +
        "count toward all codes of an affiliate, because Referly's API does not report which code was used. " +
        'With --from, --to, --every, or another period option, totals sales by day. Your own server ' +
        "reports every measure for any grouping. Referly's API only reports sales by affiliate.",
    )
    .addOption(
      new Option('--by <subject>', 'Grouping of the rows')
        .choices([...allTimeSubjects, 'link', 'product', 'program'])
        .default('affiliate'),
    )
    .option('--unused', 'Show only rows without redemptions (with a period, also without sales)')
    .option('--since-last', 'Add a column of redemptions since the last report with this flag')
    .addOption(createCurrencyOption(currencyText))
    .examples([
      'referly report',
      'referly report --by code --unused',
      'referly report --by code --since-last --format csv',
      'referly report --from 2026-11-01 --to 2026-11-30 --by code --every week --compare previous',
      'referly report --from 2026-11-01 --by code --top 20 --sort net-revenue',
    ])
  addPeriodOptions(command)
  addFormatOptions(addConnectionOptions(command)).action(async (flags: ReportFlags) => {
    if (isAllTime(flags)) {
      const { reportAllTime } = await import('./all-time.js')
      return reportAllTime({ ...flags, by: flags.by as PerformanceSubject }, context)
    }
    if (flags.sinceLast === true) {
      const message = '`--since-last` compares all redemptions so far. Use --compare for a period.'
      throw new CliError('INVALID_USAGE', message)
    }
    const { reportPeriod } = await import('./period.js')
    await reportPeriod(flags, context)
  })
}

function addPeriodOptions(command: ReferlyCommand): void {
  command
    .option('--from <date>', 'First day, such as 2026-11-01 (default: the 30 days up to --to)')
    .option('--to <date>', 'Last day, inclusive (default: today)')
    .option('--time-zone <name>', "Time zone of the days (default: the program's)")
    .addOption(
      new Option('--every <unit>', 'Divide the report into periods').choices([
        'day',
        'week',
        'month',
      ]),
    )
    .addOption(
      new Option(
        '--compare <period>',
        'Compare with the previous period, or the same period last year',
      ).choices(['previous', 'year']),
    )
    .addOption(
      new Option(
        '--sort <measure>',
        'Measure to sort by, largest first (default: revenue)',
      ).choices(measures),
    )
    .addOption(createWholeOption('--top <n>', 'Number of subjects (default: all)', [1, 1000]))
    .option('--coupon <coupon>', 'Count only the coupon with this ID or name')
    .option('--code <code>', 'Count only this code')
    .addOption(
      createAddressOption('--affiliate <email>', 'Count only the affiliate with this email'),
    )
    .option('--link <text>', 'Count only this link')
    .option('--product <id>', 'Count only sales of this product')
}

/** The flags of `report`. */
export interface ReportFlags extends ConnectionFlags, FormatFlags {
  readonly by: string
  readonly unused?: boolean
  readonly sinceLast?: boolean
  readonly currency?: string
  readonly from?: string
  readonly to?: string
  readonly timeZone?: string
  readonly every?: 'day' | 'week' | 'month'
  readonly compare?: 'previous' | 'year'
  readonly sort?: string
  readonly top?: number
  readonly coupon?: string
  readonly code?: string
  readonly affiliate?: string
  readonly link?: string
  readonly product?: string
}

const periodFlags = [
  ...(['from', 'to', 'timeZone', 'every', 'compare', 'sort', 'top'] as const),
  ...(['coupon', 'code', 'affiliate', 'link', 'product'] as const),
]

function isAllTime(flags: ReportFlags): boolean {
  return (
    allTimeSubjects.includes(flags.by) && periodFlags.every((name) => flags[name] === undefined)
  )
}
