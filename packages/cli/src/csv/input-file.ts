import type { Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CliError, isCliError, isSystemError, toMessage } from '../errors.js'

/** 64 MiB, about a million affiliates. */
const maxBytes: number = 64 * 1024 * 1024

/**
 * Reads the bytes of a file named on the command line.
 *
 * @throws CliError `UNREADABLE_FILE`
 */
export async function readInputFile(path: string, cwd: string): Promise<Uint8Array> {
  const absolute = resolve(cwd, path)
  try {
    const file = await stat(absolute)
    const problem = findFileProblem(path, file)
    if (problem !== undefined) throw new CliError('UNREADABLE_FILE', problem)
    return await readFile(absolute)
  } catch (error) {
    if (isCliError(error)) throw error
    throw new CliError('UNREADABLE_FILE', toReadProblem(path, error), error)
  }
}

function findFileProblem(path: string, file: Stats): string | undefined {
  if (file.isDirectory()) return `${path} is a directory. Pass the path of a CSV file.`
  if (!file.isFile()) return `${path} is not a regular file. Save the CSV to a file first.`
  if (file.size > maxBytes) return `${path} is larger than 64 MiB. Split it into smaller files.`
  return undefined
}

function toReadProblem(path: string, error: unknown): string {
  const code = isSystemError(error) ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return `${path} does not exist. Check the path.`
  if (code === 'EACCES' || code === 'EPERM') {
    return `${path} cannot be read by this user. Change its permissions.`
  }
  return `${path} cannot be read (${toMessage(error)}).`
}
