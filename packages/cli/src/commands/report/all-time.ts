import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { PerformanceRow, PerformanceSubject } from '@referly-kit/client'
import { readConnection, type Connection, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { CliError, toMessage } from '../../errors.js'
import { writeFileAtomically } from '../../files.js'
import {
  createAmountColumns,
  createCountColumn,
  writeList,
  type AmountColumn,
  type FormatFlags,
  type ListColumn,
} from '../../terminal/records.js'
import { toCountText } from '../../terminal/text.js'
import { toTimeText } from '../../terminal/times.js'

/** The flags of a report on all redemptions so far. */
export interface AllTimeFlags extends ConnectionFlags, FormatFlags {
  readonly by: PerformanceSubject
  readonly unused?: boolean | undefined
  readonly sinceLast?: boolean | undefined
  readonly currency?: string | undefined
}

interface ReportRow extends PerformanceRow {
  /** Redemptions since the last report; absent if there was none. */
  readonly newRedemptions?: number
}

/** Prints the report on all redemptions so far, from the counts in Referly's API. */
export async function reportAllTime(flags: AllTimeFlags, context: Context): Promise<void> {
  const { output, signal } = context
  const connection = await readConnection(flags, context)
  const { createClient } = await import('../../api/client.js')
  const { promotionalCodes } = createClient(connection)
  const all = await promotionalCodes.performance({ by: flags.by }, { signal })
  const path = toSnapshotPath(flags, connection, context)
  const before = flags.sinceLast === true ? await readSnapshot(path) : undefined
  if (before !== undefined) {
    output.note(`Compared with the report of ${toTimeText(before.at)}.`)
  } else if (flags.sinceLast === true) {
    output.note('No earlier report. The next one will be compared with this one.')
  }
  const compared = before === undefined ? all : all.map((row) => compare(row, before))
  const rows = compared.filter(({ redemptions }) => flags.unused !== true || redemptions === 0)
  const currency = flags.currency ?? connection.currency
  const columns = [
    ...createCountColumns(flags, before !== undefined),
    ...createAmountColumns(amounts, compared, currency),
  ]
  await writeList(rows, columns, { flags, output })
  const unknown = rows.slice(0, flags.limit).filter(({ sales }) => sales === null).length
  if (unknown > 0) output.note(toUnknownNote(unknown))
  if (flags.sinceLast === true) await writeSnapshot(path, all)
}

function toUnknownNote(count: number): string {
  return `The sales of ${toCountText(count, 'row')} are unknown, because an affiliate has codes in other rows too.`
}

const amounts: readonly AmountColumn<ReportRow>[] = [
  { name: 'revenue', title: 'Revenue', amount: ({ revenue }) => revenue },
  { name: 'commission', title: 'Commission', amount: ({ commission }) => commission },
]

function createCountColumns(
  { by }: AllTimeFlags,
  isCompared: boolean,
): readonly ListColumn<ReportRow>[] {
  const title = { affiliate: 'Affiliate', coupon: 'Coupon', code: 'Code' }[by]
  const subject: ListColumn<ReportRow> = {
    name: by,
    title,
    cell: ({ name, id }) => name ?? id ?? 'no affiliate',
    ...(by === 'code' ? {} : { ifNarrow: 'cut' }),
  }
  const columns = [
    subject,
    createCountColumn<ReportRow>('redemptions', 'Redemptions', ({ redemptions }) => redemptions),
  ]
  if (isCompared) {
    columns.push(createCountColumn('new', 'New', ({ newRedemptions = 0 }) => newRedemptions))
  }
  if (by !== 'code') {
    const codes = createCountColumn<ReportRow>('codes', 'Codes', (row) => row.codes)
    columns.push({ ...codes, ifNarrow: 'omit' })
  }
  return [...columns, createCountColumn('sales', 'Sales', ({ sales }) => sales)]
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
  { by }: AllTimeFlags,
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
