import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addCreate } from './create.js'
import { addList } from './list.js'

/** Adds `refunds` and its commands. */
export function addRefunds(refunds: ReferlyCommand, context: Context): void {
  refunds
    .details(
      'To refund whole sales before a payout, use `referly sales refund`. Only a Referly Kit server has these refunds.',
    )
    .examples(['referly refunds create 7 --amount 20', 'referly refunds list'])
  addCreate(refunds, context)
  addList(refunds, context)
}
