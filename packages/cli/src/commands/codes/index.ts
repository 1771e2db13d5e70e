import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addCreate } from './create.js'
import { addDelete } from './delete.js'
import { addDisable } from './disable.js'
import { addExtend } from './extend.js'
import { addGenerate } from './generate.js'
import { addGet } from './get.js'
import { addList } from './list.js'
import { addPush } from './push.js'
import { addUpdate } from './update.js'

/** Adds `codes` and its commands. */
export function addCodes(program: ReferlyCommand, context: Context): void {
  const codes = program
    .command('codes')
    .about('Plan, create, and change promotional codes')
    .examples([
      'referly codes generate affiliates.csv --coupon Spring --prefix SAVE --first-name --random 6 -o plan.csv',
      'referly codes push plan.csv',
    ])
  addGenerate(codes, context)
  addPush(codes, context)
  addCreate(codes, context)
  addList(codes, context)
  addGet(codes, context)
  addUpdate(codes, context)
  addDisable(codes, context)
  addExtend(codes, context)
  addDelete(codes, context)
}
