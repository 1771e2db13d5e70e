/** A JSON Schema as Fastify compiles it. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** The ten operations of the contract. */
export type OperationId =
  | 'listCoupons'
  | 'createCoupon'
  | 'listPromotionalCodes'
  | 'createPromotionalCode'
  | 'listAffiliates'
  | 'createAffiliate'
  | 'listReferrals'
  | 'createReferral'
  | 'listSales'
  | 'createSale'

/** One operation: where it is, and what it takes. */
export interface Operation {
  readonly id: OperationId
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** What its body is called in messages: `coupon`. */
  readonly noun: string
  readonly query?: JsonSchema
  readonly body?: JsonSchema
}

/** The contract as far as the server runs on it. */
export interface Contract {
  readonly operations: readonly Operation[]
  /** Schemas that bodies refer to, by name. */
  readonly schemas: Readonly<Record<string, JsonSchema>>
}
