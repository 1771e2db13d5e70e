import { refuse } from './errors/input-errors.js'

/** What a middleware sees of an attempt. The API key is not in it: it is added when the last layer has passed. */
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

/** Hands an attempt to the next layer; the innermost one sends it. */
export type Next = (request: AttemptRequest) => Promise<Response>

/**
 * A layer around every attempt, repeated ones included; the first of the list is the outermost.
 *
 * @example
 * const traced: Middleware = async (request, next) => {
 *   request.headers.set('x-trace', 't1')
 *   return next(request)
 * }
 */
export type Middleware = (request: AttemptRequest, next: Next) => Promise<Response>

/** Puts the layers around what sends. */
export function toOnion(layers: readonly Middleware[], send: Next): Next {
  return layers.reduceRight<Next>((next, layer) => async (request) => layer(request, next), send)
}

/** Throws `InvalidInputError` when a layer would send an attempt twice or carry the key to another origin. */
export function assertSendable(request: AttemptRequest, baseUrl: string, isSent: boolean): void {
  if (isSent) refuse('middleware', 'must call next once')
  if (new URL(request.url).origin !== new URL(baseUrl).origin) {
    refuse('middleware', 'must keep the origin of baseUrl')
  }
}
