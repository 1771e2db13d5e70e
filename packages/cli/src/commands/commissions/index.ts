import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addDecisions } from './decide.js'
import { addList } from './list.js'

/** Adds `commissions` and its commands. */
export function addCommissions(commissions: ReferlyCommand, context: Context): void {
  commissions
    .details('Only a Referly Kit server has these commands.')
    .examples(['referly commissions list --status on-hold', 'referly commissions release 7'])
  addList(commissions, context)
  addDecisions(commissions, context)
}
