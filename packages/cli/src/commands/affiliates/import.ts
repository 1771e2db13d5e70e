import type { ReferlyClient } from '@referly-kit/client'
import { readConnection, type Connection, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import type { AffiliateRow } from '../../csv/affiliates.js'
import { toNewAffiliate } from '../../csv/names.js'
import type { AffiliateDifference, DifferentAffiliate } from '../../jobs/affiliate-differences.js'
import { toDefaultRate, toRatePerSecond, type Rate } from '../../jobs/rate.js'
import type { ImportStatus, SentAffiliate } from '../../jobs/send-affiliates.js'
import { assertNotInterrupted } from '../../terminal/interruption.js'
import type { FormatFlags } from '../../terminal/records.js'
import { toCountText } from '../../terminal/text.js'
import {
  addImportOptions,
  assertImported,
  readImport,
  type ImportFlags,
} from '../affiliate-import.js'
import {
  addConnectionOptions,
  addJsonOption,
  createAmountOption,
  createConcurrencyOption,
  createRateOption,
  rateDefault,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `affiliates import`. */
export function addImport(affiliates: ReferlyCommand, context: Context): void {
  const command = affiliates
    .command('import')
    .about(
      'Create affiliates from a CSV file',
      'Existing affiliates are left unchanged, and reported if they differ from the file, so the command is safe ' +
        'to run again. With --update, they get the values of the file. Invalid rows are reported, and the others are ' +
        'created.',
    )
    .argument('<csv>', 'CSV file of affiliates')
    .repeatable()
    .examples(['referly affiliates import affiliates.csv --commission-rate 25'])
  addJsonOption(addConnectionOptions(command))
    .addOption(
      createRateOption(`Affiliates to create per second, or max for no limit ${rateDefault}`),
    )
    .addOption(createConcurrencyOption().default(4))
    .addOption(
      createAmountOption(
        '--commission-rate <n>',
        'Commission rate of the new affiliates, in percent',
      ),
    )
  command.option('--update', 'Update existing affiliates that differ from the file')
  addImportOptions(command).action((csv: string, flags: RemoteImportFlags) =>
    importAffiliates(csv, flags, context),
  )
}

interface RemoteImportFlags extends ConnectionFlags, FormatFlags, ImportFlags {
  readonly rate?: Rate | undefined
  readonly concurrency: number
  /** In percent. */
  readonly commissionRate?: number | undefined
  readonly update?: boolean | undefined
}

async function importAffiliates(
  csv: string,
  flags: RemoteImportFlags,
  context: Context,
): Promise<void> {
  const { output, signal } = context
  const { affiliates, problems } = await readImport(csv, flags, context)
  const toLine = (index: number): number => affiliates[index]?.line ?? 0
  const end = await createAffiliates(affiliates, flags, context)
  assertNotInterrupted(signal)
  const counts = { created: 0, exists: 0, failed: 0 }
  for (const { index, status, error } of end.results) {
    counts[status]++
    if (error !== undefined) output.note(`${csv}, line ${toLine(index)}: ${error}`)
  }
  const { different, failedUpdates } = end
  for (const each of different.slice(0, maxListed)) {
    output.note(`${csv}, line ${toLine(each.index)}: ${toDifferenceSentence(each, end)}`)
  }
  if (different.length > maxListed) {
    output.note(`${csv}: ${different.length - maxListed} more existing affiliates differ.`)
  }
  const invalid = problems.length
  if (flags.json === true) {
    const lines = different.map(({ index, ...rest }) => ({ line: toLine(index), ...rest }))
    const updated = flags.update === true ? { updated: end.updated } : {}
    output.json({ ...counts, ...updated, invalid, different: lines })
  }
  output.note(toSummary(counts, end))
  assertImported(csv, flags, { invalid, failed: counts.failed + failedUpdates.size })
}

/** The number of different affiliates that are listed. */
const maxListed = 20

/** The names of the fields in sentences. */
const fieldNames: Readonly<Record<AffiliateDifference['field'], string>> = {
  firstName: 'first name',
  lastName: 'last name',
  commissionRate: 'commission rate',
  affiliateLink: 'link',
}

function toDifferenceSentence(
  { index, email, differences }: DifferentAffiliate,
  { updated, failedUpdates }: ImportEnd,
): string {
  const toText = (value: string | number): string =>
    typeof value === 'number' ? `${value}%` : `"${value}"`
  const parts = differences.map(
    ({ field, existing, imported }) =>
      `the ${fieldNames[field]} ${toText(existing)} instead of ${toText(imported)}`,
  )
  const found = `${email} already exists with ${parts.join(' and ')}.`
  const error = failedUpdates.get(index)
  if (error !== undefined) return `${found} It could not be updated: ${error}`
  return `${found} It was ${updated === undefined ? 'left unchanged' : 'updated'}.`
}

function toSummary(
  { created, exists, failed }: Readonly<Record<ImportStatus, number>>,
  { different, updated, failedUpdates }: ImportEnd,
): string {
  const verbs = different.length === 1 ? 'differs and was' : 'differ and were'
  const unchanged = `${different.length} of them ${verbs} left unchanged`
  const differing = updated === undefined ? unchanged : `${updated} of them updated`
  const note = different.length === 0 ? '' : ` (${differing})`
  const failures = failed + failedUpdates.size
  return `Affiliates: ${created} created, ${exists} already existed${note}, ${failures} failed.`
}

/** The results of an import, in the order of the file. */
interface ImportEnd {
  readonly results: readonly SentAffiliate[]
  readonly different: readonly DifferentAffiliate[]
  /** The number of updated affiliates; undefined without `--update`. */
  readonly updated: number | undefined
  /** The reasons of failed updates, by the position in the file. */
  readonly failedUpdates: ReadonlyMap<number, string>
}

async function createAffiliates(
  affiliates: readonly AffiliateRow[],
  flags: RemoteImportFlags,
  context: Context,
): Promise<ImportEnd> {
  const { signal, output } = context
  const [{ sendAffiliates }, { findDifferent }, { createClient }, { toReadPace }] =
    await Promise.all([
      import('../../jobs/send-affiliates.js'),
      import('../../jobs/affiliate-differences.js'),
      import('../../api/client.js'),
      import('../../api/limits.js'),
    ])
  const connection = await readConnection(flags, context)
  const client = createClient(connection, { pace: toReadPace(connection) })
  const rate = flags.rate ?? toDefaultRate(connection.baseUrl)
  if (flags.rate === undefined) output.note(toRateNote(rate, connection))
  const { concurrency, commissionRate } = flags
  const rates = commissionRate === undefined ? {} : { commissionRate }
  const inputs = affiliates.map((affiliate) => ({ ...toNewAffiliate(affiliate), ...rates }))
  const results: SentAffiliate[] = []
  const onSettled = (sent: SentAffiliate): void => void results.push(sent)
  try {
    await sendAffiliates(inputs, { client, output, signal, rate, concurrency, onSettled })
    const existing = results.flatMap(({ index, status }) => {
      const input = inputs[index]
      return status === 'exists' && input !== undefined ? [{ index, input }] : []
    })
    const different = await findDifferent(existing, client, signal)
    const changes = await updateDifferent(different, { client, rate, flags, signal })
    return { results: results.toSorted((a, b) => a.index - b.index), different, ...changes }
  } catch (error) {
    assertNotInterrupted(signal, toInterruptedSentence(results.length, affiliates.length))
    throw error
  }
}

interface UpdateRun {
  readonly client: ReferlyClient
  readonly rate: Rate
  readonly flags: RemoteImportFlags
  readonly signal: AbortSignal
}

async function updateDifferent(
  different: readonly DifferentAffiliate[],
  { client, rate, flags, signal }: UpdateRun,
): Promise<Pick<ImportEnd, 'updated' | 'failedUpdates'>> {
  if (flags.update !== true) return { updated: undefined, failedUpdates: new Map() }
  const [{ updateAffiliates }, { createPace, systemClock }] = await Promise.all([
    import('../../jobs/affiliate-differences.js'),
    import('@referly-kit/client'),
  ])
  const pace = createPace(systemClock, toRatePerSecond(rate))
  const failed = await updateAffiliates(different, { client, pace, signal })
  const failedUpdates = new Map(failed.map(({ index, error }) => [index, error]))
  return { updated: different.length - failed.length, failedUpdates }
}

function toRateNote(rate: Rate, { baseUrl }: Connection): string {
  const speed = rate === 'max' ? 'as fast as it responds' : `at ${rate} affiliates per second`
  return `Importing to ${baseUrl} ${speed}. To change the speed, pass --rate.`
}

function toInterruptedSentence(done: number, total: number): string {
  return `Interrupted after ${done} of ${toCountText(total, 'affiliate')}. Run the command again to import the rest.`
}
