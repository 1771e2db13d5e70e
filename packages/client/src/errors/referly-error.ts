/** The kind of an error; a closed set to switch on. */
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
 * The base of every error of this package; `code` tells them apart.
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

  /** The details become properties of the error, and `cause` becomes the standard property. */
  constructor(message: string, facts: { readonly cause?: unknown }) {
    super(message, facts)
    // `cause` is already set, and stays hidden from JSON when it is assigned again.
    Object.assign(this, facts)
  }
}

/** The methods of the contract. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** The details of a call that every error about it has. */
export interface CallFacts {
  readonly method: Method
  /** The path below the base URL, such as `/coupons`, without the query, which may contain personal data. */
  readonly path: string
  /** The number of requests started for this call. */
  readonly attempts: number
  /** The number of records that `iterate` had yielded; undefined for every other call. */
  readonly arrived?: number | undefined
}

/** The base of every error of a call, as opposed to the errors of its input. */
export abstract class CallError extends ReferlyError {
  declare readonly method: Method
  declare readonly path: string
  declare readonly attempts: number
  /** The number of records that `iterate` had yielded; undefined for every other call. */
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
