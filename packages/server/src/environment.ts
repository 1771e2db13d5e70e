import { ServerError } from './errors.js'

/** What `startServer` reads from the environment. */
export interface EnvironmentOptions {
  readonly dataDir?: string
  readonly databaseUrl?: string
  readonly port?: number
  readonly host?: string
}

/**
 * Turns environment variables into options of `startServer`; empty ones count as absent.
 *
 * @example
 * parseEnvironment({ REFERLY_DATA_DIR: './data', PORT: '3000' })
 * //=> { dataDir: './data', port: 3000 }
 *
 * @throws ServerError `INVALID_OPTION` when PORT is not a whole number from 0 to 65535.
 */
export function parseEnvironment(
  env: Readonly<Record<string, string | undefined>> = process.env,
): EnvironmentOptions {
  return {
    ...(env['REFERLY_DATA_DIR'] ? { dataDir: env['REFERLY_DATA_DIR'] } : {}),
    ...(env['DATABASE_URL'] ? { databaseUrl: env['DATABASE_URL'] } : {}),
    ...(env['PORT'] ? { port: parsePort(env['PORT']) } : {}),
    ...(env['HOST'] ? { host: env['HOST'] } : {}),
  }
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new ServerError(
    'INVALID_OPTION',
    `PORT must be a whole number from 0 to 65535, received ${JSON.stringify(text.slice(0, 20))}.`,
  )
}
