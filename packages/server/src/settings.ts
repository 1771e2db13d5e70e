import type { Clock } from './domain/identifiers.js'
import type { TrustedProxies } from './http/client-address.js'
import type { LogTarget } from './http/log.js'
import type { RateLimit } from './http/rate-limit.js'

/** The definition of one setting. */
export interface Setting {
  /** The part of the server that the setting belongs to. */
  readonly group: 'listening' | 'database' | 'limits' | 'operation'
  /** Environment variable that `parseEnvironment` reads the setting from. */
  readonly variable?: string
  readonly kind: keyof SettingValues
  /** Smallest and largest value of a number, both included. */
  readonly range?: readonly [least: number, most: number]
  /** Value without the setting; none means that the setting is off. */
  readonly default?: string | number | boolean
  /** The default in words, where it depends on something else. */
  readonly defaultDoc?: string
  readonly doc: string
}

/** The types of values by kind of setting. */
export interface SettingValues {
  readonly text: string
  readonly integer: number
  readonly milliseconds: number
  readonly boolean: boolean
  readonly log: LogTarget
  readonly proxies: TrustedProxies
  readonly rate: number
  readonly vendor: 'referly'
  readonly clock: Clock
}

/**
 * The settings of the server. Option types, the parser of the environment, range checks, and docs/settings.md derive
 * from this table.
 */
export const settings = {
  port: {
    group: 'listening',
    variable: 'PORT',
    kind: 'integer',
    range: [0, 65_535],
    default: 0,
    doc: 'Port to listen on. 0 means any free port.',
  },
  host: {
    group: 'listening',
    variable: 'HOST',
    kind: 'text',
    default: '127.0.0.1',
    doc: 'Address to listen on. `0.0.0.0` or `::` accepts connections from the network.',
  },
  managementPort: {
    group: 'listening',
    variable: 'REFERLY_MANAGEMENT_PORT',
    kind: 'integer',
    range: [0, 65_535],
    doc: 'Management port for `/livez`, `/readyz`, and `/metrics`. 0 means any free port.',
  },
  managementHost: {
    group: 'listening',
    variable: 'REFERLY_MANAGEMENT_HOST',
    kind: 'text',
    default: '127.0.0.1',
    doc: 'Address that the management port listens on.',
  },
  trustProxy: {
    group: 'operation',
    variable: 'REFERLY_TRUST_PROXY',
    kind: 'proxies',
    default: 0,
    doc: 'Proxies whose `X-Forwarded-For` header the server trusts: their number, or their addresses (`10.0.0.0/8,::1`).',
  },
  drainDelayMs: {
    group: 'listening',
    variable: 'REFERLY_DRAIN_DELAY_MS',
    kind: 'milliseconds',
    range: [0, 3_600_000],
    default: 0,
    doc: 'Time that a stopping server keeps accepting requests while `/readyz` returns 503, so that load balancers notice.',
  },
  dataDir: {
    group: 'database',
    variable: 'REFERLY_DATA_DIR',
    kind: 'text',
    doc: 'Directory of the embedded database. Only one process at a time can use it.',
  },
  cacheMb: {
    group: 'database',
    variable: 'REFERLY_CACHE_MB',
    kind: 'integer',
    range: [8, 1024],
    default: 128,
    doc: 'Memory for pages of `dataDir`, in MB. All of it is taken at the start, which 128 MB delay by about half a second.',
  },
  databaseUrl: {
    group: 'database',
    variable: 'DATABASE_URL',
    kind: 'text',
    doc: 'URL of a PostgreSQL server, version 15 or later. Cannot be combined with `dataDir`.',
  },
  prepare: {
    group: 'database',
    variable: 'REFERLY_PREPARE',
    kind: 'boolean',
    default: true,
    doc: 'Prepares PostgreSQL statements by name. Turn it off for PgBouncer in transaction mode.',
  },
  'rateLimit.perSecond': {
    group: 'limits',
    variable: 'REFERLY_RATE_LIMIT',
    kind: 'rate',
    range: [0, 1_000_000],
    doc: 'Requests per second for each API key and process; requests beyond it get 429 with `Retry-After`. 0 means no limit.',
  },
  'rateLimit.burst': {
    group: 'limits',
    variable: 'REFERLY_RATE_LIMIT_BURST',
    kind: 'integer',
    range: [1, 10_000_000],
    defaultDoc: 'twice the rate',
    doc: 'Requests that an API key can make in one burst after a pause.',
  },
  limits: {
    group: 'limits',
    variable: 'REFERLY_LIMITS',
    kind: 'vendor',
    doc: "`referly` applies Referly's limits as a rehearsal: for each API key and endpoint 100 reads and 30 writes a minute, and 20 requests about sales in 15 minutes.",
  },
  connectionsPerKey: {
    group: 'limits',
    variable: 'REFERLY_CONNECTIONS_PER_KEY',
    kind: 'integer',
    range: [1, 1_000_000],
    default: 1000,
    doc: 'Open connections for each API key and process; any more get 429 and are closed.',
  },
  maxConnections: {
    group: 'limits',
    variable: 'REFERLY_MAX_CONNECTIONS',
    kind: 'integer',
    range: [1, 1_000_000],
    default: 10_000,
    doc: 'Open connections in total; any more are closed without a response.',
  },
  headersTimeoutMs: {
    group: 'limits',
    variable: 'REFERLY_HEADERS_TIMEOUT_MS',
    kind: 'milliseconds',
    range: [1, 86_400_000],
    default: 10_000,
    doc: 'Time limit for the headers of a request to arrive; after it, the client gets 408.',
  },
  requestTimeoutMs: {
    group: 'limits',
    variable: 'REFERLY_REQUEST_TIMEOUT_MS',
    kind: 'milliseconds',
    range: [1, 86_400_000],
    default: 30_000,
    doc: 'Time limit for a whole request to arrive; after it, the client gets 408.',
  },
  idleTimeoutMs: {
    group: 'limits',
    variable: 'REFERLY_IDLE_TIMEOUT_MS',
    kind: 'milliseconds',
    range: [1, 86_400_000],
    default: 72_000,
    doc: 'Time that an idle connection stays open. Keep it above the timeout of your proxy, which is usually 60 s.',
  },
  stallTimeoutMs: {
    group: 'limits',
    variable: 'REFERLY_STALL_TIMEOUT_MS',
    kind: 'milliseconds',
    range: [1, 86_400_000],
    default: 60_000,
    doc: 'Time that a response can stall, without a byte in either direction, before the connection is closed.',
  },
  keyCacheMs: {
    group: 'limits',
    variable: 'REFERLY_KEY_CACHE_MS',
    kind: 'milliseconds',
    range: [0, 30_000],
    default: 10_000,
    doc: 'Time that a valid API key is cached, during which other processes still accept a revoked key. 0 turns the cache off.',
  },
  logger: {
    group: 'operation',
    variable: 'REFERLY_LOG',
    kind: 'log',
    default: false,
    doc: 'Logs one JSON line per request: `true` writes to stdout; an object with `write` receives one or more whole lines, and with `errorsOnly` only those of failures.',
  },
  shutdownTimeoutMs: {
    group: 'operation',
    variable: 'REFERLY_SHUTDOWN_TIMEOUT_MS',
    kind: 'milliseconds',
    range: [0, 3_600_000],
    default: 10_000,
    doc: 'Time that a stopping server waits for requests in progress.',
  },
  webhooksAllowPrivate: {
    group: 'operation',
    variable: 'REFERLY_WEBHOOKS_ALLOW_PRIVATE',
    kind: 'boolean',
    default: false,
    doc: 'Also sends webhooks to private addresses and over plain HTTP, for development. Never turn it on where others manage endpoints.',
  },
  consoleDir: {
    group: 'operation',
    kind: 'text',
    doc: "Directory of the console's files, `consoleDirectory` of `@referly-kit/console`. Without it, `/` is not served.",
  },
  clock: {
    group: 'operation',
    kind: 'clock',
    defaultDoc: 'the system clock',
    doc: 'Function that returns the current time, for tests.',
  },
} as const

