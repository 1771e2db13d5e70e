import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { CliError, toMessage } from '../errors.js'
import { useServerPackage } from '../server/local-server.js'

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

async function assertNotServed(directory: string, path: string): Promise<void> {
  const owner = await useServerPackage(({ readDataDirectoryOwner }) =>
    readDataDirectoryOwner(directory),
  )
  if (owner === undefined) return
  throw new CliError(
    'INVALID_DATA_DIRECTORY',
    `${path} is in use by the server with process ID ${owner.pid ?? 'unknown'}. Stop it, or choose another directory with --data.`,
  )
}

function createUnusableError(path: string, cause: unknown): CliError {
  return new CliError(
    'INVALID_DATA_DIRECTORY',
    `${path} cannot be used as the data directory (${toMessage(cause)}). Choose another with --data.`,
    cause,
  )
}
