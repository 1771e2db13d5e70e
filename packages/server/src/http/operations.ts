/** A JSON Schema that Fastify can compile. */
export type JsonSchema = Readonly<Record<string, unknown>>

type RecordName = 'Coupon' | 'PromotionalCode' | 'Affiliate' | 'Link' | 'Referral' | 'Sale'

/** The contract's operations that list records. */
export type ListOperationId = `list${RecordName}s`

/** The contract's operations that change something. */
export type ChangeOperationId = `${'create' | 'update' | 'delete'}${RecordName}` | 'refundSale'

interface Address {
  readonly path: string
  /** The name of the record in messages: `coupon`. */
  readonly noun: string
}

/** An operation that lists records. */
export interface ListOperation extends Address {
  readonly id: ListOperationId
  readonly method: 'GET'
  readonly query: JsonSchema
}

/** An operation that creates, updates, deletes, or refunds a record. */
export interface ChangeOperation extends Address {
  readonly id: ChangeOperationId
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body: JsonSchema
  /** The status of success. A 204 has no body. */
  readonly status: 200 | 204
  /** The schema of the bodies of its own errors. */
  readonly errorBody: ErrorBodyName
}

/** `Error` has a number and a message; `SaleRefundError` has a text and a reason. */
export type ErrorBodyName = 'Error' | 'SaleRefundError'

/** An operation with its address and the schema of its input. */
export type Operation = ListOperation | ChangeOperation

/** The part of the contract that the server runs on. */
export interface Contract {
  readonly operations: readonly Operation[]
  /** Schemas that bodies refer to, by name. */
  readonly schemas: Readonly<Record<string, JsonSchema>>
}
