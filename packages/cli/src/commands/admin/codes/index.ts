import type { Context } from '../../../context.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { addRename } from './rename.js'

/** Adds `admin codes` and its command. */
export function addCodes(admin: ReferlyCommand, context: Context): void {
  const codes = admin
    .command('codes')
    .about('Rename promotional codes')
    .examples(['referly admin codes rename ID SUMMER20'])
  addRename(codes, context)
}
