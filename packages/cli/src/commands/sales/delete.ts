import { connect } from '../../api/connection.js'
import { readSale, toSaleKey } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { toAmountText } from '../../terminal/amounts.js'
import { deleteRecord } from '../deletion.js'
import { changeMany } from '../many/change-many.js'
import { isMany } from '../many/options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addManySales, saleTarget, type ManySalesFlags } from './selection.js'

/** Adds `sales delete`. */
export function addDelete(sales: ReferlyCommand, context: Context): void {
  const command = sales
    .command('delete')
    .about('Delete sales and their commission', 'To keep a record of a sale, refund it instead.')
    .examples(['referly sales delete 7', 'referly sales delete --file tests.csv'])
  addManySales(command).action((id: string | undefined, flags: ManySalesFlags) =>
    deleteSale(id, flags, context),
  )
}

async function deleteSale(
  id: string | undefined,
  flags: ManySalesFlags,
  context: Context,
): Promise<void> {
  if (isMany(id ?? flags.externalId, flags, saleTarget)) {
    const effect = (): string => 'Their commission is deleted too. To keep a record, refund them.'
    const change = { command: 'sales delete', action: 'delete', effect } as const
    return changeMany(saleTarget, change, { flags, context })
  }
  const { signal } = context
  const key = toSaleKey({ id, externalId: flags.externalId })
  const client = await connect(flags, context)
  const sale = await readSale(key, { client, signal })
  const deletion = {
    id: sale.id,
    record: `sale ${sale.id}`,
    consequence: `This deletes sale ${sale.id} of ${toAmountText(sale.totalEarned)} and its commission. To keep a record of it, refund it instead.`,
    remove: () => client.sales.delete({ saleId: sale.id }, { signal }),
  }
  await deleteRecord(deletion, flags, context)
}
