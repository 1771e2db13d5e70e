import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addCreate } from './create.js'
import { addFile } from './file.js'
import { addList } from './list.js'
import { addMark } from './mark.js'
import { addPreview } from './preview.js'
import { addShow } from './show.js'

/** Adds `payouts` and its commands. */
export function addPayouts(payouts: ReferlyCommand, context: Context): void {
  payouts
    .details(
      'A payout does not send money. Pay it with its file, then mark it as paid. Only a Referly Kit server has payouts.',
    )
    .examples(['referly payouts preview', 'referly payouts create --until 2026-11-30'])
  addPreview(payouts, context)
  addCreate(payouts, context)
  addList(payouts, context)
  addShow(payouts, context)
  addFile(payouts, context)
  addMark(payouts, context)
}
