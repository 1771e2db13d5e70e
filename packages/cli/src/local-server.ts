import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Admin, RunningServer, ServerErrorCode, StartOptions } from '@referly-kit/server'
import { type CliErrorCode, CliError, toMessage } from './errors.js'

const cliCodes: Readonly<Partial<Record<ServerErrorCode, CliErrorCode>>> = {
  INVALID_OPTION: 'INVALID_USAGE',
  PORT_IN_USE: 'PORT_IN_USE',
  ADDRESS_UNAVAILABLE: 'INVALID_USAGE',
  DATA_DIR_IN_USE: 'INVALID_DATA_DIRECTORY',
  DATA_DIR_UNUSABLE: 'INVALID_DATA_DIRECTORY',
  MIGRATION_CHANGED: 'INVALID_DATA_DIRECTORY',
  DATABASE_UNREACHABLE: 'DATABASE_UNAVAILABLE',
  PROGRAM_NOT_FOUND: 'INVALID_USAGE',
  INVALID_INPUT: 'INVALID_USAGE',
  DUPLICATE: 'INVALID_USAGE',
  DATABASE_NOT_EMPTY: 'INVALID_USAGE',
  BACKUP_UNUSABLE: 'UNREADABLE_FILE',
}

/**
 * Loads the server and works with it.
 *
 * It is loaded here only, since it brings a database along.
 *
 * @throws CliError with what the server says when it refuses
 */
export async function useServerPackage<Result>(
  use: (server: typeof import('@referly-kit/server')) => Promise<Result>,
): Promise<Result> {
  const server = await import('@referly-kit/server')
  try {
    return await use(server)
  } catch (error) {
    if (!server.isServerError(error)) throw error
    throw new CliError(cliCodes[error.code] ?? 'UNEXPECTED', error.message, error)
  }
}

/**
 * Starts the server in this process, gives it to `use`, and closes it whatever happens.
 *
 * @throws CliError with what the server says when it cannot start
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

/** Where a server is to listen. */
export interface Address {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
}

/**
 * Tries whether an address can be listened on, and leaves it free.
 *
 * @throws CliError `PORT_IN_USE`
 */
export async function assertPortFree({ host, port }: Address): Promise<void> {
  if (port === 0) return
  const listener = createServer()
  try {
    await once(listener.listen(port, host), 'listening')
  } catch (error) {
    const what = `Port ${port} of ${host} cannot be listened on (${toMessage(error)})`
    throw new CliError('PORT_IN_USE', `${what}; name another with --port.`, error)
  } finally {
    listener.close()
  }
}

/** Which database to work on: a directory, or a PostgreSQL. */
export type DatabaseChoice = Pick<StartOptions, 'dataDir' | 'databaseUrl' | 'prepare'>

/**
 * Opens a database without listening, gives its owner's side to `use`, and closes it whatever happens.
 *
 * @throws CliError `INVALID_DATA_DIRECTORY` when there is none in the directory: a mistyped name would show an empty
 *   one, and a backup of it would look like one; else with what the server says when it refuses
 */
export async function useAdmin<Result>(
  database: DatabaseChoice,
  use: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const { dataDir } = database
  if (dataDir !== undefined && !existsSync(join(dataDir, 'pgdata'))) {
    const advice =
      'name another directory with --data, or begin one with: referly admin programs create NAME'
    throw new CliError('INVALID_DATA_DIRECTORY', `There is no database in ${dataDir}; ${advice}`)
  }
  return useNewAdmin(database, use)
}

/** Like `useAdmin`, but begins a database where there is none. */
export function useNewAdmin<Result>(
  database: DatabaseChoice,
  use: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  return useServerPackage(async ({ createApp }) => {
    const app = await createApp(database)
    try {
      return await use(app.admin)
    } finally {
      await app.close()
    }
  })
}
