import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CliError, toMessage } from '../errors.js'

/** 64 MiB; about a million affiliates. */
const maxBytes: number = 64 * 1024 * 1024

/**
 * Reads the bytes of a file that the user named.
 *
 * @throws CliError `UNREADABLE_FILE`
 */
export async function readInputFile(path: string, cwd: string): Promise<Uint8Array> {
  const absolute = resolve(cwd, path)
  try {
    const file = await stat(absolute)
    if (file.isDirectory()) throw unreadable(path, 'is a directory; give the CSV file in it')
    if (!file.isFile())
      throw unreadable(path, 'is not a regular file; save the CSV to a file first')
    if (file.size > maxBytes) throw unreadable(path, 'is larger than 64 MiB; split it')
    return await readFile(absolute)
  } catch (error) {
    throw error instanceof CliError ? error : toUnreadable(path, error)
  }
}

function toUnreadable(path: string, error: unknown): CliError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return unreadable(path, 'does not exist; check the path', error)
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return unreadable(path, 'may not be read by this user; change its permissions', error)
  }
  return unreadable(path, `cannot be read (${toMessage(error)})`, error)
}

function unreadable(path: string, what: string, cause?: unknown): CliError {
  return new CliError('UNREADABLE_FILE', `${path} ${what}.`, cause)
}
