import { connect } from '../../api/connection.js'
import { readSale, toSaleKey } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { changeMany } from '../many/change-many.js'
import { isMany } from '../many/options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addManySales, saleTarget, type ManySalesFlags } from './selection.js'

/** Adds `sales refund`. */
export function addRefund(sales: ReferlyCommand, context: Context): void {
  const command = sales
    .command('refund')
    .about(
      'Refund sales in full',
      'Takes back the commission. No money is sent. Refunding a sale again changes nothing.',
    )
    .repeatable()
    .examples([
      'referly sales refund 7',
      'referly sales refund --external-id order-17',
      'referly sales refund --file returned.csv',
    ])
  addManySales(command).action((id: string | undefined, flags: ManySalesFlags) =>
    refundSale(id, flags, context),
  )
}

async function refundSale(
  id: string | undefined,
  flags: ManySalesFlags,
  context: Context,
): Promise<void> {
  if (isMany(id ?? flags.externalId, flags, saleTarget)) {
    const effect = (): string => 'Their commission is taken back. No money is sent.'
    const change = { command: 'sales refund', action: 'refund', effect } as const
    return changeMany(saleTarget, change, { flags, context })
  }
  const { signal, output } = context
  const key = toSaleKey({ id, externalId: flags.externalId })
  const client = await connect(flags, context)
  const sale = await readSale(key, { client, signal })
  const result = await client.sales.refund({ saleId: sale.id }, { signal })
  if (flags.json === true) output.json({ saleId: sale.id, ...result })
  output.note(
    result.alreadyRefunded === true
      ? `Sale ${sale.id} was already refunded.`
      : `Refunded sale ${sale.id}. Its commission was taken back.`,
  )
}
