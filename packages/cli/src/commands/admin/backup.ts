import type { Admin } from '@referly-kit/server'
import type { Context } from '../../context.js'
import { useAdmin } from '../../server/local-server.js'
import { writeBackupFile, type WriteBackup } from '../backup-file.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addTargetOptions, toTarget, type DatabaseTarget } from './target.js'

/** Adds `admin backup`. */
export function addBackup(admin: ReferlyCommand, context: Context): void {
  const command = admin
    .command('backup')
    .about('Back up the whole database to a new file')
    .argument(
      '<file>',
      'File to write, in JSON Lines format; it contains email addresses and webhook secrets',
    )
    .examples(['referly admin backup monday.jsonl'])
  addTargetOptions(command).action((file: string) =>
    backup(file, toTarget(command, context), context),
  )
}

function backup(path: string, { database, json }: DatabaseTarget, context: Context): Promise<void> {
  const create = (write: WriteBackup): Promise<number> =>
    useAdmin(database, (admin) => writeLines(admin, write))
  return writeBackupFile({ path, json, create }, context)
}

// Lines are short: one write for each would take longer than reading the database.
const bufferLength = 1 << 20

async function writeLines(admin: Admin, write: WriteBackup): Promise<number> {
  let pending = ''
  const rows = await admin.backup(async (line) => {
    pending += `${line}\n`
    if (pending.length < bufferLength) return
    await write(pending)
    pending = ''
  })
  await write(pending)
  return rows
}
