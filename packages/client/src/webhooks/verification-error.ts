/** The kind of a failed verification; a closed set to switch on. */
export type WebhookVerificationErrorCode =
  | 'MISSING_HEADER'
  | 'INVALID_TIMESTAMP'
  | 'TIMESTAMP_TOO_OLD'
  | 'TIMESTAMP_TOO_NEW'
  | 'NO_MATCHING_SIGNATURE'
  | 'INVALID_SECRET'
  | 'INVALID_BODY'
  | 'INVALID_PAYLOAD'

/** The details of a `WebhookVerificationError`. */
export interface WebhookProblem {
  readonly code: WebhookVerificationErrorCode
  /** The header or argument in question, such as `svix-signature` or `secret`. */
  readonly field: string
  /** The rest of the sentence after "must be": `whsec_ and base64`. */
  readonly expected: string
  /** The value that was given, described; never a secret, a signature, or a body. */
  readonly received?: string | undefined
  /** Advice, as a sentence. */
  readonly hint?: string | undefined
}

/**
 * A request that could not be verified as a webhook. Do not trust anything in it.
 *
 * `INVALID_SECRET` and `INVALID_BODY` are mistakes of the receiver's own code; every other code is about the request.
 *
 * @example
 * await verifyWebhook(request.body, request.headers, secret)
 * // WebhookVerificationError: `rawBody` must be text or bytes, but was an object. ...
 */
export class WebhookVerificationError extends Error {
  override readonly name: string = 'WebhookVerificationError'
  declare readonly code: WebhookVerificationErrorCode
  declare readonly field: string
  declare readonly expected: string
  declare readonly received: string | undefined
  declare readonly hint: string | undefined

  /** The details become properties of the error. */
  constructor(problem: WebhookProblem) {
    const { field, expected, received, hint } = problem
    const but = received === undefined ? '' : `, but was ${received}`
    super(`\`${field}\` must be ${expected}${but}.${hint === undefined ? '' : ` ${hint}`}`)
    Object.assign(this, problem)
  }
}

/** Returns whether a caught value is a `WebhookVerificationError`. */
export function isWebhookVerificationError(error: unknown): error is WebhookVerificationError {
  return error instanceof WebhookVerificationError
}
