import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addList } from './list.js'
import { addRemove } from './remove.js'
import { addSet } from './set.js'

/** Adds `profiles` and its commands. */
export function addProfiles(profiles: ReferlyCommand, context: Context): void {
  profiles
    .details('Only you can read the file they are stored in.')
    .examples(['referly profiles set default --api-key-file key.txt', 'referly profiles list'])
  addSet(profiles, context)
  addList(profiles, context)
  addRemove(profiles, context)
}
