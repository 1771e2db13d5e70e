import { setTimeout as sleep } from 'node:timers/promises'
import {
  assertFree,
  createAddress,
  toListenError,
  toPort,
  toUrl,
  type Address,
} from './addresses.js'
import type { Admin } from './admin.js'
import { createApp, type App } from './app.js'
import { startManagement, type Management } from './http/management.js'
import { basePath } from './http/routes.js'
import { toSettings } from './parse-settings.js'
import type { StartOptions } from './settings.js'

/** A running server. */
export interface RunningServer {
  /** Base URL for a client: `http://127.0.0.1:PORT/api/v1`. */
  readonly url: string
  readonly port: number
  /** URL of `/livez`, `/readyz`, and `/metrics`, if there is a management port. */
  readonly managementUrl: string | undefined
  readonly admin: Admin
  /**
   * Returns 503 on `/readyz`, stops listening, finishes requests in progress, and closes the database. Can be called
   * more than once.
   */
  close(): Promise<void>
}

/**
 * Starts the server with its data in memory, in a directory (`dataDir`), or in PostgreSQL (`databaseUrl`).
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
 *   `DATA_DIR_UNUSABLE`, `DATABASE_UNREACHABLE`, `MIGRATION_CHANGED`,
 *   `SCHEMA_TOO_NEW`.
 */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const { port, host, managementPort, managementHost, drainDelayMs } = toSettings(options)
  const address = createAddress(port, host)
  await assertFree(address)
  const management = await startManagement(
    managementPort === undefined ? undefined : createAddress(managementPort, managementHost),
  )
  try {
    const app = await createApp(options)
    await listenOrClose(app, address)
    management.serve(app)
    return createRunningServer(app, address, { management, drainDelayMs })
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

interface Shutdown {
  readonly management: Management
  readonly drainDelayMs: number
}

function createRunningServer(app: App, address: Address, shutdown: Shutdown): RunningServer {
  const { management, drainDelayMs } = shutdown
  const close = async (): Promise<void> => {
    management.drain()
    app.startDraining()
    if (drainDelayMs > 0) await sleep(drainDelayMs)
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
