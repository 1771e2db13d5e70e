import { setTimeout as sleep } from 'node:timers/promises'
import { type Address, assertFree, toAddress, toListenError, toPort, toUrl } from './addresses.js'
import type { Admin } from './admin.js'
import { type App, type AppOptions, createApp } from './app.js'
import { toWhole } from './http/limits.js'
import { basePath } from './http/routes.js'
import { type Management, startManagement } from './management.js'

/** What `startServer` takes. */
export interface StartOptions extends AppOptions {
  /** Default: `127.0.0.1`, reachable from this machine only. */
  readonly host?: string | undefined
  /** Default: 0, any free port. */
  readonly port?: number | undefined
  /** Default: none. A second port with `/livez`, `/readyz` and `/metrics`; 0 takes any. */
  readonly managementPort?: number | undefined
  /** Default: `127.0.0.1`. */
  readonly managementHost?: string | undefined
  /** Default: 0. For how long `close` still accepts requests while `/readyz` says 503, for load balancers to notice. */
  readonly drainDelayMs?: number | undefined
}

/** A server that listens. */
export interface RunningServer {
  /** Base URL for a client: `http://127.0.0.1:PORT/api/v1`. */
  readonly url: string
  readonly port: number
  /** Where `/livez`, `/readyz` and `/metrics` are, when there is a second port. */
  readonly managementUrl: string | undefined
  readonly admin: Admin
  /** Says 503 on `/readyz`, stops listening, answers what is under way, closes the database. May be called again. */
  close(): Promise<void>
}

/**
 * Starts the server: in memory, in a directory (`dataDir`) or on PostgreSQL (`databaseUrl`).
 *
 * @example
 * const server = await startServer()
 * const { id } = await server.admin.createProgram({ name: 'Acme' })
 * const { key } = await server.admin.createApiKey(id)
 * await fetch(`${server.url}/coupons`, { headers: { authorization: `Bearer ${key}` } })
 * //=> 200, []
 * await server.close()
 *
 * @throws ServerError `INVALID_OPTION`, `PORT_IN_USE`, `ADDRESS_UNAVAILABLE`, `DATA_DIR_IN_USE`,
 *   `DATA_DIR_UNUSABLE`, `DATABASE_UNREACHABLE`, `MIGRATION_CHANGED`.
 */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const address = toAddress('port', options.port ?? 0, options.host)
  const delayMs = toWhole('drainDelayMs', options.drainDelayMs ?? 0, [0, 3.6e6])
  await assertFree(address)
  const management = await startManagement(options)
  try {
    const app = await createApp(options)
    await listenOrClose(app, address)
    management.serve(app)
    return toRunningServer(app, address, { management, delayMs })
  } catch (error) {
    await management.close()
    throw error
  }
}

async function listenOrClose(app: App, address: Address): Promise<void> {
  try {
    await app.http.listen({ ...address })
  } catch (error) {
    await app.close()
    throw toListenError(error, address)
  }
}

interface Stopping {
  readonly management: Management
  readonly delayMs: number
}

function toRunningServer(app: App, address: Address, stopping: Stopping): RunningServer {
  const { management, delayMs } = stopping
  const close = async (): Promise<void> => {
    management.drain()
    if (delayMs > 0) await sleep(delayMs)
    await app.close()
    await management.close()
  }
  let closing: Promise<void> | undefined
  return {
    url: toUrl(app.http.server, address) + basePath,
    port: toPort(app.http.server),
    managementUrl: management.url,
    admin: app.admin,
    close: () => (closing ??= close()),
  }
}
