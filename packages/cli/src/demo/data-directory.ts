import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { CliError, toMessage } from '../errors.js'

const marker = 'QUICKSTART.txt'
const markerText =
  'This directory was created by referly quickstart, which deletes pgdata and all its records on each run.\n'

/**
 * Empties the data directory of quickstart and returns its absolute path. Only data that quickstart itself
 * created is deleted.
 *
 * @throws CliError `INVALID_DATA_DIRECTORY` when a server is using it, when it contains other data, or
 *   when it cannot be written
 */
export async function createFreshDataDirectory(path: string, cwd: string): Promise<string> {
  const directory = resolve(cwd, path)
  try {
    await assertNotServed(directory, path)
    assertOurs(directory, path)
    await rm(join(directory, 'pgdata'), { recursive: true, force: true })
    await mkdir(directory, { recursive: true })
    await writeFile(join(directory, marker), markerText)
    return directory
  } catch (error) {
    throw error instanceof CliError ? error : createUnusableError(path, error)
  }
}

function assertOurs(directory: string, path: string): void {
  if (!existsSync(join(directory, 'pgdata')) || existsSync(join(directory, marker))) return
  throw new CliError(
    'INVALID_DATA_DIRECTORY',
    `${path} contains data that quickstart did not create and would delete. Choose another directory with --data.`,
  )
}

const lockName = /^server\.(\d+)\.lock$/

/** The lock is the file with the highest number. It contains a process id, or that the lock was released. */
async function assertNotServed(directory: string, path: string): Promise<void> {
  const names = await readdir(directory).catch(() => [])
  const numbers = names.flatMap((name) => lockName.exec(name)?.[1] ?? [])
  if (numbers.length === 0) return
  const highest = Math.max(...numbers.map(Number))
  const text = await readFile(join(directory, `server.${highest}.lock`), 'utf8')
  const pid = Number.parseInt(text, 10)
  if (!isRunning(pid)) return
  throw new CliError(
    'INVALID_DATA_DIRECTORY',
    `${path} is in use by the server with process id ${pid}. Stop it, or choose another directory with --data.`,
  )
}

function isRunning(pid: number): boolean {
  // In a container, a server that has ended may have had the id of this process.
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function createUnusableError(path: string, cause: unknown): CliError {
  return new CliError(
    'INVALID_DATA_DIRECTORY',
    `${path} cannot be used as the data directory (${toMessage(cause)}). Choose another with --data.`,
    cause,
  )
}
