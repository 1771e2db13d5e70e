import { connect } from '../../api/connection.js'
import { readSale } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { toAmountText } from '../../terminal/amounts.js'
import { addDeletionOptions, deleteRecord, type DeletionFlags } from '../deletion.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addSaleArguments } from './update.js'

/** Adds `sales delete`. */
export function addDelete(sales: ReferlyCommand, context: Context): void {
  const command = sales
    .command('delete')
    .about('Delete a sale and its commission', 'To keep a record of the sale, refund it instead.')
    .examples(['referly sales delete 7'])
  addDeletionOptions(addSaleArguments(command)).action(
    (id: string | undefined, flags: SaleDeletionFlags) => deleteSale(id, flags, context),
  )
}

interface SaleDeletionFlags extends DeletionFlags {
  readonly externalId?: string | undefined
}

async function deleteSale(
  id: string | undefined,
  flags: SaleDeletionFlags,
  context: Context,
): Promise<void> {
  const { signal } = context
  const client = await connect(flags, context)
  const sale = await readSale({ id, externalId: flags.externalId }, { client, signal })
  const deletion = {
    id: sale.id,
    record: `sale ${sale.id}`,
    consequence: `This deletes sale ${sale.id} of ${toAmountText(sale.totalEarned)} and its commission. To keep a record of it, refund it instead.`,
    remove: () => client.sales.delete({ saleId: sale.id }, { signal }),
  }
  await deleteRecord(deletion, flags, context)
}
