/** The log entry of one attempt. It never contains a header, a query, or a body. */
export interface AttemptLog {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly attempt: number
  readonly durationMs: number
  /** The HTTP status, or the reason for its absence. */
  readonly outcome: number | 'lost' | 'timeout' | 'aborted'
  readonly requestId: string | undefined
  /** The wait before the next attempt, in milliseconds; undefined when the call ends. */
  readonly retryInMs: number | undefined
}

/** Receives the log: `warn` for each attempt that is retried, `debug` for the one that ends the call. `console` fits. */
export interface ReferlyLogger {
  debug(message: string, attempt: AttemptLog): void
  warn(message: string, attempt: AttemptLog): void
}

/** Logs one attempt. An error of the logger is ignored, so that it cannot make a created record look like a failure. */
export function logAttempt(
  logger: ReferlyLogger | undefined,
  facts: Omit<AttemptLog, 'outcome' | 'requestId'>,
  end: { readonly outcome: AttemptLog['outcome']; readonly requestId: string | undefined },
): void {
  const { method, path, retryInMs } = facts
  const level = retryInMs === undefined ? 'debug' : 'warn'
  try {
    logger?.[level](`referly: ${method} ${path} ${end.outcome}`, { ...facts, ...end })
  } catch {
    // See above.
  }
}
