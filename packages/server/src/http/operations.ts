/** A JSON Schema that Fastify can compile. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** The contract's GET operations. */
export type GetOperationId =
  | 'listCoupons'
  | 'listPromotionalCodes'
  | 'listAffiliates'
  | 'listReferrals'
  | 'listSales'

/** The contract's POST operations. */
export type PostOperationId =
  | 'createCoupon'
  | 'createPromotionalCode'
  | 'createAffiliate'
  | 'createReferral'
  | 'createSale'

interface Address {
  readonly path: string
  /** The name of the record in messages: `coupon`. */
  readonly noun: string
}

/** An operation that lists records. */
export interface GetOperation extends Address {
  readonly id: GetOperationId
  readonly method: 'GET'
  readonly query: JsonSchema
}

/** An operation that creates a record. */
export interface PostOperation extends Address {
  readonly id: PostOperationId
  readonly method: 'POST'
  readonly body: JsonSchema
}

/** An operation with its address and the schema of its input. */
export type Operation = GetOperation | PostOperation

/** The part of the contract that the server runs on. */
export interface Contract {
  readonly operations: readonly Operation[]
  /** Schemas that bodies refer to, by name. */
  readonly schemas: Readonly<Record<string, JsonSchema>>
}
