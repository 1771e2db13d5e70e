import { createInputError } from '../errors/input-errors.js'

/** An attempt as a middleware sees it. The API key is not in it; it is added after the last layer. */
export interface AttemptRequest {
  readonly method: 'GET' | 'POST'
  /** May be replaced by another address of the same origin. */
  readonly url: string
  /** May be changed, or replaced. */
  readonly headers: Headers
  readonly body: string | undefined
  /** Aborts with the attempt's time limit and with the caller's signal. */
  readonly signal: AbortSignal
}

/** Passes an attempt to the next layer; the innermost layer sends it. */
export type Next = (request: AttemptRequest) => Promise<Response>

/**
 * A layer around every attempt, retries included. The first in the list is the outermost.
 *
 * @example
 * const traced: Middleware = async (request, next) => {
 *   request.headers.set('x-trace', 't1')
 *   return next(request)
 * }
 */
export type Middleware = (request: AttemptRequest, next: Next) => Promise<Response>

/** Wraps the layers around the function that sends. */
export function applyMiddleware(layers: readonly Middleware[], sendOnce: Next): Next {
  return layers.reduceRight<Next>(
    (next, layer) => async (request) => layer(request, next),
    sendOnce,
  )
}

/** Throws `InvalidInputError` when a layer would send an attempt twice, or carry the key to another origin. */
export function assertSendable(request: AttemptRequest, baseUrl: string, isSent: boolean): void {
  if (isSent) throw createInputError('middleware', { expected: 'one call of next() at most' })
  const { origin } = new URL(request.url)
  if (origin === new URL(baseUrl).origin) return
  throw createInputError('middleware', {
    expected: 'a layer that keeps the origin of baseUrl',
    received: origin,
  })
}
