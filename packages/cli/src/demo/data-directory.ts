import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { CliError, toMessage } from '../errors.js'
import { useServerPackage } from '../local-server.js'

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

async function assertNotServed(directory: string, path: string): Promise<void> {
  const owner = await useServerPackage(({ readDataDirectoryOwner }) =>
    readDataDirectoryOwner(directory),
  )
  if (owner === undefined) return
  throw new CliError(
    'INVALID_DATA_DIRECTORY',
    `${path} is in use by the server with process id ${owner.pid ?? 'unknown'}; stop it, ` +
      'or name another directory with --data.',
  )
}

function unusable(path: string, cause: unknown): CliError {
  return new CliError(
    'INVALID_DATA_DIRECTORY',
    `${path} cannot be used as the data directory (${toMessage(cause)}); name another with --data.`,
    cause,
  )
}
