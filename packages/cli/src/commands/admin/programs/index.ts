import type { Context } from '../../../context.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { addCreate } from './create.js'
import { addList } from './list.js'

/** Adds `admin programs` and its commands. */
export function addPrograms(admin: ReferlyCommand, context: Context): void {
  const programs = admin
    .command('programs')
    .about('Create and list affiliate programs')
    .examples(['referly admin programs create Spring', 'referly admin programs list'])
  addCreate(programs, context)
  addList(programs, context)
}
