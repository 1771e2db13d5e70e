import type { NewSale } from '@referly-kit/types'
import { readConnection, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import {
  addConnectionOptions,
  addJsonOption,
  createAddressOption,
  createAmountFromZeroOption,
  createNameOption,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `sales record`. */
export function addRecord(sales: ReferlyCommand, context: Context): void {
  const command = sales
    .command('record')
    .about(
      'Record a sale',
      'The affiliate of the code, the referral, or the customer earns a commission.',
    )
    .option('--code <code>', 'Code that the customer used')
    .option(
      '--referral-id <id>',
      "ID of the customer's referral or of the affiliate, for a sale without a code",
    )
    .addOption(
      createAmountFromZeroOption(
        '--amount <n>',
        'Amount that the customer paid, 0 for a free order (required)',
      ).makeOptionMandatory(),
    )
    .addOption(
      createNameOption(
        '--name <text>',
        "Customer's name; optional if a referral with the same email address exists",
      ),
    )
    .addOption(
      createAddressOption(
        '--email <address>',
        "Customer's email address; without a code, that of the customer's referral",
      ),
    )
    .option('--external-id <id>', 'Your own ID for the sale; a repeated ID is counted once')
    .examples([
      "referly sales record --code SAVEJOHN8X4Z --amount 39.20 --name 'Ann Lee' --external-id 17",
      'referly sales record --email ann@example.com --amount 39.20',
    ])
  addJsonOption(addConnectionOptions(command)).action((flags: RecordFlags) =>
    recordSale(flags, context),
  )
}

interface RecordFlags extends ConnectionFlags, FormatFlags {
  readonly code?: string | undefined
  readonly referralId?: string | undefined
  /** In major units. */
  readonly amount: number
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly externalId?: string | undefined
}

async function recordSale(flags: RecordFlags, context: Context): Promise<void> {
  const sale = toNewSale(flags)
  const connection = await readConnection(flags, context)
  const { createClient } = await import('../../api/client.js')
  const { signal, output } = context
  const created = await createClient(connection).sales.create(sale, { signal })
  const { currency } = connection
  // JSON is the record as received.
  const isShown = currency !== undefined && flags.json !== true
  writeRecord(isShown ? { ...created, currency } : created, flags, output)
}

function toNewSale(flags: RecordFlags): NewSale {
  const { code, referralId, email, name, externalId } = flags
  const details = {
    totalEarned: flags.amount,
    ...(name === undefined ? {} : { name }),
    ...(externalId === undefined ? {} : { externalId }),
  }
  const customer = email === undefined ? {} : { email }
  const referral = referralId === undefined ? {} : { referralId }
  if (code !== undefined) return { promoCode: code, ...referral, ...customer, ...details }
  if (referralId !== undefined) return { referralId, ...customer, ...details }
  if (email !== undefined) return { email, ...details }
  throw new CliError('INVALID_USAGE', {
    field: '--code',
    expected: 'given, or --referral-id or --email instead',
  })
}
