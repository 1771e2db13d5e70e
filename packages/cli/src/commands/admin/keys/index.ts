import type { Context } from '../../../context.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { addCreate } from './create.js'
import { addList } from './list.js'
import { addRevoke } from './revoke.js'

/** Adds `admin keys` and its commands. */
export function addKeys(admin: ReferlyCommand, context: Context): void {
  const keys = admin
    .command('keys')
    .about('Create, list, and revoke API keys')
    .examples(['referly admin keys create', 'referly admin keys list'])
  addCreate(keys, context)
  addList(keys, context)
  addRevoke(keys, context)
}
