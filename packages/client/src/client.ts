import { affiliateRules, type Affiliates } from './affiliates.js'
import { createCollection } from './collection.js'
import { couponRules, type Coupons } from './coupons.js'
import { toSettings, type ReferlyClientOptions } from './options.js'
import { createPromotionalCodes, type PromotionalCodes } from './promotional-codes.js'
import { referralRules, type Referrals } from './referrals.js'
import { saleRules, type Sales } from './sales.js'

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
  const settings = toSettings(options)
  const sales: Sales = createCollection(settings, saleRules)
  return {
    coupons: createCollection(settings, couponRules),
    promotionalCodes: createPromotionalCodes(settings, sales),
    affiliates: createCollection(settings, affiliateRules),
    referrals: createCollection(settings, referralRules),
    sales,
  }
}
