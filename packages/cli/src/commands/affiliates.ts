import { isConflictError, isReferlyError } from '@referly-kit/client'
import type { Affiliate } from '@referly-kit/types'
import { type ConnectionFlags, connect } from '../connection.js'
import type { Context } from '../context.js'
import { type AffiliateRow, parseAffiliates } from '../csv/affiliates.js'
import { readCsvFile } from '../csv/read-csv-file.js'
import { CliError, toMessage } from '../errors.js'
import { mapConcurrently } from '../jobs/concurrency.js'
import { type Rate, createPace } from '../jobs/pace.js'
import { assertNotInterrupted } from '../terminal/interruption.js'
import { createProgress } from '../terminal/progress.js'
import { type FormatFlags, type ListColumn, writeList } from '../terminal/records.js'

/** What `referly affiliates import` is told. */
export interface ImportFlags extends ConnectionFlags, FormatFlags {
  readonly csv: string
  readonly rate: Rate
  readonly concurrency: number
  /** In percent. */
  readonly commissionRate?: number | undefined
  readonly skipInvalid?: boolean | undefined
}

type ImportStatus = 'created' | 'exists' | 'failed'

interface ImportedRow {
  readonly row: AffiliateRow
  readonly status: ImportStatus
  readonly error?: string
}

/**
 * Creates the affiliates of a CSV; who is there already stays as he is, so it can be run again.
 *
 * @throws CliError `FAILED_ROWS`
 */
export async function importAffiliates(flags: ImportFlags, context: Context): Promise<void> {
  const { output, signal } = context
  const request = { path: flags.csv, skipInvalid: flags.skipInvalid === true }
  const { affiliates } = await readCsvFile(request, parseAffiliates, context)
  const results = await createAffiliates(affiliates, flags, context)
  assertNotInterrupted(signal)
  const count = (status: ImportStatus): number =>
    results.filter((result) => result.status === status).length
  const [created, exists, failed] = [count('created'), count('exists'), count('failed')]
  for (const { row, error } of results) {
    if (error !== undefined) output.note(`${flags.csv}, line ${row.line}: ${error}`)
  }
  if (flags.json === true) output.json({ created, exists, failed })
  output.note(`${created} affiliates created, ${exists} there before, ${failed} failed.`)
  if (failed === 0) return
  throw new CliError('FAILED_ROWS', `${failed} affiliates failed; correct them and run again.`)
}

async function createAffiliates(
  affiliates: readonly AffiliateRow[],
  flags: ImportFlags,
  context: Context,
): Promise<readonly ImportedRow[]> {
  const create = await createImporter(flags, context)
  const total = affiliates.length
  // The client waits for a 429 by itself.
  const progress = createProgress(context.output, { total, skipped: 0 }, { pausedForMs: 0 })
  try {
    return await mapConcurrently(affiliates, flags.concurrency, async (row) => {
      const imported = await create(row)
      progress.settled(imported)
      return imported
    })
  } finally {
    progress.stop()
  }
}

async function createImporter(
  flags: ImportFlags,
  context: Context,
): Promise<(row: AffiliateRow) => Promise<ImportedRow>> {
  const { signal } = context
  const client = await connect(flags, context)
  const pace = createPace(flags.rate)
  const { commissionRate } = flags
  const rate = commissionRate === undefined ? {} : { commissionRate }
  return async (row) => {
    const { firstName, lastName, email } = row
    await pace.wait(signal)
    assertNotInterrupted(signal)
    try {
      await client.affiliates.create({ firstName, lastName, email, ...rate }, { signal })
      return { row, status: 'created' }
    } catch (error) {
      if (isConflictError(error)) return { row, status: 'exists' }
      if (!isReferlyError(error) || error.code !== 'INVALID_REQUEST') throw error
      return { row, status: 'failed', error: toMessage(error) }
    }
  }
}

/** Prints the affiliates. */
export async function listAffiliates(
  flags: ConnectionFlags & FormatFlags,
  context: Context,
): Promise<void> {
  const { output, signal } = context
  const client = await connect(flags, context)
  writeList(await client.affiliates.list({}, { signal }), columns, { flags, output })
}

const columns: readonly ListColumn<Affiliate>[] = [
  { name: 'first_name', title: 'First name', cell: ({ firstName }) => firstName },
  { name: 'last_name', title: 'Last name', cell: ({ lastName }) => lastName },
  { name: 'email', title: 'Email', cell: ({ email }) => email },
  {
    name: 'commission_rate',
    title: 'Rate',
    align: 'right',
    cell: ({ commissionRate }) => `${commissionRate} %`,
  },
  {
    name: 'commission_earned',
    title: 'Earned',
    align: 'right',
    cell: ({ totalCommissionEarned }) => totalCommissionEarned.toFixed(2),
  },
]
