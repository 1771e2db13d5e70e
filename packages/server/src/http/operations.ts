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

/** The contract's operations. */
export type OperationId = GetOperationId | PostOperationId

/** An operation with its address and the schema of its input. */
export interface Operation {
  readonly id: OperationId
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** The name of the record in messages: `coupon`. */
  readonly noun: string
  readonly query?: JsonSchema
  readonly body?: JsonSchema
}

/** The part of the contract that the server runs on. */
export interface Contract {
  readonly operations: readonly Operation[]
  /** Schemas that bodies refer to, by name. */
  readonly schemas: Readonly<Record<string, JsonSchema>>
}
