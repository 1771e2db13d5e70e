import type { operations } from '@referly-kit/types/openapi'

/** The id of an operation in the contract, such as `createCoupon`. */
export type OperationId = keyof operations

/** Anything that JSON can say. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** A JSON object. */
export type JsonObject = Readonly<Record<string, JsonValue>>

/** The documented form of a 200 answer, and the name of the mock's example. */
export type AnswerShape = 'single' | 'list' | 'empty'

/**
 * One request and the answer that every target must give.
 *
 * Strings may contain the placeholders of `fixtures.ts`, such as `{coupon.id}`. A string that consists of a placeholder
 * becomes the value itself, so `{sale.id}` is a number in a body.
 */
export interface ContractCase {
  /** A sentence, unique among all cases. */
  readonly name: string
  readonly operation: OperationId
  readonly query?: Readonly<Record<string, string | readonly string[]>>
  /** Sent as JSON. */
  readonly body?: JsonValue
  /** Sent unchanged, with the content type of JSON. */
  readonly rawBody?: string
  /** The whole Authorization header; `null` sends none. The target's own key when absent. */
  readonly authorization?: string | null
  /**
   * The status to request from a mock, which has no records, where only existing records can cause it. Every target gets
   * the same `Prefer` header; a real server ignores it.
   */
  readonly preferredStatus?: number
  readonly status: number
  /** The form of a 200 answer. */
  readonly shape?: AnswerShape
  /** The values that the record, or each record of the list, must have at least. */
  readonly shows?: JsonObject
}

/** A fault of a body in words, and the changes of a valid body that cause it. */
export type Fault = readonly [what: string, changes: JsonObject]

/** A table of faults to turn into cases. */
export interface RefusalTable {
  readonly operation: OperationId
  /** A body that is accepted. */
  readonly valid: JsonObject
  readonly faults: readonly Fault[]
}

/**
 * Creates one case per fault, each refused with 400.
 *
 * @example
 * toRefusals({ operation: 'createCoupon', valid: { name: 'a', percentOff: 5 }, faults: [['a name of 5', { name: 5 }]] })
 * //=> [{ name: 'createCoupon refuses a name of 5', operation: 'createCoupon', status: 400, body: ... }]
 */
export function toRefusals(table: RefusalTable): readonly ContractCase[] {
  return table.faults.map(([what, changes]) => ({
    name: `${table.operation} refuses ${what}`,
    operation: table.operation,
    body: { ...table.valid, ...changes },
    status: 400,
  }))
}
