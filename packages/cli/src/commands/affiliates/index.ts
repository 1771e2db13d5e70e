import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addDelete } from './delete.js'
import { addImport } from './import.js'
import { addList } from './list.js'
import { addUpdate } from './update.js'

/** Adds `affiliates` and its commands. */
export function addAffiliates(affiliates: ReferlyCommand, context: Context): void {
  affiliates.examples(['referly affiliates import affiliates.csv', 'referly affiliates list'])
  addImport(affiliates, context)
  addList(affiliates, context)
  addUpdate(affiliates, context)
  addDelete(affiliates, context)
}
