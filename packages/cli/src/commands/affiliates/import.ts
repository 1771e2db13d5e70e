import { readConnection, type Connection, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import type { AffiliateRow } from '../../csv/affiliates.js'
import { toNewAffiliate } from '../../csv/names.js'
import type { AffiliateDifference, DifferentAffiliate } from '../../jobs/affiliate-differences.js'
import { toDefaultRate, type Rate } from '../../jobs/rate.js'
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
        'to run again. Invalid rows are reported, and the others are created.',
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
  addImportOptions(command).action((csv: string, flags: RemoteImportFlags) =>
    importAffiliates(csv, flags, context),
  )
}

interface RemoteImportFlags extends ConnectionFlags, FormatFlags, ImportFlags {
  readonly rate?: Rate | undefined
  readonly concurrency: number
  /** In percent. */
  readonly commissionRate?: number | undefined
}

async function importAffiliates(
  csv: string,
  flags: RemoteImportFlags,
  context: Context,
): Promise<void> {
  const { output, signal } = context
  const { affiliates, problems } = await readImport(csv, flags, context)
  const toLine = (index: number): number => affiliates[index]?.line ?? 0
  const { results, different } = await createAffiliates(affiliates, flags, context)
  assertNotInterrupted(signal)
  const counts = { created: 0, exists: 0, failed: 0 }
  for (const { index, status, error } of results) {
    counts[status]++
    if (error !== undefined) output.note(`${csv}, line ${toLine(index)}: ${error}`)
  }
  for (const each of different.slice(0, maxListed)) {
    output.note(`${csv}, line ${toLine(each.index)}: ${toDifferenceSentence(each)}`)
  }
  if (different.length > maxListed) {
    output.note(`${csv}: ${different.length - maxListed} more existing affiliates differ.`)
  }
  const invalid = problems.length
  if (flags.json === true) {
    const lines = different.map(({ index, ...rest }) => ({ line: toLine(index), ...rest }))
    output.json({ ...counts, invalid, different: lines })
  }
  output.note(toSummary(counts, different.length))
  assertImported(csv, flags, { invalid, failed: counts.failed })
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

function toDifferenceSentence({ email, differences }: DifferentAffiliate): string {
  const toText = (value: string | number): string =>
    typeof value === 'number' ? `${value}%` : `"${value}"`
  const parts = differences.map(
    ({ field, existing, imported }) =>
      `the ${fieldNames[field]} ${toText(existing)} instead of ${toText(imported)}`,
  )
  return `${email} already exists with ${parts.join(' and ')}. It was left unchanged.`
}

function toSummary(
  { created, exists, failed }: Readonly<Record<ImportStatus, number>>,
  different: number,
): string {
  const verbs = different === 1 ? 'differs and was' : 'differ and were'
  const differing = different === 0 ? '' : ` (${different} of them ${verbs} left unchanged)`
  return `Affiliates: ${created} created, ${exists} already existed${differing}, ${failed} failed.`
}

/** The results of an import, in the order of the file. */
interface ImportEnd {
  readonly results: readonly SentAffiliate[]
  readonly different: readonly DifferentAffiliate[]
}

async function createAffiliates(
  affiliates: readonly AffiliateRow[],
  flags: RemoteImportFlags,
  context: Context,
): Promise<ImportEnd> {
  const { signal, output } = context
  const [{ sendAffiliates }, { findDifferent }, { createClient }] = await Promise.all([
    import('../../jobs/send-affiliates.js'),
    import('../../jobs/affiliate-differences.js'),
    import('../../api/client.js'),
  ])
  const connection = await readConnection(flags, context)
  const client = createClient(connection)
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
    return { results: results.toSorted((a, b) => a.index - b.index), different }
  } catch (error) {
    assertNotInterrupted(signal, toInterruptedSentence(results.length, affiliates.length))
    throw error
  }
}

function toRateNote(rate: Rate, { baseUrl }: Connection): string {
  const speed = rate === 'max' ? 'as fast as it responds' : `at ${rate} affiliates per second`
  return `Importing to ${baseUrl} ${speed}. To change the speed, pass --rate.`
}

function toInterruptedSentence(done: number, total: number): string {
  return `Interrupted after ${done} of ${toCountText(total, 'affiliate')}. Run the command again to import the rest.`
}
