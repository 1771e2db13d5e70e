import type { paths } from '@referly-kit/types/openapi'
import createClient, { type Client } from 'openapi-fetch'
import { createInputError, isInvalidInputError } from '../errors/input-errors.js'
import type { Method } from '../errors/referly-error.js'
import type { CallOptions, Settings } from '../options.js'
import { isDone, readCreated, type Answer } from './answers.js'
import type { OutgoingRequest } from './attempt.js'
import { send, type CallLimits } from './send.js'

/** The collections of the API, as paths below the base URL. */
export type CollectionPath = keyof paths

/**
 * The typed openapi-fetch client, for requests as the contract describes them.
 *
 * Authentication, time limits, retries of safe requests, middleware, and redaction apply as for every other call.
 * A call throws the errors of this package instead of resolving with `error`. `data` is always present, except
 * after a response without a body, and so is `response`, with its body already read.
 *
 * @example
 * const { data } = await referly.api.GET('/coupons', { params: { query: { name: 'Spring' } } })
 */
export type ReferlyApi = Pick<Client<paths>, Method>

/** The options with which a collection sends a request through {@link ReferlyApi}. */
export interface CallInit {
  readonly fetch: (request: Request) => Promise<Response>
  readonly parseAs: 'stream'
}

/**
 * Sends one request of an API; throws a `ReferlyError` for any outcome other than a response of 200
 * to 299.
 */
export type SendRequest = (request: OutgoingRequest, limits: CallLimits) => Promise<Answer>

/** Creates the openapi-fetch client of an API on top of our own `fetch`, which handles failures. */
export function createApi<Paths extends {} = paths>(
  settings: Settings,
  sendRequest: SendRequest = (request, limits) => sendForJson(settings, request, limits),
): Pick<Client<Paths>, Method> {
  const { GET, POST, PUT, PATCH, DELETE } = createClient<Paths>({
    baseUrl: settings.baseUrl,
    headers: settings.headers,
    Request: plainRequest,
    querySerializer: toQuery,
    bodySerializer: toBody,
    fetch: createFetch(sendRequest),
  })
  return { GET, POST, PUT, PATCH, DELETE }
}

/** Sends a request and parses the response here, because openapi-fetch would throw a bare SyntaxError. */
async function sendForJson(
  settings: Settings,
  request: OutgoingRequest,
  limits: CallLimits,
): Promise<Answer> {
  const answer = await send(settings, request, limits)
  if (request.method === 'GET') answer.parse()
  else if (!isDone(answer)) readCreated(answer, () => answer.parse())
  return answer
}

/** Creates the `fetch` of a client, or of one call with its own options. */
export function createFetch(
  sendRequest: SendRequest,
  options?: CallOptions,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const outgoing = toOutgoing(request)
    const answer = await sendRequest(outgoing, { signal: outgoing.signal, ...options })
    return answer.toResponse()
  }
}

/** Creates the options of one call of a collection, with limits that the public client does not have. */
export function toCallInit(
  settings: Settings,
  limits: CallLimits = {},
  sendRequest: SendRequest = (request) => send(settings, request, limits),
): CallInit {
  return {
    parseAs: 'stream',
    // The boundary: openapi-fetch reads only those parts of the response that an `Answer` has.
    fetch: (request) =>
      sendRequest(toOutgoing(request), limits) as Promise<unknown> as Promise<Response>,
  }
}

/**
 * Creates a request as plain values. A `Request` cannot be sent again once its body is read, and in Node it leaves a
 * listener on the caller's signal. openapi-fetch calls this with `new`, which evaluates to the returned object.
 */
function createRequest(url: string, { method, headers, body, signal }: RequestInit): object {
  // openapi-fetch passes the Headers that it has just merged.
  return { method, url, headers, body, signal }
}

// The boundary: openapi-fetch only constructs it and passes it to `fetch`.
const plainRequest = createRequest as unknown as typeof Request

function toOutgoing(request: Request): OutgoingRequest {
  return request as unknown as OutgoingRequest
}

/**
 * Writes a query. Filters without a value are left out, lists are repeated, and a space becomes
 * %20, because a plus means a space only in forms.
 */
function toQuery(query: object): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter((item) => item !== undefined && item !== null)
      .map((item): [string, string] => [name, item as string]),
  )
  return new URLSearchParams(given).toString().replaceAll('+', '%20')
}

function toBody(body: unknown): string {
  try {
    return JSON.stringify(body, toJsonValue)
  } catch (cause) {
    if (isInvalidInputError(cause)) throw cause
    throw createInputError('input', { expected: 'plain JSON data', cause })
  }
}

/** Refuses NaN, infinities, and invalid dates. JSON has null for them, which would remove a limit or a date. */
function toJsonValue(
  this: Readonly<Record<string, unknown>>,
  field: string,
  json: unknown,
): unknown {
  const value = this[field]
  const number = value instanceof Date ? value.getTime() : value
  if (typeof number !== 'number' || Number.isFinite(number)) return json
  throw createInputError(field, {
    expected: value instanceof Date ? 'a valid date' : 'a finite number',
    received: String(value),
  })
}
