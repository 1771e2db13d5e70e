import type { Context } from '../../../context.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { addCreate } from './create.js'
import { addList } from './list.js'
import { addSet } from './set.js'

/** Adds `admin programs` and its commands. */
export function addPrograms(admin: ReferlyCommand, context: Context): void {
  const programs = admin
    .command('programs')
    .about('Create, list, and change affiliate programs')
    .examples(['referly admin programs create Spring', 'referly admin programs list'])
  addCreate(programs, context)
  addList(programs, context)
  addSet(programs, context)
}
