import { once } from 'node:events'
import { type AddressInfo, type Server, createServer } from 'node:net'
import { ServerError } from './errors.js'
import { toWhole } from './http/limits.js'

/** Where to listen. */
export interface Address {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
}

/**
 * Creates an address; this machine's own when no host is given.
 *
 * @throws ServerError `INVALID_OPTION` when the port, called by its option's name, is none.
 */
export function toAddress(name: string, port: number, host = '127.0.0.1'): Address {
  toWhole(name, port, [0, 65_535])
  // For this name Fastify would open a second server for the other family, which no limit of ours reaches.
  return { host: host === 'localhost' ? '127.0.0.1' : host, port }
}

/**
 * Finds out whether an address can be listened on; a database takes seconds to open, so this comes before.
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
 * Listens.
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

/** The port that a server listens on. */
export function toPort(server: Server): number {
  return (server.address() as AddressInfo).port
}

/** What a client of this machine calls: `http://127.0.0.1:4400`. */
export function toUrl(server: Server, { host }: Address): string {
  return `http://${toUrlHost(host)}:${toPort(server)}`
}

/** "Every address" is none that a client could call. */
function toUrlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

/** What to say when an address cannot be listened on; other failures stay what they are. */
export function toListenError(cause: unknown, { host, port }: Address): unknown {
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
