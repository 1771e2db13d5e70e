import type { AddressInfo } from 'node:net'

import type { Admin } from './admin.js'
import type { App, AppOptions } from './app.js'
import { createApp } from './app.js'
import { ServerError } from './errors.js'
import { basePath } from './http/routes.js'

/** What `startServer` takes. */
export interface StartOptions extends AppOptions {
  /** Default: `127.0.0.1`, reachable from this machine only. */
  readonly host?: string | undefined
  /** Default: 0, any free port. */
  readonly port?: number | undefined
}

/** A server that listens. */
export interface RunningServer {
  /** Base URL for a client: `http://127.0.0.1:PORT/api/v1`. */
  readonly url: string
  readonly port: number
  readonly admin: Admin
  /** Stops listening, answers what is under way, closes the database. May be called again. */
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
  const { host = '127.0.0.1', port = 0 } = options
  assertPort(port)
  const app = await createApp(options)
  try {
    await app.http.listen({ host, port })
  } catch (error) {
    await app.close()
    throw toListenError(error, host, port)
  }
  return toRunningServer(app, host)
}

function assertPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return
  const message = `port must be a whole number from 0 to 65535, received ${port}.`
  throw new ServerError('INVALID_OPTION', message)
}

function toRunningServer(app: App, host: string): RunningServer {
  const { port } = app.http.server.address() as AddressInfo
  const { admin, close } = app
  return { url: `http://${toUrlHost(host)}:${port}${basePath}`, port, admin, close }
}

/** "Every address" is none that a client could call. */
function toUrlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

function toListenError(cause: unknown, host: string, port: number): unknown {
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  if (code === 'EADDRINUSE') {
    const message = `Port ${port} on ${host} is taken: stop what listens there, or choose another port (0 takes any).`
    return new ServerError('PORT_IN_USE', message, { cause })
  }
  if (['EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)) {
    const message = `Cannot listen on ${host}:${port} (${code}): choose an address of this machine and a port above 1023.`
    return new ServerError('ADDRESS_UNAVAILABLE', message, { cause })
  }
  return cause
}
