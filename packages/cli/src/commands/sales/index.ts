import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addRecord } from './record.js'

/** Adds `sales` and its commands. */
export function addSales(program: ReferlyCommand, context: Context): void {
  const sales = program
    .command('sales')
    .about('Record sales')
    .examples(["referly sales record --code SAVEJOHN8X4Z --amount 39.20 --name 'Ann Lee'"])
  addRecord(sales, context)
}
