import type { operations } from '@referly-kit/types/openapi'

/** The id of an operation, such as `createCoupon`. */
export type OperationId = keyof operations

/** Any JSON value. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** Any JSON object. */
export type JsonObject = Readonly<Record<string, JsonValue>>

/**
 * The documented shapes of a 200 response, which are also the names of the mock's examples: a record, a list of exactly
 * one record, a list of at least one, and an empty list.
 */
export type AnswerShape = 'single' | 'one' | 'list' | 'empty'

/** A request that a case needs before its own. It must be accepted. */
export interface GivenRequest {
  /** The properties of the response become placeholders with this prefix, such as `{own.id}`. */
  readonly as?: string
  readonly operation: OperationId
  readonly body: JsonObject
}

/** A request, and the response that every target must return. */
export interface ExpectedAnswer {
  readonly operation: OperationId
  readonly query?: Readonly<Record<string, string | readonly string[]>>
  /** Sent as JSON. */
  readonly body?: JsonValue
  /** Sent unchanged, with the content type of JSON. */
  readonly rawBody?: string
  /** The Authorization header, or `null` to send none. Default: the key of the target. */
  readonly authorization?: string | null
  /**
   * The status to request from the mock, for responses that depend on stored records. Every target is sent the same
   * `Prefer` header, which a real server ignores.
   */
  readonly preferredStatus?: number
  /** The example to request from the mock. Default: the one named after the shape. */
  readonly preferredExample?: string
  readonly status: number
  /** The shape of a 200 response. */
  readonly shape?: AnswerShape
  /** Values that the record, each record of the list, or the body of an error must have. It can have more. */
  readonly shows?: JsonObject
  /** Texts that the message of an error must contain. */
  readonly mentions?: readonly string[]
}

/**
 * A request and its response, between the requests that create its records and those that show its effects.
 *
 * Strings can contain the placeholders in `fixtures.ts`, such as `{coupon.id}`, and those of `given`. A string that is
 * just a placeholder becomes the value itself, so `{sale.id}` is a number in a body.
 */
export interface ContractCase extends ExpectedAnswer {
  /** A unique sentence that starts with the operation. */
  readonly name: string
  /** Records of this case alone, so that the order of the cases does not matter. */
  readonly given?: readonly GivenRequest[]
  /** Requests that follow, and what they must return. */
  readonly afterwards?: readonly ExpectedAnswer[]
}

/** A description of an invalid body, and the changes to a valid body that lead to it. */
export type Fault = readonly [what: string, changes: JsonObject]

/** A table of invalid bodies for one operation. */
export interface RefusalTable {
  readonly operation: OperationId
  /** A valid body. */
  readonly valid: JsonObject
  readonly faults: readonly Fault[]
}

/**
 * Creates one case per invalid body, each rejected with 400.
 *
 * @example
 * const faults = [['a number as name', { name: 5 }]]
 * toRefusals({ operation: 'createCoupon', valid: { name: 'a', percentOff: 5 }, faults })
 * //=> [{ name: 'createCoupon rejects a number as name', operation: 'createCoupon', status: 400, body: ... }]
 */
export function toRefusals(table: RefusalTable): readonly ContractCase[] {
  return table.faults.map(([what, changes]) => ({
    name: `${table.operation} rejects ${what}`,
    operation: table.operation,
    body: { ...table.valid, ...changes },
    status: 400,
  }))
}
