/** What went wrong, as one word; the set is closed. */
export type ReferlyErrorCode =
  | 'API'
  | 'AUTHENTICATION'
  | 'INVALID_REQUEST'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'SERVER'
  | 'CONNECTION'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'UNEXPECTED_RESPONSE'
  | 'OUTCOME_UNKNOWN'
  | 'INVALID_INPUT'

/**
 * What every error of this package extends; `code` says which one it is.
 *
 * @example
 * try {
 *   await referly.coupons.list()
 * } catch (error) {
 *   if (isReferlyError(error)) error.code //=> 'AUTHENTICATION'
 * }
 */
export abstract class ReferlyError extends Error {
  abstract readonly code: ReferlyErrorCode

  /** The facts become properties of the error, `cause` the standard one. */
  constructor(message: string, facts: { readonly cause?: unknown }) {
    super(message, facts)
    // `cause` is there already, and stays hidden from JSON when it is assigned again.
    Object.assign(this, facts)
  }
}

/** What every error that comes from a call says about the call. */
export interface CallFacts {
  readonly method: 'GET' | 'POST'
  /** The path below the base URL, such as `/coupons`; never the query, which may hold personal data. */
  readonly path: string
  /** How many requests were started for this call. */
  readonly attempts: number
  /** How many records an `iterate` had yielded; undefined for every other call. */
  readonly arrived?: number | undefined
}

/** What every error of a call extends, as opposed to errors of its input. */
export abstract class CallError extends ReferlyError {
  declare readonly method: 'GET' | 'POST'
  declare readonly path: string
  declare readonly attempts: number
  /** How many records an `iterate` had yielded; undefined for every other call. */
  declare readonly arrived: number | undefined

  constructor(facts: CallFacts & { readonly cause?: unknown }, message: string) {
    const { method, path, arrived } = facts
    const progress = arrived === undefined ? '' : `; records that arrived: ${arrived}`
    super(`${method} ${path} ${message}${progress}`, facts)
  }
}

/** Returns whether a caught value comes from this package. */
export function isReferlyError(error: unknown): error is ReferlyError {
  return error instanceof ReferlyError
}

/** Returns whether a caught value is the error of a call. */
export function isCallError(error: unknown): error is CallError {
  return error instanceof CallError
}
