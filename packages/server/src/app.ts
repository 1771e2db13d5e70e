import type { FastifyInstance } from 'fastify'
import { type Admin, createAdmin } from './admin.js'
import { createGatekeeper } from './domain/access.js'
import { type Clock, createIdSource } from './domain/identifiers.js'
import { drain } from './drain.js'
import { createHttp } from './http/http.js'
import { type LimitOptions, toLimits, toWhole } from './http/limits.js'
import type { LogTarget } from './http/log.js'
import { createMetrics } from './http/metrics.js'
import { createReadiness } from './readiness.js'
import { type StoreOptions, openStore } from './store/store.js'

/** What an app is made from; without `dataDir` and `databaseUrl` it keeps its data in memory. */
export interface AppOptions extends StoreOptions, LimitOptions {
  /** Default: no log. One JSON line for each request, without query, key or body. */
  readonly logger?: LogTarget | undefined
  /** Default: 10 s. For how long `close` waits for requests under way before it cuts them off. */
  readonly shutdownTimeoutMs?: number | undefined
  /** Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/** The whole server except that it listens nowhere. */
export interface App {
  /** A Fastify instance; tests call its `inject`. */
  readonly http: FastifyInstance
  readonly admin: Admin
  /** Why it should get no requests now, or nothing when database and schema are as they should be. */
  readReadiness(): Promise<string | undefined>
  /** Counters in Prometheus' text format. */
  toMetrics(): string
  /** Answers what is under way, then closes the database. May be called again. */
  close(): Promise<void>
}

/**
 * Opens the database and makes the app.
 *
 * @example
 * const app = await createApp()
 * const { statusCode } = await app.http.inject('/api/v1/coupons') //=> 401
 * await app.close()
 *
 * @throws ServerError as `startServer` does, except for what concerns the address.
 */
export async function createApp(options: AppOptions = {}): Promise<App> {
  const limits = toLimits(options)
  const deadlineMs = toWhole('shutdownTimeoutMs', options.shutdownTimeoutMs ?? 10_000, [0, 3.6e6])
  const clock = options.clock ?? ((): Date => new Date())
  const store = await openStore(options)
  const gatekeeper = createGatekeeper({ programs: store.programs, cacheMs: limits.keyCacheMs })
  const metrics = createMetrics()
  const services = { store, gatekeeper, limits, metrics, clock, createId: createIdSource(clock) }
  const http = createHttp({ ...services, logger: options.logger })
  const close = async (): Promise<void> => {
    await drain(http, deadlineMs)
    metrics.close()
    await store.close()
  }
  let closing: Promise<void> | undefined
  return {
    http,
    admin: createAdmin(services),
    readReadiness: createReadiness(() => store.assertReady()),
    toMetrics: () => metrics.toText(),
    close: () => (closing ??= close()),
  }
}
