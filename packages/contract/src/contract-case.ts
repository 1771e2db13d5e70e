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

/** An object that JSON can say. */
export type JsonObject = Readonly<Record<string, JsonValue>>

/** Which of the documented forms a 200 answer takes; also the name of the mock's example. */
export type AnswerShape = 'single' | 'list' | 'empty'

/**
 * One request and what every target has to answer.
 *
 * Strings may hold placeholders, such as `{coupon.id}`; `fixtures.ts` says which. A string that is nothing but a
 * placeholder becomes the value itself, so `{sale.id}` is a number in a body.
 */
export interface ContractCase {
  /** A sentence, unique among all cases. */
  readonly name: string
  readonly operation: OperationId
  readonly query?: Readonly<Record<string, string | readonly string[]>>
  /** Sent as JSON. */
  readonly body?: JsonValue
  /** Sent as it stands, said to be JSON. */
  readonly rawBody?: string
  /** The whole Authorization header; `null` sends none. The target's own key when absent. */
  readonly authorization?: string | null
  /**
   * The status that a mock without memory is asked for, where only records that exist can bring it about. The same
   * `Prefer` header goes to every target; a real server ignores it.
   */
  readonly preferredStatus?: number
  readonly status: number
  /** For 200: the form of the answer. */
  readonly shape?: AnswerShape
  /** What the record, or each record of the list, has to show at least. */
  readonly shows?: JsonObject
}

/** What is wrong with a body, in words, and what to change in a valid body to get there. */
export type Fault = readonly [what: string, changes: JsonObject]

/** Everything needed to turn a table of faults into cases. */
export interface RefusalTable {
  readonly operation: OperationId
  /** A body that is accepted. */
  readonly valid: JsonObject
  readonly faults: readonly Fault[]
}

/**
 * One case per fault, each refused with 400.
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
