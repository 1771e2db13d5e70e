import { toNewAffiliate, type AffiliateRow } from '@referly-kit/csv'
import { readConnection, type Connection, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import type { ImportRow } from '../../jobs/import-job.js'
import { toDefaultRate, type Rate } from '../../jobs/rate.js'
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
  createConcurrencyOption,
  createGiveUpOption,
  createPercentOption,
  createRateOption,
  createSecondsOption,
  rateDefault,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `affiliates import`. */
export function addImport(affiliates: ReferlyCommand, context: Context): void {
  const command = affiliates
    .command('import')
    .about(
      'Create affiliates from a CSV file',
      'Existing affiliates are left unchanged, and reported if they differ from the file. With --update, they get the ' +
        'values in the file. Invalid rows are reported, and the others are created. Each step is recorded in a ' +
        'journal. After an interruption or a kill, run the command again to continue.',
    )
    .argument('<csv>', 'CSV file of affiliates')
    .repeatable()
    .examples(['referly affiliates import affiliates.csv --commission-rate 25'])
  addJsonOption(addConnectionOptions(command))
    .addOption(
      createRateOption(`Affiliates to create per second, or max for no limit ${rateDefault}`),
    )
    .addOption(createConcurrencyOption().default(4))
    .addOption(createSecondsOption('--timeout <seconds>', 'Time limit for one request').default(30))
    .addOption(createGiveUpOption())
    .addOption(
      createPercentOption(
        '--commission-rate <n>',
        'Commission rate, in percent, of affiliates without one in the file',
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
  /** In seconds. */
  readonly timeout: number
  /** In seconds. */
  readonly giveUpAfter: number
  /** In percent. */
  readonly commissionRate?: number | undefined
  readonly update?: boolean | undefined
}

async function importAffiliates(
  csv: string,
  flags: RemoteImportFlags,
  context: Context,
): Promise<void> {
  const { affiliates, problems } = await readImport(csv, flags, context)
  const [{ createImportJob }, { runImport }, { reportImport }] = await Promise.all([
    import('../../jobs/import-job.js'),
    import('../../jobs/run-import.js'),
    import('../../jobs/import-report.js'),
  ])
  const connection = await readConnection(flags, context)
  const rate = flags.rate ?? toDefaultRate(connection.baseUrl)
  if (flags.rate === undefined) context.output.note(toRateNote(rate, connection))
  const { concurrency, timeout, giveUpAfter, update = false } = flags
  const settings = { rate, concurrency, timeout, giveUpAfter, update }
  const rows = toRows(affiliates, flags)
  const job = await createImportJob({ path: csv, rows, connection, settings }, context)
  const end = await runImport(job, connection, context)
  const report = { json: flags.json === true, invalid: problems.length }
  const failed = reportImport(job, end, { ...report, ...context })
  assertImported(csv, flags, { invalid: problems.length, failed })
}

function toRows(
  affiliates: readonly AffiliateRow[],
  { commissionRate }: RemoteImportFlags,
): readonly ImportRow[] {
  const others = commissionRate === undefined ? {} : { commissionRate }
  return affiliates.map((affiliate) => ({
    key: affiliate.email.toLowerCase(),
    line: affiliate.line,
    input: { ...others, ...toNewAffiliate(affiliate) },
  }))
}

function toRateNote(rate: Rate, { baseUrl }: Connection): string {
  const speed = rate === 'max' ? 'as fast as it responds' : `at ${rate} affiliates per second`
  return `Importing to ${baseUrl} ${speed}. To change the speed, pass --rate.`
}
