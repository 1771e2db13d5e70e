import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addCreate } from './create.js'
import { addDelete } from './delete.js'
import { addList } from './list.js'
import { addUpdate } from './update.js'

/** Adds `referrals` and its commands. */
export function addReferrals(referrals: ReferlyCommand, context: Context): void {
  referrals.examples([
    'referly referrals create --email eve@example.com --name Eve --external-id 17 --code SAVEJOHN8X4Z',
    'referly referrals list',
  ])
  addCreate(referrals, context)
  addList(referrals, context)
  addUpdate(referrals, context)
  addDelete(referrals, context)
}
