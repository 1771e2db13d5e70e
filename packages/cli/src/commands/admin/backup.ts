import { existsSync } from 'node:fs'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Admin } from '@referly-kit/server'
import type { Context } from '../../context.js'
import { CliError, toMessage } from '../../errors.js'
import { useAdmin } from '../../server/local-server.js'
import { toCountText } from '../../terminal/text.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addTargetOptions, toTarget, type DatabaseTarget } from './target.js'

/** Adds `admin backup`. */
export function addBackup(admin: ReferlyCommand, context: Context): void {
  const command = admin
    .command('backup')
    .about('Back up the whole database to a new file')
    .argument('<file>', 'File to write, in JSON Lines format; it contains email addresses')
    .examples(['referly admin backup monday.jsonl'])
  addTargetOptions(command).action((file: string) =>
    backup(file, toTarget(command, context), context),
  )
}

async function backup(
  path: string,
  { database, json }: DatabaseTarget,
  { cwd, output }: Context,
): Promise<void> {
  const file = resolve(cwd, path)
  if (existsSync(file)) {
    throw new CliError('UNWRITABLE_FILE', `${path} already exists. Choose another file.`)
  }
  // Email addresses: only the owner may read it.
  const draft = `${file}.partial`
  const handle = await open(draft, 'w', 0o600).catch((error: unknown) => {
    const message = `${path} cannot be written (${toMessage(error)}). Choose another file.`
    throw new CliError('UNWRITABLE_FILE', message, error)
  })
  try {
    const rows = await useAdmin(database, (admin) => writeLines(handle, admin))
    await handle.sync()
    await handle.close()
    await rename(draft, file)
    if (json) output.json({ rows, file: path })
    output.note(`Wrote ${toCountText(rows, 'row')} to ${path}.`)
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(draft, { force: true })
    throw error
  }
}

// Lines are short: one write for each would take longer than reading the database.
const bufferLength = 1 << 20

async function writeLines(handle: FileHandle, admin: Admin): Promise<number> {
  let pending = ''
  const rows = await admin.backup(async (line) => {
    pending += `${line}\n`
    if (pending.length < bufferLength) return
    await handle.write(pending)
    pending = ''
  })
  await handle.write(pending)
  return rows
}
