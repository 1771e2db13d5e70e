import type { RunningServer, ServerErrorCode, StartOptions } from '@referly-kit/server'
import type { CliErrorCode } from './errors.js'
import { CliError } from './errors.js'

const cliCodes: Readonly<Partial<Record<ServerErrorCode, CliErrorCode>>> = {
  INVALID_OPTION: 'INVALID_USAGE',
  PORT_IN_USE: 'PORT_IN_USE',
  ADDRESS_UNAVAILABLE: 'INVALID_USAGE',
  DATA_DIR_IN_USE: 'INVALID_DATA_DIRECTORY',
  DATA_DIR_UNUSABLE: 'INVALID_DATA_DIRECTORY',
  MIGRATION_CHANGED: 'INVALID_DATA_DIRECTORY',
  DATABASE_UNREACHABLE: 'DATABASE_UNAVAILABLE',
}

/**
 * Starts the server in this process, gives it to `use`, and closes it whatever happens.
 *
 * The server is loaded here only, since it brings a database along.
 *
 * @throws CliError with what the server says when it cannot start
 */
export async function useLocalServer<Result>(
  options: StartOptions,
  use: (server: RunningServer) => Promise<Result>,
): Promise<Result> {
  const { isServerError, startServer } = await import('@referly-kit/server')
  try {
    const server = await startServer(options)
    try {
      return await use(server)
    } finally {
      await server.close()
    }
  } catch (error) {
    if (!isServerError(error)) throw error
    throw new CliError(cliCodes[error.code] ?? 'UNEXPECTED', error.message, error)
  }
}
