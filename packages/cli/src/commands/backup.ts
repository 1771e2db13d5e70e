import { existsSync } from 'node:fs'
import { type FileHandle, access, constants, open, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Context } from '../context.js'
import { CliError, isCliError, toMessage } from '../errors.js'
import { useAdmin, useNewAdmin } from '../local-server.js'
import type { DatabaseTarget } from './admin.js'

// Lines are short; a write for each would cost more than the database.
const bufferLength = 1 << 20

/**
 * Writes everything in a database to a new file, whole or not at all.
 *
 * @throws CliError `UNWRITABLE_FILE` when the file is there already or cannot be written
 */
export async function backup(
  { database, json }: DatabaseTarget,
  path: string,
  { cwd, output }: Context,
): Promise<void> {
  const file = resolve(cwd, path)
  if (existsSync(file)) {
    throw new CliError('UNWRITABLE_FILE', `${path} is there already; name a new file.`)
  }
  // Only its owner may read it: it holds email addresses.
  const draft = `${file}.partial`
  const handle = await open(draft, 'w', 0o600).catch((error: unknown) => {
    const message = `${path} cannot be written (${toMessage(error)}); name another file.`
    throw new CliError('UNWRITABLE_FILE', message, error)
  })
  try {
    const rows = await useAdmin(database, (admin) => writeLines(handle, admin))
    await handle.sync()
    await handle.close()
    await rename(draft, file)
    if (json) output.json({ rows, file: path })
    output.note(`Wrote ${rows} rows to ${path}.`)
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(draft, { force: true })
    throw error
  }
}

type Writer = Parameters<Parameters<typeof useAdmin>[1]>[0]

async function writeLines(handle: FileHandle, admin: Writer): Promise<number> {
  let rows = -1
  let pending = ''
  await admin.backup(async (line) => {
    rows++
    pending += `${line}\n`
    if (pending.length < bufferLength) return
    await handle.write(pending)
    pending = ''
  })
  await handle.write(pending)
  return rows
}

/**
 * Reads a backup into an empty database, all of it or nothing.
 *
 * @throws CliError `UNREADABLE_FILE` when the file is no backup, `INVALID_USAGE` when the database is not empty
 */
export async function restore(
  { database, json }: DatabaseTarget,
  path: string,
  { cwd, output }: Context,
): Promise<void> {
  let rows = -1
  try {
    const file = resolve(cwd, path)
    await access(file, constants.R_OK)
    const lines = readLines(file, () => ++rows)
    await useNewAdmin(database, (admin) => admin.restore(lines))
  } catch (error) {
    if (isCliError(error)) throw error
    throw new CliError('UNREADABLE_FILE', `${path} cannot be read (${toMessage(error)}).`, error)
  }
  if (json) output.json({ rows, file: path })
  output.note(`Restored ${rows} rows from ${path}; the API keys of that time are valid again.`)
}

/** Opens the file when the first line is asked for: Node drops lines that nobody waits for yet. */
async function* readLines(file: string, count: () => void): AsyncIterable<string> {
  const handle = await open(file)
  for await (const line of handle.readLines()) {
    count()
    yield line
  }
}
