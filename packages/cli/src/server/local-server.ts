import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { Admin, RunningServer, ServerErrorCode, StartOptions } from '@referly-kit/server'
import { CliError, toMessage, type CliErrorCode } from '../errors.js'

const cliCodes: Readonly<Partial<Record<ServerErrorCode, CliErrorCode>>> = {
  INVALID_OPTION: 'INVALID_USAGE',
  PORT_IN_USE: 'PORT_IN_USE',
  ADDRESS_UNAVAILABLE: 'INVALID_USAGE',
  DATA_DIR_IN_USE: 'INVALID_DATA_DIRECTORY',
  DATA_DIR_UNUSABLE: 'INVALID_DATA_DIRECTORY',
  MIGRATION_CHANGED: 'INVALID_DATA_DIRECTORY',
  SCHEMA_TOO_NEW: 'INVALID_DATA_DIRECTORY',
  CODES_COLLIDE: 'INVALID_DATA_DIRECTORY',
  DATABASE_UNREACHABLE: 'DATABASE_UNAVAILABLE',
  PROGRAM_NOT_FOUND: 'INVALID_USAGE',
  INVALID_INPUT: 'INVALID_USAGE',
  DUPLICATE: 'INVALID_USAGE',
  DATABASE_NOT_EMPTY: 'INVALID_USAGE',
  BACKUP_UNUSABLE: 'UNREADABLE_FILE',
}

/**
 * Loads the server package and passes it to `use`.
 *
 * It is loaded nowhere else, because it loads a database.
 *
 * @throws CliError with the message of the server's error, in terms of the command line
 */
export async function useServerPackage<Result>(
  use: (server: typeof import('@referly-kit/server')) => Promise<Result>,
): Promise<Result> {
  const server = await import('@referly-kit/server')
  try {
    return await use(server)
  } catch (error) {
    if (!server.isServerError(error)) throw error
    const { toUserMessage } = await import('../library-errors.js')
    throw new CliError(cliCodes[error.code] ?? 'UNEXPECTED', toUserMessage(error), error)
  }
}

/**
 * Starts the server in this process, passes it to `use`, and always closes it.
 *
 * @throws CliError with the message of the server's error
 */
export function useLocalServer<Result>(
  options: StartOptions,
  use: (server: RunningServer) => Promise<Result>,
): Promise<Result> {
  return useServerPackage(async ({ startServer }) => {
    const server = await startServer(options)
    try {
      return await use(server)
    } finally {
      await server.close()
    }
  })
}

/** The port of `serve` unless another is given. */
export const defaultPort = 4400

/** The address that a server listens on. */
export interface Address {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
}

/**
 * Checks that a server could listen on an address, which stays free.
 *
 * @throws CliError `PORT_IN_USE`
 */
export async function assertPortFree({ host, port }: Address): Promise<void> {
  if (port === 0) return
  const listener = createServer()
  try {
    await once(listener.listen(port, host), 'listening')
  } catch (error) {
    throw new CliError(
      'PORT_IN_USE',
      `Cannot listen on ${host}:${port} (${toMessage(error)}). Choose another port with --port.`,
      error,
    )
  } finally {
    listener.close()
  }
}

/** The database to work on: a directory, or the URL of a PostgreSQL database. */
export interface DatabaseChoice extends Pick<StartOptions, 'dataDir' | 'databaseUrl'> {
  /** Text of `REFERLY_PREPARE`, which the server package parses. */
  readonly prepareVariable?: string | undefined
}

/** Opens an existing database without listening, passes its administration to `use`, and always closes it. */
export async function useAdmin<Result>(
  database: DatabaseChoice,
  use: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  assertDatabaseExists(database)
  return useNewAdmin(database, use)
}

/**
 * Checks that a directory has a database. Creating one would hide a mistyped name: a list would be empty, and so would
 * a backup.
 *
 * @throws CliError `INVALID_DATA_DIRECTORY`
 */
export function assertDatabaseExists({ dataDir }: DatabaseChoice): void {
  if (dataDir === undefined || existsSync(join(dataDir, 'pgdata'))) return
  throw new CliError(
    'INVALID_DATA_DIRECTORY',
    `No database in ${dataDir}. Choose another directory with --data, or create a database with: referly admin programs create NAME`,
  )
}

/**
 * Returns the cache of a database that is opened for one command, in MB; a larger one only takes time to set up. The
 * code of PGlite is optimized later than usual, because that takes longer than most commands.
 */
export function prepareCommand(): { readonly cacheMb: number } {
  setFlagsFromString('--wasm-tiering-budget=100000000')
  return { cacheMb: 16 }
}

/** Opens a database like `useAdmin`, and creates it if it does not exist. */
export function useNewAdmin<Result>(
  database: DatabaseChoice,
  use: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const { dataDir, databaseUrl, prepareVariable } = database
  return useServerPackage(async ({ createApp, parseEnvironment }) => {
    const { prepare } = parseEnvironment({ REFERLY_PREPARE: prepareVariable })
    const app = await createApp({ dataDir, databaseUrl, prepare, ...prepareCommand() })
    try {
      return await use(app.admin)
    } finally {
      await app.close()
    }
  })
}
