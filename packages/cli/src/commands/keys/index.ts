import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addCreate } from './create.js'
import { addList } from './list.js'
import { addRevoke } from './revoke.js'

/** Adds `keys` and its commands. */
export function addKeys(program: ReferlyCommand, context: Context): void {
  const keys = program
    .command('keys')
    .about(
      'Create, list, and revoke the API keys of a program through its API',
      'Only a Referly Kit server has these commands. With access to its database, you can also use `referly admin keys`.',
    )
    .examples(['referly keys create Shop', 'referly keys list'])
  addCreate(keys, context)
  addList(keys, context)
  addRevoke(keys, context)
}
