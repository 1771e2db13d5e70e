import type { NewSale } from '@referly-kit/types'
import { readConnection, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption, createAmountFromZeroOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `sales record`. */
export function addRecord(sales: ReferlyCommand, context: Context): void {
  const command = sales
    .command('record')
    .about('Record a sale made with a code', 'The affiliate who owns the code earns a commission.')
    .requiredOption('--code <code>', 'Code that the customer used (required)')
    .addOption(
      createAmountFromZeroOption(
        '--amount <n>',
        'Amount that the customer paid, 0 for a free order (required)',
      ).makeOptionMandatory(),
    )
    .option(
      '--name <text>',
      "Customer's name; optional if a referral with the same email address exists",
    )
    .option('--email <address>', "Customer's email address")
    .option('--external-id <id>', 'Your own ID for the sale; a repeated ID is counted once')
    .examples([
      "referly sales record --code SAVEJOHN8X4Z --amount 39.20 --name 'Ann Lee' --external-id 17",
    ])
  addJsonOption(addConnectionOptions(command)).action((flags: RecordFlags) =>
    recordSale(flags, context),
  )
}

interface RecordFlags extends ConnectionFlags, FormatFlags {
  readonly code: string
  /** In major units. */
  readonly amount: number
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly externalId?: string | undefined
}

async function recordSale(flags: RecordFlags, context: Context): Promise<void> {
  const connection = await readConnection(flags, context)
  const { createClient } = await import('../../api/client.js')
  const { signal, output } = context
  const { name, email, externalId } = flags
  const sale: NewSale = {
    promoCode: flags.code,
    totalEarned: flags.amount,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(externalId === undefined ? {} : { externalId }),
  }
  const created = await createClient(connection).sales.create(sale, { signal })
  const { currency } = connection
  // JSON is the record as received.
  const isShown = currency !== undefined && flags.json !== true
  writeRecord(isShown ? { ...created, currency } : created, flags, output)
}
