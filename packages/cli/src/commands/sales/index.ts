import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addDelete } from './delete.js'
import { addList } from './list.js'
import { addRecord } from './record.js'
import { addRefund } from './refund.js'
import { addUpdate } from './update.js'

/** Adds `sales` and its commands. */
export function addSales(sales: ReferlyCommand, context: Context): void {
  sales.examples([
    "referly sales record --code SAVEJOHN8X4Z --amount 39.20 --name 'Ann Lee'",
    'referly sales refund 7',
  ])
  addRecord(sales, context)
  addList(sales, context)
  addUpdate(sales, context)
  addRefund(sales, context)
  addDelete(sales, context)
}
