import { existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Context } from '../context.js'
import { CliError, toMessage } from '../errors.js'
import { toCountText } from '../terminal/text.js'

/** Adds a piece to a backup. */
export type WriteBackup = (piece: string | Uint8Array) => Promise<void>

/** A backup to write to a new file. */
export interface BackupFile {
  /** As the user wrote it. */
  readonly path: string
  readonly json: boolean
  /** Writes the whole backup, and returns the number of its rows. */
  create(write: WriteBackup): Promise<number>
}

/**
 * Writes a backup to a new file, completely or not at all.
 *
 * @throws CliError `UNWRITABLE_FILE`; the errors of `create`
 */
export async function writeBackupFile(
  { path, json, create }: BackupFile,
  { cwd, output }: Context,
): Promise<void> {
  const file = resolve(cwd, path)
  if (existsSync(file)) {
    throw new CliError('UNWRITABLE_FILE', `${path} already exists. Choose another file.`)
  }
  // The file contains email addresses, so only the owner may read it.
  const draft = `${file}.partial`
  const fail = (error: unknown): never => {
    const message = `${path} cannot be written (${toMessage(error)}). Choose another file.`
    throw new CliError('UNWRITABLE_FILE', message, error)
  }
  const handle = await open(draft, 'w', 0o600).catch(fail)
  try {
    const rows = await create(async (piece) => {
      // Unlike `write`, it never writes only a part.
      await handle.appendFile(piece).catch(fail)
    })
    await handle.sync().catch(fail)
    await handle.close()
    await rename(draft, file).catch(fail)
    if (json) output.json({ rows, file: path })
    output.note(`Wrote ${toCountText(rows, 'row')} to ${path}.`)
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(draft, { force: true })
    throw error
  }
}
