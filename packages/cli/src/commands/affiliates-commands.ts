import type { Command } from 'commander'
import {
  addConnectionOptions,
  addExamples,
  addFormatOptions,
  addJsonOption,
  createAmountOption,
  createRateOption,
  createWholeOption,
} from '../command-line.js'
import type { ConnectionFlags } from '../connection.js'
import type { Context } from '../context.js'
import type { FormatFlags } from '../terminal/records.js'
import type { ImportFlags } from './affiliates.js'
import type { SaleFlags } from './sales.js'

/** Adds `affiliates` and what it can do. */
export function addAffiliates(program: Command, context: Context): void {
  const affiliates = program
    .command('affiliates')
    .summary('create affiliates from a CSV, list them')
  addExamples(affiliates, ['referly affiliates import affiliates.csv', 'referly affiliates list'])
  const command: Command = affiliates
    .command('import')
    .description('Creates the affiliates of a CSV; who is there already stays as he is.')
    .argument('<csv>', 'columns first_name, last_name and email')
  addJsonOption(addConnectionOptions(command))
    .addOption(createRateOption('affiliates to send per second').default(5))
    .addOption(createWholeOption('--concurrency <n>', 'requests at a time', [1, 64]).default(4))
    .addOption(createAmountOption('--commission-rate <n>', 'their commission in percent'))
    .option('--skip-invalid', 'leave out rows that cannot be used')
    .action(async (csv: string, flags: Omit<ImportFlags, 'csv'>) => {
      const { importAffiliates } = await import('./affiliates.js')
      await importAffiliates({ ...flags, csv }, context)
    })
  addExamples(command, ['referly affiliates import affiliates.csv --commission-rate 25'])
  const list = affiliates.command('list').description('Lists the affiliates.')
  addFormatOptions(addConnectionOptions(list)).action(
    async (flags: ConnectionFlags & FormatFlags) => {
      const { listAffiliates } = await import('./affiliates.js')
      await listAffiliates(flags, context)
    },
  )
  addExamples(list, ['referly affiliates list', 'referly affiliates list --format csv'])
}

/** Adds `sales` and what it can do. */
export function addSales(program: Command, context: Context): void {
  const sales = program.command('sales').summary('record sales')
  addExamples(sales, ["referly sales record --code SAVEJOHN8X4Z --amount 39.20 --name 'Ann Lee'"])
  const command: Command = sales
    .command('record')
    .description('Records a sale that a code brought.')
    .requiredOption('--code <code>', 'the code that the customer used')
    .addOption(createAmountOption('--amount <n>', 'what the customer paid').makeOptionMandatory())
    .option(
      '--name <text>',
      "the customer's name; needed unless a referral with this email tells it",
    )
    .option('--email <address>', "the customer's email address")
    .option('--external-id <id>', 'your own name for the sale; the same one is counted once')
  addJsonOption(addConnectionOptions(command)).action(async (flags: SaleFlags) => {
    const { recordSale } = await import('./sales.js')
    await recordSale(flags, context)
  })
  addExamples(command, [
    "referly sales record --code SAVEJOHN8X4Z --amount 39.20 --name 'Ann Lee' --external-id 17",
  ])
}