/** The name of a setting: that of its option, with a dot where the option is an object. */
export type SettingName = keyof typeof settings

type ValueOf<Name extends SettingName> = SettingValues[(typeof settings)[Name]['kind']]

type SettingNameIn<Group extends Setting['group']> = {
  [Name in SettingName]: (typeof settings)[Name]['group'] extends Group ? Name : never
}[SettingName]

type OptionsIn<Group extends Setting['group']> = {
  readonly [Name in Exclude<SettingNameIn<Group>, `${string}.${string}`>]?:
    | ValueOf<Name>
    | undefined
}

/** Options for the storage of the data. Without one of them, it is kept in memory. */
export interface StoreOptions extends OptionsIn<'database'> {}

/** Options that limit the resources of one client. */
export interface LimitOptions extends OptionsIn<'limits'> {
  /** Requests for each API key. Default: no limit. */
  readonly rateLimit?: RateLimit | undefined
}

/** Options of `createApp`. */
export interface AppOptions extends StoreOptions, LimitOptions, OptionsIn<'operation'> {}

/** Options of `startServer`; docs/settings.md describes each of them. */
export interface StartOptions extends AppOptions, OptionsIn<'listening'> {}

/** Options that `startServer` can read from the environment. */
export type EnvironmentOptions = Omit<StartOptions, 'clock'>

type DefaultedName = {
  [Name in SettingName]: (typeof settings)[Name] extends { readonly default: unknown }
    ? Name
    : never
}[SettingName]

/** The options of `startServer` with their defaults filled in. */
export type Settings = Omit<StartOptions, DefaultedName> & {
  readonly [Name in DefaultedName]: ValueOf<Name>
}
