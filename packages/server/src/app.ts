import type { FastifyInstance } from 'fastify'

import type { Admin } from './admin.js'
import { createAdmin } from './admin.js'
import type { Clock } from './domain/identifiers.js'
import { createIdSource } from './domain/identifiers.js'
import type { LogTarget } from './http/http.js'
import { createHttp } from './http/http.js'
import type { StoreOptions } from './store/store.js'
import { openStore } from './store/store.js'

/** What an app is made from; without `dataDir` and `databaseUrl` it keeps its data in memory. */
export interface AppOptions extends StoreOptions {
  /** Default: no log. One JSON line for each request, without query, key or body. */
  readonly logger?: LogTarget | undefined
  /** Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/** The whole server except that it listens nowhere. */
export interface App {
  /** A Fastify instance; tests call its `inject`. */
  readonly http: FastifyInstance
  readonly admin: Admin
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
  const clock = options.clock ?? ((): Date => new Date())
  const store = await openStore(options)
  const services = { store, clock, createId: createIdSource(clock) }
  const http = createHttp(services, options.logger)
  http.addHook('onClose', () => store.close())
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= Promise.resolve(http.close()))
  return { http, admin: createAdmin(services), close }
}
