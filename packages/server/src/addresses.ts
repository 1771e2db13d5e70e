import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { ServerError } from './errors.js'

/** An address to listen on. */
export interface Address {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
}

/** Creates an address. `localhost` becomes 127.0.0.1. */
export function createAddress(port: number, host: string): Address {
  // For the name localhost, Fastify opens a second server on IPv6, which our connection limits do not cover.
  return { host: host === 'localhost' ? '127.0.0.1' : host, port }
}

/**
 * Checks that the server can listen on an address. Opening a database takes seconds, so this is done first.
 *
 * @throws ServerError `PORT_IN_USE`, `ADDRESS_UNAVAILABLE`
 */
export async function assertFree(address: Address): Promise<void> {
  const probe = createServer()
  await listen(probe, address)
  probe.close()
  await once(probe, 'close')
}

/**
 * Starts listening on an address.
 *
 * @throws ServerError `PORT_IN_USE`, `ADDRESS_UNAVAILABLE`
 */
export async function listen(server: Server, address: Address): Promise<void> {
  try {
    await once(server.listen({ ...address }), 'listening')
  } catch (error) {
    throw toListenError(error, address)
  }
}

/** Returns the port that a server listens on. */
export function toPort(server: Server): number {
  return (server.address() as AddressInfo).port
}

/** Returns the URL for clients on this machine: `http://127.0.0.1:4400`. */
export function toUrl(server: Server, { host }: Address): string {
  return `http://${toUrlHost(host)}:${toPort(server)}`
}

/** Returns a host that clients can connect to, even for a wildcard address. */
function toUrlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

/** Turns a failure to listen into a `ServerError`; other failures are returned unchanged. */
export function toListenError(cause: unknown, { host, port }: Address): unknown {
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  if (code === 'EADDRINUSE') {
    const message = `Port ${port} on ${host} is already in use. Stop the other process or choose another port (0 means any free port).`
    return new ServerError('PORT_IN_USE', message, { cause })
  }
  if (['EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)) {
    const message = `Cannot listen on ${host}:${port} (${code}). Choose an address of this machine and a port above 1023.`
    return new ServerError('ADDRESS_UNAVAILABLE', message, { cause })
  }
  return cause
}
