import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addList } from './list.js'
import { addRemove } from './remove.js'
import { addSet } from './set.js'

/** Adds `profiles` and its commands. */
export function addProfiles(program: ReferlyCommand, context: Context): void {
  const profiles = program
    .command('profiles')
    .about('Manage stored API keys and base URLs', 'Only you can read the file they are stored in.')
    .examples(['referly profiles set default --api-key-file key.txt', 'referly profiles list'])
  addSet(profiles, context)
  addList(profiles, context)
  addRemove(profiles, context)
}
