import type { paths } from '@referly-kit/types/openapi'
import { defaultBodySerializer } from 'openapi-fetch'

/** The collections of the API, as paths below the base URL. */
export type CollectionPath = keyof paths

/** A request in the words of the contract. */
export interface ContractRequest {
  readonly method: 'GET' | 'POST'
  readonly path: CollectionPath
  readonly query?: object | undefined
  readonly body?: object | undefined
}

/** A request as plain values: it can be sent again, which a `Request` with a body cannot. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly body: string | undefined
}

/**
 * Writes a request of the contract as it goes out. The only place that knows openapi-fetch, of which it takes the
 * writing of bodies alone: its reading of answers loses errors (one without a body comes out as none), and its writing
 * of lists and objects in a query would be 450 bytes for what no filter of the contract is.
 */
export function toOutgoing(baseUrl: string, request: ContractRequest): OutgoingRequest {
  const { method, path, query, body } = request
  const given = Object.entries(query ?? {}).filter(([, value]) => value != null)
  // A plus is a space only to those who decode forms.
  const search = new URLSearchParams(given).toString().replaceAll('+', '%20')
  return {
    method,
    url: `${baseUrl}${path}${search && `?${search}`}`,
    body: body && defaultBodySerializer(body),
  }
}
