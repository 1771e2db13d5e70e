import createClient from 'openapi-fetch'
import type { paths } from '@referly-kit/types/openapi'

/** The collections of the API, as paths below the base URL. */
export type CollectionPath = keyof paths

/** A request in the words of the contract. */
export interface ContractRequest {
  readonly method: 'GET' | 'POST'
  readonly path: CollectionPath
  readonly query?: object | undefined
  readonly body?: object | undefined
}

/** A request ready for `fetch`, as a plain value: it can be sent again, which a `Request` with a body cannot. */
export interface OutgoingRequest {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body: string | undefined
}

/** A received answer, its text already read: the subset of `Response` that openapi-fetch touches. */
export interface Answer {
  readonly status: number
  readonly ok: boolean
  readonly headers: Headers
  readonly body: null
  text(): Promise<string>
}

/** Sends one request and reads its answer to the end. */
export type Send = (request: OutgoingRequest) => Promise<Answer>

/** Turns a request of the contract into an outgoing one and hands it to `send`. */
export type OpenapiSeam = (request: ContractRequest, send: Send) => Promise<Answer>

interface OutgoingInit {
  readonly method: string
  readonly headers: Headers
  readonly body?: string
}

class PlainRequest implements OutgoingRequest {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body: string | undefined

  constructor(url: string, init: OutgoingInit) {
    this.url = url
    this.method = init.method
    this.headers = init.headers
    this.body = init.body
  }
}

/**
 * Creates the only place that knows openapi-fetch: it serialises query and body. It gets a request class and a `fetch`
 * of ours, because its own reading of answers loses errors (an error without a body comes out as no error).
 */
export function createOpenapiSeam(baseUrl: string, headers: Headers): OpenapiSeam {
  const http = createClient<paths>({ baseUrl, headers, Request: toRequestClass(PlainRequest) })
  return async ({ method, path, query, body }, send) => {
    const options = { parseAs: 'stream', fetch: toFetch(send) } as const
    // Every collection has the same two operations, so one stands for all; callers hold the types of their own.
    const collection = path as '/coupons'
    const { response } =
      method === 'GET'
        ? await http.GET(collection, { ...options, params: { query: { ...query } } })
        : await http.POST(collection, { ...options, body: body as never })
    return toAnswer(response)
  }
}

function toRequestClass(plain: typeof PlainRequest): typeof Request {
  return plain as unknown as typeof Request
}

function toFetch(send: Send): (request: Request) => Promise<Response> {
  return send as unknown as (request: Request) => Promise<Response>
}

function toAnswer(response: Response): Answer {
  return response as unknown as Answer
}
