import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { PerformanceRow, PerformanceSubject } from '@referly-kit/client'
import { Option } from 'commander'
import { type Connection, type ConnectionFlags, readConnection } from '../api/connection.js'
import type { Context } from '../context.js'
import { CliError, toMessage } from '../errors.js'
import { writeFileAtomically } from '../files.js'
import { type FormatFlags, type ListColumn, writeList } from '../terminal/records.js'
import { toAmountText } from '../terminal/text.js'
import { addConnectionOptions, addFormatOptions } from './options.js'
import type { ReferlyCommand } from './referly-command.js'

/** Adds `report`. */
export function addReport(program: ReferlyCommand, context: Context): void {
  const command = program
    .command('report')
    .about(
      'Show what codes earn',
      'Lists redemptions by affiliate, coupon, or code, and for affiliates also sales and revenue.',
    )
    .addOption(
      new Option('--by <subject>', 'Grouping of the rows')
        .choices(['coupon', 'code', 'affiliate'])
        .default('affiliate'),
    )
    .option('--since-last', 'Add a column of redemptions since the last report with this flag')
    .examples(['referly report', 'referly report --by code --since-last --format csv'])
  addFormatOptions(addConnectionOptions(command)).action((flags: ReportFlags) =>
    report(flags, context),
  )
}

interface ReportFlags extends ConnectionFlags, FormatFlags {
  readonly by: PerformanceSubject
  readonly sinceLast?: boolean | undefined
}

interface ReportRow extends PerformanceRow {
  /** Redemptions since the last report; absent if there was none. */
  readonly newRedemptions?: number
}

async function report(flags: ReportFlags, context: Context): Promise<void> {
  const { output, signal } = context
  const connection = await readConnection(flags, context)
  const { createClient } = await import('../api/client.js')
  const { promotionalCodes } = createClient(connection)
  const rows = await promotionalCodes.performance({ by: flags.by }, { signal })
  if (flags.sinceLast !== true) return writeList(rows, toColumns(flags, false), { flags, output })
  const path = toSnapshotPath(flags, connection, context)
  const before = await readSnapshot(path)
  if (before === undefined) {
    output.note('No earlier report. The next one will be compared with this one.')
  } else {
    output.note(`Compared with the report of ${before.at}.`)
  }
  const compared = before === undefined ? rows : rows.map((row) => compare(row, before))
  await writeList(compared, toColumns(flags, before !== undefined), { flags, output })
  await writeSnapshot(path, rows)
}

function toColumns(flags: ReportFlags, isCompared: boolean): readonly ListColumn<ReportRow>[] {
  const title = { affiliate: 'Affiliate', coupon: 'Coupon', code: 'Code' }[flags.by]
  const columns: ListColumn<ReportRow>[] = [
    { name: flags.by, title, cell: ({ name, id }) => name ?? id ?? 'no affiliate' },
    count('redemptions', 'Redemptions', ({ redemptions }) => redemptions),
  ]
  if (isCompared) columns.push(count('new', 'New', ({ newRedemptions }) => newRedemptions ?? 0))
  if (flags.by !== 'code') columns.push(count('codes', 'Codes', ({ codes }) => codes))
  if (flags.by !== 'affiliate') return columns
  columns.push(count('sales', 'Sales', ({ sales }) => sales ?? 0))
  const toRevenue = ({ revenue }: ReportRow): string => toAmountText(revenue ?? 0)
  return [...columns, { name: 'revenue', title: 'Revenue', align: 'right', cell: toRevenue }]
}

function count(name: string, title: string, of: (row: ReportRow) => number): ListColumn<ReportRow> {
  return { name, title, align: 'right', cell: (row) => String(of(row)) }
}

interface Snapshot {
  readonly at: string
  readonly redemptions: Readonly<Record<string, number>>
}

function compare(row: PerformanceRow, { redemptions }: Snapshot): ReportRow {
  return { ...row, newRedemptions: row.redemptions - (redemptions[row.id ?? ''] ?? 0) }
}

/** One file for each program, identified by its key. Only a hash of the key is in the name. */
function toSnapshotPath(
  { by }: ReportFlags,
  { baseUrl, apiKey }: Connection,
  { cwd }: Context,
): string {
  const hash = createHash('sha256').update(`${baseUrl} ${apiKey}`).digest('hex').slice(0, 10)
  return resolve(cwd, '.referly', 'reports', `${hash}-${by}.json`)
}

/** A file that is missing or damaged counts as no earlier report. */
async function readSnapshot(path: string): Promise<Snapshot | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    const { at, redemptions } = value as Partial<Snapshot>
    return typeof at === 'string' && typeof redemptions === 'object' && redemptions !== null
      ? { at, redemptions }
      : undefined
  } catch {
    return undefined
  }
}

async function writeSnapshot(path: string, rows: readonly PerformanceRow[]): Promise<void> {
  const redemptions = Object.fromEntries(rows.map((row) => [row.id ?? '', row.redemptions]))
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFileAtomically(path, JSON.stringify({ at: new Date().toISOString(), redemptions }))
  } catch (error) {
    throw new CliError(
      'UNWRITABLE_FILE',
      `${path} cannot be written (${toMessage(error)}). The next report cannot be compared with this one.`,
      error,
    )
  }
}
