import { toNewAffiliate, type AffiliateRow } from '@referly-kit/csv'
import { readConnection, type Connection, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import type { AffiliateDifference, DifferentAffiliate } from '../../jobs/affiliate-differences.js'
import { toDefaultRate, type Rate } from '../../jobs/rate.js'
import type { ImportStatus } from '../../jobs/send-affiliates.js'
import type { ImportEnd } from '../../jobs/send-import.js'
import { assertNotInterrupted } from '../../terminal/interruption.js'
import type { FormatFlags } from '../../terminal/records.js'
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
        'Commission rate of affiliates without one in the file, in percent',
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
  const end = await send(affiliates, flags, context)
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

async function send(
  affiliates: readonly AffiliateRow[],
  flags: RemoteImportFlags,
  context: Context,
): Promise<ImportEnd> {
  const { sendImport } = await import('../../jobs/send-import.js')
  const connection = await readConnection(flags, context)
  const rate = flags.rate ?? toDefaultRate(connection.baseUrl)
  if (flags.rate === undefined) context.output.note(toRateNote(rate, connection))
  const { concurrency, commissionRate, update = false } = flags
  const others = commissionRate === undefined ? {} : { commissionRate }
  const inputs = affiliates.map((affiliate) => ({ ...others, ...toNewAffiliate(affiliate) }))
  return sendImport(inputs, { connection, rate, concurrency, update }, context)
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

function toRateNote(rate: Rate, { baseUrl }: Connection): string {
  const speed = rate === 'max' ? 'as fast as it responds' : `at ${rate} affiliates per second`
  return `Importing to ${baseUrl} ${speed}. To change the speed, pass --rate.`
}
