import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addBackup } from './backup.js'
import { addSet } from './set.js'
import { addShow } from './show.js'

/** Adds `program` and its commands. */
export function addProgram(program: ReferlyCommand, context: Context): void {
  program
    .details('Only a Referly Kit server has these commands.')
    .examples([
      'referly program show',
      'referly program set --holding-days 60',
      'referly program backup monday.jsonl',
    ])
  addShow(program, context)
  addSet(program, context)
  addBackup(program, context)
}
