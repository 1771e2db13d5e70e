import type { operations } from '@referly-kit/types/kit-openapi'

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

/** `Error` has a number and a message; `SaleRefundError` has a text and a reason; `KitError` also has a code. */
export type ErrorBodyName = 'Error' | 'SaleRefundError' | 'KitError'

/** An operation with its address and the schema of its input. */
export type Operation = ListOperation | ChangeOperation

/** The operations of the kit API. */
export type KitOperationId = keyof operations

/** An operation of the kit API with its address and the schemas of its input. */
export interface KitOperation extends Address {
  readonly id: KitOperationId
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly query: JsonSchema
  /** Parameters in the path. */
  readonly params?: JsonSchema
  readonly body?: JsonSchema
  readonly status: 200 | 201 | 204
  /** One JSON value, a list that is sent while it is read, or a file. */
  readonly answer: 'json' | 'page' | 'file'
}

/** The part of a contract that the server runs on. */
export interface Contract<AnyOperation = Operation> {
  readonly operations: readonly AnyOperation[]
  /** Schemas that bodies refer to, by name. */
  readonly schemas: Readonly<Record<string, JsonSchema>>
}
