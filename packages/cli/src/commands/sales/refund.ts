import { connect, type ConnectionFlags } from '../../api/connection.js'
import { readSale } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import type { FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addSaleArguments } from './update.js'

/** Adds `sales refund`. */
export function addRefund(sales: ReferlyCommand, context: Context): void {
  const command = sales
    .command('refund')
    .about(
      'Refund a sale in full',
      'Takes its commission back, and moves no money. Refunding a sale again changes nothing.',
    )
    .repeatable()
    .examples(['referly sales refund 7', 'referly sales refund --external-id order-17'])
  addJsonOption(addConnectionOptions(addSaleArguments(command))).action(
    (id: string | undefined, flags: RefundFlags) => refundSale(id, flags, context),
  )
}

interface RefundFlags extends ConnectionFlags, FormatFlags {
  readonly externalId?: string | undefined
}

async function refundSale(
  id: string | undefined,
  flags: RefundFlags,
  context: Context,
): Promise<void> {
  const { signal, output } = context
  const client = await connect(flags, context)
  const sale = await readSale({ id, externalId: flags.externalId }, { client, signal })
  const result = await client.sales.refund({ saleId: sale.id }, { signal })
  if (flags.json === true) output.json({ saleId: sale.id, ...result })
  output.note(
    result.alreadyRefunded === true
      ? `Sale ${sale.id} was already refunded.`
      : `Refunded sale ${sale.id}. Its commission was taken back.`,
  )
}
