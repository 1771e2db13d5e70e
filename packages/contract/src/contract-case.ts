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

/** The documented shapes of a 200 response, which are also the names of the mock's examples. */
export type AnswerShape = 'single' | 'list' | 'empty'

/**
 * A request, and the response that every target must return.
 *
 * Strings can contain the placeholders in `fixtures.ts`, such as `{coupon.id}`. A string that is just a placeholder
 * becomes the value itself, so `{sale.id}` is a number in a body.
 */
export interface ContractCase {
  /** A unique sentence that starts with the operation. */
  readonly name: string
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
  readonly status: number
  /** The shape of a 200 response. */
  readonly shape?: AnswerShape
  /** Values that the record, or each record of the list, must have. It can have more. */
  readonly shows?: JsonObject
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
 * toRefusals({ operation: 'createCoupon', valid: { name: 'a', percentOff: 5 }, faults: [['a number as name', { name: 5 }]] })
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
