import { createAffiliates, type Affiliates } from './affiliates.js'
import { createCoupons, type Coupons } from './coupons.js'
import type { ReferlyClientOptions } from './options.js'
import { createPromotionalCodes, type PromotionalCodes } from './promotional-codes.js'
import { createReferrals, type Referrals } from './referrals.js'
import { createSales, type Sales } from './sales.js'
import { createTransport } from './transport.js'

/** The Referly API, one property for each collection. */
export interface ReferlyClient {
  readonly coupons: Coupons
  readonly promotionalCodes: PromotionalCodes
  readonly affiliates: Affiliates
  readonly referrals: Referrals
  readonly sales: Sales
}

/**
 * Creates a client; nothing is sent before the first call. Throws `InvalidInputError` for options that cannot work.
 *
 * @example
 * const referly = createReferlyClient({ apiKey: 'sk_...' }) // or none, with REFERLY_API_KEY set
 * await referly.coupons.list() //=> []
 */
export function createReferlyClient(options: ReferlyClientOptions = {}): ReferlyClient {
  const transport = createTransport(options)
  const sales = createSales(transport)
  return {
    coupons: createCoupons(transport),
    promotionalCodes: createPromotionalCodes(transport, sales),
    affiliates: createAffiliates(transport),
    referrals: createReferrals(transport),
    sales,
  }
}
