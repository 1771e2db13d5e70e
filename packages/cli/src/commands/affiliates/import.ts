import { type ConnectionFlags, connect } from '../../api/connection.js'
import type { Context } from '../../context.js'
import type { AffiliateFile, AffiliateRow } from '../../csv/affiliates.js'
import { toSentLastName } from '../../csv/names.js'
import {
  type ReadFlags,
  addAffiliateReadOptions,
  affiliateColumnNames,
  toReadOptions,
} from '../../csv/read-flags.js'
import { CliError, toMessage } from '../../errors.js'
import { mapConcurrently } from '../../jobs/concurrency.js'
import { type Rate, createPace } from '../../jobs/pace.js'
import { assertNotInterrupted } from '../../terminal/interruption.js'
import { createProgress } from '../../terminal/progress.js'
import type { FormatFlags } from '../../terminal/records.js'
import { toCountText } from '../../terminal/text.js'
import {
  addConnectionOptions,
  addJsonOption,
  addSkipInvalidOption,
  createAmountOption,
  createConcurrencyOption,
  createRateOption,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `affiliates import`. */
export function addImport(affiliates: ReferlyCommand, context: Context): void {
  const command = affiliates
    .command('import')
    .about(
      'Create affiliates from a CSV file',
      'Existing affiliates are left unchanged, so the command is safe to run again. Invalid rows are reported, ' +
        'and the others are created.',
    )
    .argument('<csv>', 'CSV file of affiliates')
    .repeatable()
    .examples(['referly affiliates import affiliates.csv --commission-rate 25'])
  addJsonOption(addConnectionOptions(command))
    .addOption(createRateOption('Affiliates to create per second, or max for no limit').default(5))
    .addOption(createConcurrencyOption().default(4))
    .addOption(
      createAmountOption(
        '--commission-rate <n>',
        'Commission rate of the new affiliates, in percent',
      ),
    )
  addSkipInvalidOption(
    addAffiliateReadOptions(command),
    'Exit with 0 although rows of the file are invalid',
  ).action((csv: string, flags: ImportFlags) => importAffiliates(csv, flags, context))
}

interface ImportFlags extends ConnectionFlags, FormatFlags, ReadFlags {
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

async function importAffiliates(csv: string, flags: ImportFlags, context: Context): Promise<void> {
  const { output, signal } = context
  const { affiliates, problems } = await readAffiliates(csv, flags, context)
  const invalid = flags.skipInvalid === true ? 0 : problems.length
  const results = await createAffiliates(affiliates, flags, context)
  assertNotInterrupted(signal)
  const count = (status: ImportStatus): number =>
    results.filter((result) => result.status === status).length
  const [created, exists, failed] = [count('created'), count('exists'), count('failed')]
  for (const { row, error } of results) {
    if (error !== undefined) output.note(`${csv}, line ${row.line}: ${error}`)
  }
  if (flags.json === true) output.json({ created, exists, failed, invalid: problems.length })
  output.note(`Affiliates: ${created} created, ${exists} already existed, ${failed} failed.`)
  if (failed + invalid === 0) return
  const failures = toCountText(failed + invalid, 'row')
  throw new CliError(
    'FAILED_ROWS',
    `${csv}: ${failures} could not be imported. Correct the file and run again.`,
  )
}

async function readAffiliates(
  path: string,
  flags: ImportFlags,
  context: Context,
): Promise<AffiliateFile> {
  const [{ parseAffiliates }, { readCsvFile }] = await Promise.all([
    import('../../csv/affiliates.js'),
    import('../../csv/read-csv-file.js'),
  ])
  const options = toReadOptions(flags, affiliateColumnNames)
  const invalidRows = flags.skipInvalid === true ? 'skip' : 'report'
  const request = { path, invalidRows, hasSkipOption: true, extras: 'ignored' } as const
  return readCsvFile(request, (bytes) => parseAffiliates(bytes, options), context)
}

async function createAffiliates(
  affiliates: readonly AffiliateRow[],
  flags: ImportFlags,
  context: Context,
): Promise<readonly ImportedRow[]> {
  const create = await createImporter(flags, context)
  const total = affiliates.length
  // The client itself waits out a 429.
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

/** Statuses of a request that the server refused because of its content: invalid, too large, or unacceptable. */
const rowStatuses: ReadonlySet<number> = new Set([400, 413, 414, 415, 422])

async function createImporter(
  { rate, commissionRate, ...connection }: ImportFlags,
  context: Context,
): Promise<(row: AffiliateRow) => Promise<ImportedRow>> {
  const { signal } = context
  const { isApiError, isConflictError } = await import('@referly-kit/client')
  const client = await connect(connection, context)
  const pace = createPace(rate)
  const commission = commissionRate === undefined ? {} : { commissionRate }
  return async (row) => {
    const { firstName, email } = row
    const lastName = toSentLastName(row.lastName)
    await pace.wait(signal)
    assertNotInterrupted(signal)
    try {
      await client.affiliates.create({ firstName, lastName, email, ...commission }, { signal })
      return { row, status: 'created' }
    } catch (error) {
      if (isConflictError(error)) return { row, status: 'exists' }
      // Anything else that concerns this row alone must not stop the others.
      if (!isApiError(error) || !rowStatuses.has(error.status)) throw error
      return { row, status: 'failed', error: toMessage(error) }
    }
  }
}
