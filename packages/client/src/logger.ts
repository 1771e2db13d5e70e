/** What the client tells about one attempt; never a header, a query or a body. */
export interface AttemptLog {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly attempt: number
  readonly durationMs: number
  /** The HTTP status, or what stood in its place. */
  readonly outcome: number | 'lost' | 'timeout' | 'aborted'
  readonly requestId: string | undefined
  /** How long the client waits before the next attempt; undefined when there is none. */
  readonly retryInMs: number | undefined
}

/** Where attempts are reported: `debug` for each that ends the call, `warn` for each that is repeated. `console` fits. */
export interface ReferlyLogger {
  debug(message: string, attempt: AttemptLog): void
  warn(message: string, attempt: AttemptLog): void
}

/** Reports one attempt. A logger that throws is not heard: it must not make a created record look like a failure. */
export function logAttempt(logger: ReferlyLogger | undefined, attempt: AttemptLog): void {
  const { method, path, outcome, retryInMs } = attempt
  try {
    logger?.[retryInMs === undefined ? 'debug' : 'warn'](
      `referly: ${method} ${path} ${outcome}`,
      attempt,
    )
  } catch {
    // Nobody to tell.
  }
}
