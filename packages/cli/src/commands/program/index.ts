import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addSet } from './set.js'
import { addShow } from './show.js'

/** Adds `program` and its commands. */
export function addProgram(parent: ReferlyCommand, context: Context): void {
  const program = parent
    .command('program')
    .about(
      'Show and change the settings of the program of the API key',
      'Only a Referly Kit server has them in its API.',
    )
    .examples(['referly program show', 'referly program set --holding-days 60'])
  addShow(program, context)
  addSet(program, context)
}
