import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { CliError, toMessage } from '../errors.js'

const marker = 'QUICKSTART.txt'
const markerText =
  'referly quickstart made this directory. It removes pgdata, and all records in it, on each run.\n'

/**
 * Empties the directory that quickstart works in; only data that quickstart itself made is removed.
 *
 * Returns the absolute path.
 *
 * @throws CliError `INVALID_DATA_DIRECTORY` when a server runs on it, when it holds other data, or
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
    throw error instanceof CliError ? error : unusable(path, error)
  }
}

function assertOurs(directory: string, path: string): void {
  if (!existsSync(join(directory, 'pgdata')) || existsSync(join(directory, marker))) return
  throw new CliError(
    'INVALID_DATA_DIRECTORY',
    `${path} holds data that quickstart did not create, and it begins with an empty database; ` +
      'name another directory with --data.',
  )
}

const lockName = /^server\.(\d+)\.lock$/

/** The server's lock is its file of the highest number: its process id, or that it was released. */
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
    `${path} is in use by the server with process id ${pid}; stop it, ` +
      'or name another directory with --data.',
  )
}

function isRunning(pid: number): boolean {
  // In a container the dead server may have had our id.
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function unusable(path: string, cause: unknown): CliError {
  return new CliError(
    'INVALID_DATA_DIRECTORY',
    `${path} cannot be used as the data directory (${toMessage(cause)}); name another with --data.`,
    cause,
  )
}
