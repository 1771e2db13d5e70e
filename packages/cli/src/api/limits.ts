import {
  createPace,
  systemClock,
  type Pace,
  type PacedRequest,
  type PaceLimit,
  type ReferlyClientOptions,
} from '@referly-kit/client'
import type { Rate } from '../jobs/rate.js'
import { isVendorUrl } from './base-url.js'
import type { Connection } from './connection.js'

const minute = 60_000

/** One of Referly's limits, and its name in sentences. */
interface VendorLimit extends PaceLimit {
  readonly text: string
}

/** The limits that Referly documents, per API key and endpoint (in its help center, under Settings, API keys). */
const reads: VendorLimit = { requests: 100, perMs: minute, text: '100 reads per minute' }
const writes: VendorLimit = { requests: 30, perMs: minute, text: '30 writes per minute' }
const sales: VendorLimit = { requests: 20, perMs: 15 * minute, text: '20 requests per 15 minutes' }

/** Returns Referly's limit for a kind of request. */
export function toVendorLimit({ method, path }: PacedRequest): VendorLimit {
  if (path === '/sales') return sales
  return method === 'GET' ? reads : writes
}

/** Returns the pace of each request of a client. */
type ClientPace = NonNullable<ReferlyClientOptions['pace']>

/** The paces of each connection, so that all clients of a command stay within the limits together. */
const vendorPaces = new WeakMap<Connection, ClientPace>()

/** Returns the pace that stays within Referly's limits; undefined for a self-hosted server. */
export function toVendorPace(connection: Connection): ClientPace | undefined {
  if (!isVendorUrl(connection.baseUrl)) return undefined
  const known = vendorPaces.get(connection) ?? createVendorPace()
  vendorPaces.set(connection, known)
  return known
}

function createVendorPace(): ClientPace {
  const paces = new Map<string, Pace>()
  return (request) => {
    const limit = toVendorLimit(request)
    const key = `${request.path} ${limit.text}`
    const pace = paces.get(key) ?? createPace(systemClock, limit)
    paces.set(key, pace)
    return pace
  }
}

/** Returns the pace of a client whose writes have their own rate, and whose reads stay within Referly's limits. */
export function toReadPace(connection: Connection): ClientPace {
  const vendor = toVendorPace(connection)
  return (request) => (request.method === 'GET' ? vendor?.(request) : undefined)
}

/** Returns the pace of a job's requests. By default, Referly's limits, or none for a self-hosted server. */
export function toJobPace(
  connection: Connection,
  rate: Rate | undefined,
): (request: PacedRequest) => Pace {
  // Slows down after a 429.
  const unlimited = createPace(systemClock, Infinity)
  const vendor = rate === 'max' ? undefined : toVendorPace(connection)
  const own = typeof rate === 'number' ? createPace(systemClock, rate) : undefined
  return (request) => {
    const isOwn = request.method !== 'GET' && own !== undefined
    return isOwn ? own : (vendor?.(request) ?? unlimited)
  }
}
