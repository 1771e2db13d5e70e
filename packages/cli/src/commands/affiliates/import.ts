import { type ConnectionFlags, connect } from '../../api/connection.js'
import type { Context } from '../../context.js'
import type { AffiliateRow } from '../../csv/affiliates.js'
import { toNewAffiliate } from '../../csv/names.js'
import type { Rate } from '../../jobs/rate.js'
import type { SentAffiliate } from '../../jobs/send-affiliates.js'
import { assertNotInterrupted } from '../../terminal/interruption.js'
import type { FormatFlags } from '../../terminal/records.js'
import { toCountText } from '../../terminal/text.js'
import {
  type ImportFlags,
  addImportOptions,
  assertImported,
  readImport,
} from '../affiliate-import.js'
import {
  addConnectionOptions,
  addJsonOption,
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
  addImportOptions(command).action((csv: string, flags: RemoteImportFlags) =>
    importAffiliates(csv, flags, context),
  )
}

interface RemoteImportFlags extends ConnectionFlags, FormatFlags, ImportFlags {
  readonly rate: Rate
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
  const results = await createAffiliates(affiliates, flags, context)
  assertNotInterrupted(signal)
  const counts = { created: 0, exists: 0, failed: 0 }
  for (const { index, status, error } of results) {
    counts[status]++
    if (error !== undefined) output.note(`${csv}, line ${affiliates[index]?.line}: ${error}`)
  }
  const { created, exists, failed } = counts
  const invalid = problems.length
  if (flags.json === true) output.json({ created, exists, failed, invalid })
  output.note(`Affiliates: ${created} created, ${exists} already existed, ${failed} failed.`)
  assertImported(csv, flags, { invalid, failed })
}

/** Creates the affiliates and returns their results in the order of the file. */
async function createAffiliates(
  affiliates: readonly AffiliateRow[],
  { rate, concurrency, commissionRate, ...connection }: RemoteImportFlags,
  context: Context,
): Promise<readonly SentAffiliate[]> {
  const { signal, output } = context
  const { sendAffiliates } = await import('../../jobs/send-affiliates.js')
  const client = await connect(connection, context)
  const rates = commissionRate === undefined ? {} : { commissionRate }
  const inputs = affiliates.map((affiliate) => ({ ...toNewAffiliate(affiliate), ...rates }))
  const results: SentAffiliate[] = []
  const onSettled = (sent: SentAffiliate): void => void results.push(sent)
  try {
    await sendAffiliates(inputs, { client, output, signal, rate, concurrency, onSettled })
  } catch (error) {
    assertNotInterrupted(signal, toInterruptedSentence(results.length, affiliates.length))
    throw error
  }
  return results.toSorted((a, b) => a.index - b.index)
}

function toInterruptedSentence(done: number, total: number): string {
  return `Interrupted after ${done} of ${toCountText(total, 'affiliate')}. Run the command again to import the rest.`
}
