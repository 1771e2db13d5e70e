import type { NewRefund } from '@referly-kit/types'
import { Option } from 'commander'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import { readSale, toSaleId } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption, createAmountOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

const reasons = ['requested', 'dispute', 'duplicate', 'fraud', 'other'] as const

/** Adds `refunds create`. */
export function addCreate(refunds: ReferlyCommand, context: Context): void {
  const command = refunds
    .command('create')
    .about(
      'Refund a sale in full or in part',
      'Takes back the same share of the commission; after a payout, it is deducted from the next one. No money is sent.',
    )
    .argument('<sale>', 'ID of the sale')
    .addOption(
      createAmountOption(
        '--amount <amount>',
        'Amount of the refund (default: everything that is left)',
      ),
    )
    .addOption(new Option('--reason <reason>', 'Reason for the refund').choices(reasons))
    .option('--note <text>', 'Note for the ledger')
    .option('--idempotency-key <text>', 'Your own key; repeating it does not refund again')
    .examples([
      'referly refunds create 7 --amount 20',
      'referly refunds create 7 --reason dispute --idempotency-key chargeback-17',
    ])
  addJsonOption(addConnectionOptions(command)).action((id: string, flags: RefundFlags) =>
    createRefund(id, flags, context),
  )
}

interface RefundFlags extends ConnectionFlags, FormatFlags {
  readonly amount?: number | undefined
  readonly reason?: (typeof reasons)[number] | undefined
  readonly note?: string | undefined
  readonly idempotencyKey?: string | undefined
}

async function createRefund(id: string, flags: RefundFlags, context: Context): Promise<void> {
  const { amount, reason, note, idempotencyKey } = flags
  const { signal, output } = context
  const key = { id: toSaleId(id) }
  const client = await connect(flags, context)
  const sale = await readSale(key, { client, signal })
  const refund = await client.kit.refunds.create(
    {
      saleId: sale.id,
      ...(amount === undefined ? {} : { amount }),
      // The choices of the option are the values of the API.
      ...(reason === undefined ? {} : { reason: reason.toUpperCase() as Reason }),
      ...(note === undefined ? {} : { note }),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    },
    { signal },
  )
  writeRecord(refund, flags, output)
}

type Reason = NonNullable<NewRefund['reason']>
