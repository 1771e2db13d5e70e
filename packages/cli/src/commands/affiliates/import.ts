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
import { type Rate, toRatePerSecond } from '../../jobs/rate.js'
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

/** Creates the affiliates with the client's bulk engine. A row that is refused does not stop the others. */
async function createAffiliates(
  affiliates: readonly AffiliateRow[],
  { rate, concurrency, commissionRate, ...connection }: ImportFlags,
  context: Context,
): Promise<readonly ImportedRow[]> {
  const { signal } = context
  const { createPace, systemClock } = await import('@referly-kit/client')
  const client = await connect(connection, context)
  const pace = createPace(systemClock, toRatePerSecond(rate))
  const progress = createProgress(context.output, { total: affiliates.length, skipped: 0 }, pace)
  const imported: ImportedRow[] = []
  const inputs = affiliates.map(({ firstName, lastName, email }) => {
    const input = { firstName, lastName: toSentLastName(lastName), email }
    return commissionRate === undefined ? input : { ...input, commissionRate }
  })
  try {
    const results = client.affiliates.createMany(inputs, { concurrency, pace, signal })
    for await (const { index, ...result } of results) {
      const row = affiliates[index]
      const status = await toStatus(result)
      if (row === undefined || status === undefined) continue
      const error = status === 'failed' && 'error' in result ? toMessage(result.error) : undefined
      imported.push({ row, status, ...(error !== undefined && { error }) })
      progress.settled({ status })
    }
  } catch (error) {
    assertNotInterrupted(signal, toInterruptedSentence(imported.length, affiliates.length))
    throw error
  } finally {
    progress.stop()
  }
  return imported.toSorted((a, b) => a.row.line - b.row.line)
}

/** The statuses that refuse the row itself: invalid, too large, unprocessable. */
const rowStatuses: ReadonlySet<number> = new Set([400, 413, 422])

/** Returns the status of a row; throws the error when it is not about the row, such as a lost connection. */
async function toStatus(
  result: Readonly<Record<string, unknown>>,
): Promise<ImportStatus | undefined> {
  const { isAbortedError, isApiError, isInvalidInputError } = await import('@referly-kit/client')
  const { status, error } = result
  if (status === 'exists') return 'exists'
  if (status === 'created' || status === 'recovered') return 'created'
  if (isInvalidInputError(error)) return 'failed'
  if (isApiError(error) && rowStatuses.has(error.status)) return 'failed'
  // An abort is reported at the end of the run.
  if (isAbortedError(error)) return undefined
  throw error
}

function toInterruptedSentence(done: number, total: number): string {
  return `Interrupted after ${done} of ${toCountText(total, 'affiliate')}. Run the command again to import the rest.`
}
