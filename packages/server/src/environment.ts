import { ServerError } from './errors.js'
import type { StartOptions } from './listen.js'

/** What `startServer` reads from the environment. */
export type EnvironmentOptions = Pick<
  StartOptions,
  | 'dataDir'
  | 'databaseUrl'
  | 'prepare'
  | 'port'
  | 'host'
  | 'managementPort'
  | 'managementHost'
  | 'rateLimit'
  | 'connectionsPerKey'
  | 'maxConnections'
  | 'headersTimeoutMs'
  | 'requestTimeoutMs'
  | 'idleTimeoutMs'
  | 'stallTimeoutMs'
  | 'keyCacheMs'
  | 'drainDelayMs'
  | 'shutdownTimeoutMs'
  | 'logger'
>

type Environment = Readonly<Record<string, string | undefined>>

const texts = {
  dataDir: 'REFERLY_DATA_DIR',
  databaseUrl: 'DATABASE_URL',
  host: 'HOST',
  managementHost: 'REFERLY_MANAGEMENT_HOST',
} as const

const numbers = {
  port: 'PORT',
  managementPort: 'REFERLY_MANAGEMENT_PORT',
  connectionsPerKey: 'REFERLY_CONNECTIONS_PER_KEY',
  maxConnections: 'REFERLY_MAX_CONNECTIONS',
  headersTimeoutMs: 'REFERLY_HEADERS_TIMEOUT_MS',
  requestTimeoutMs: 'REFERLY_REQUEST_TIMEOUT_MS',
  idleTimeoutMs: 'REFERLY_IDLE_TIMEOUT_MS',
  stallTimeoutMs: 'REFERLY_STALL_TIMEOUT_MS',
  keyCacheMs: 'REFERLY_KEY_CACHE_MS',
  drainDelayMs: 'REFERLY_DRAIN_DELAY_MS',
  shutdownTimeoutMs: 'REFERLY_SHUTDOWN_TIMEOUT_MS',
} as const

/**
 * Turns environment variables into options of `startServer`; empty ones count as absent.
 *
 * @example
 * parseEnvironment({ REFERLY_DATA_DIR: './data', PORT: '3000', REFERLY_RATE_LIMIT: '100' })
 * //=> { dataDir: './data', port: 3000, rateLimit: { perSecond: 100 } }
 *
 * @throws ServerError `INVALID_OPTION` when a number is none; `startServer` looks at the ranges.
 */
export function parseEnvironment(env: Environment = process.env): EnvironmentOptions {
  return {
    ...Object.fromEntries(
      Object.entries(texts).flatMap(([option, name]) => (env[name] ? [[option, env[name]]] : [])),
    ),
    ...Object.fromEntries(
      Object.entries(numbers).flatMap(([option, name]) => {
        const value = parseWhole(env, name)
        return value === undefined ? [] : [[option, value]]
      }),
    ),
    ...parseRateLimit(env),
    ...(env['REFERLY_LOG'] === '1' ? { logger: true } : {}),
    ...(env['REFERLY_PREPARE'] === '0' ? { prepare: false } : {}),
  }
}

/** 0 is no limit. */
function parseRateLimit(env: Environment): Pick<EnvironmentOptions, 'rateLimit'> {
  const perSecond = parseWhole(env, 'REFERLY_RATE_LIMIT')
  const burst = parseWhole(env, 'REFERLY_RATE_LIMIT_BURST')
  if (perSecond === undefined || perSecond === 0) return {}
  return { rateLimit: { perSecond, ...(burst === undefined ? {} : { burst }) } }
}

function parseWhole(env: Environment, name: string): number | undefined {
  const text = env[name]
  if (text === undefined || text === '') return undefined
  const isPort = name.endsWith('PORT')
  const most = isPort ? 65_535 : 2_147_483_647
  if (/^\d{1,10}$/.test(text) && Number(text) <= most) return Number(text)
  const received = JSON.stringify(text.slice(0, 20))
  throw new ServerError(
    'INVALID_OPTION',
    `${name} must be a whole number from 0 to ${most}, received ${received}.`,
  )
}
