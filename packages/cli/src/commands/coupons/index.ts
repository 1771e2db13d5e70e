import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addCreate } from './create.js'
import { addDelete } from './delete.js'
import { addGet } from './get.js'
import { addList } from './list.js'
import { addUpdate } from './update.js'

/** Adds `coupons` and its commands. */
export function addCoupons(coupons: ReferlyCommand, context: Context): void {
  coupons.examples([
    'referly coupons create --name Spring --percent-off 20 --months 3',
    'referly coupons list',
  ])
  addCreate(coupons, context)
  addList(coupons, context)
  addGet(coupons, context)
  addUpdate(coupons, context)
  addDelete(coupons, context)
}
