import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { CliError, toMessage } from './errors.js'

/**
 * Writes a file completely or not at all, even if the machine crashes: writes it under another name, flushes
 * it, renames it, and flushes the directory.
 */
export async function writeFileAtomically(
  path: string,
  text: string | Iterable<string>,
  mode = 0o600,
): Promise<void> {
  const draft = `${path}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`
  try {
    const file = await open(draft, 'wx', mode)
    try {
      for (const piece of typeof text === 'string' ? [text] : text) await file.appendFile(piece)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  await syncDirectory(dirname(path))
}

/** Flushes the file names in a directory to disk. Windows has no such call, and needs none. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** A file that the user named as the output. */
export interface OutputFile {
  /** As the user wrote it. */
  readonly path: string
  readonly cwd: string
  /** True when an existing file may be overwritten. */
  readonly force: boolean
}

/**
 * Refuses a file that already exists, unless it may be overwritten.
 *
 * @throws CliError `UNWRITABLE_FILE`
 */
export function assertNewFile({ path, cwd, force }: OutputFile): void {
  if (force || !existsSync(resolve(cwd, path))) return
  throw new CliError(
    'UNWRITABLE_FILE',
    `${path} already exists. Choose another file, or overwrite it with --force.`,
  )
}

/**
 * Writes the file that the user named with `-o`.
 *
 * @throws CliError `UNWRITABLE_FILE`
 */
export async function writeOutputFile(
  text: string | Iterable<string>,
  file: OutputFile,
): Promise<void> {
  assertNewFile(file)
  try {
    await writeFileAtomically(resolve(file.cwd, file.path), text, 0o644)
  } catch (error) {
    throw new CliError(
      'UNWRITABLE_FILE',
      `${file.path} cannot be written (${toMessage(error)}). Choose another file.`,
      error,
    )
  }
}
