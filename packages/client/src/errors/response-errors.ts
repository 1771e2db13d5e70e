import { CallError, type CallFacts } from './referly-error.js'

/** The facts of an `UnexpectedResponseError`. */
export interface UnexpectedResponse extends CallFacts {
  readonly status: number
  readonly requestId: string | undefined
  readonly body: string
  /** The place where the answer breaks the contract, such as `[3].couponId`; empty for the whole answer. */
  readonly property: string
  readonly expected: string
  readonly received: string
  readonly cause?: unknown
}

/**
 * An answer that breaks the contract: a redirect, a page instead of JSON, truncated JSON, or a wrong shape.
 *
 * @example
 * await referly.coupons.list()
 * // UnexpectedResponseError: GET /coupons was answered with 200: [0].id must be a string, but was undefined
 */
export class UnexpectedResponseError extends CallError {
  override readonly name: string = 'UnexpectedResponseError'
  override readonly code = 'UNEXPECTED_RESPONSE' as const
  declare readonly status: number
  declare readonly requestId: string | undefined
  /** The first 2048 characters of the answer, or of the record that `iterate` was reading, as received. */
  declare readonly body: string
  /** The place where the answer breaks the contract, such as `[3].couponId`; empty for the whole answer. */
  declare readonly property: string
  declare readonly expected: string
  declare readonly received: string

  constructor(problem: UnexpectedResponse) {
    const { status, property, expected, received } = problem
    super(
      problem,
      `was answered with ${status}: ${property || 'the answer'} must be ${expected}, but was ${received}`,
    )
  }
}

/** Returns whether a caught value is an `UnexpectedResponseError`. */
export function isUnexpectedResponseError(error: unknown): error is UnexpectedResponseError {
  return error instanceof UnexpectedResponseError
}
