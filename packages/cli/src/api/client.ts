import {
  createReferlyClient,
  type ReferlyClient,
  type ReferlyClientOptions,
} from '@referly-kit/client'
import { CliError } from '../errors.js'
import { assertKey } from './api-key.js'
import type { Connection } from './connection.js'
import { toVendorPace } from './limits.js'

/**
 * Creates a client for a connection.
 *
 * @throws CliError `AUTHENTICATION` without a key
 */
export function createClient(
  connection: Connection,
  options: ReferlyClientOptions = {},
): ReferlyClient {
  const { apiKey, baseUrl, keySource } = connection
  if (apiKey === undefined) {
    throw new CliError(
      'AUTHENTICATION',
      'No API key. Set REFERLY_API_KEY, pass --api-key-file, or run `referly profiles set`.',
    )
  }
  assertKey(apiKey, keySource ?? '', 'AUTHENTICATION')
  const send = async (url: string, init: RequestInit): Promise<Response> => {
    try {
      return await fetch(url, init)
    } catch (error) {
      if (error instanceof Error) connections.set(error, connection)
      throw error
    }
  }
  const pace = toVendorPace(connection)
  const own = { userAgent: 'referly-kit-cli', fetch: send, apiKey, baseUrl, pace }
  return createReferlyClient({ ...own, ...options })
}

/** The connections that failed, by the error of `fetch`, which does not contain its address. */
const connections = new WeakMap<Error, Connection>()

/** Returns the connection whose failure caused an error. */
export function findConnection(error: unknown): Connection | undefined {
  if (!(error instanceof Error)) return undefined
  return connections.get(error) ?? findConnection(error.cause)
}
