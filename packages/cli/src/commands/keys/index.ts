import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addCreate } from './create.js'
import { addList } from './list.js'
import { addRevoke } from './revoke.js'

/** Adds `keys` and its commands. */
export function addKeys(keys: ReferlyCommand, context: Context): void {
  keys
    .details(
      'Only a Referly Kit server has these commands. With access to its database, you can also use `referly admin keys`.',
    )
    .examples(['referly keys create Shop', 'referly keys list'])
  addCreate(keys, context)
  addList(keys, context)
  addRevoke(keys, context)
}
