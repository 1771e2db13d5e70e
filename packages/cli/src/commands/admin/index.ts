import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addBackup } from './backup.js'
import { addCodes } from './codes/index.js'
import { addImport } from './import/index.js'
import { addKeys } from './keys/index.js'
import { addPrograms } from './programs/index.js'
import { addReset } from './reset.js'
import { addRestore } from './restore.js'

/** Adds `admin` and its commands, which work on the database of a server without HTTP. */
export function addAdmin(admin: ReferlyCommand, context: Context): void {
  admin
    .details(
      'Works on PostgreSQL at any time, and on the directory of an embedded database while no server is using it.',
    )
    .examples([
      'referly admin programs create "Spring campaign" --currency EUR',
      'referly admin keys create',
    ])
  addPrograms(admin, context)
  addKeys(admin, context)
  addCodes(admin, context)
  addImport(admin, context)
  addReset(admin, context)
  addBackup(admin, context)
  addRestore(admin, context)
}
