import { affiliateChanges, affiliateRules, type Affiliates } from './collections/affiliates.js'
import { createChangeable } from './collections/changes.js'
import { couponChanges, couponRules, type Coupons } from './collections/coupons.js'
import { linkChanges, linkRules, type Links } from './collections/links.js'
import { createPromotionalCodes, type PromotionalCodes } from './collections/promotional-codes.js'
import { referralChanges, referralRules, type Referrals } from './collections/referrals.js'
import { createSales, type Sales } from './collections/sales.js'
import { createApi, type ReferlyApi } from './http/api.js'
import { createKit, type Kit } from './kit/kit.js'
import { toSettings, type ReferlyClientOptions } from './options.js'

/** A client of the Referly API, with one property for each collection. */
export interface ReferlyClient {
  readonly coupons: Coupons
  readonly promotionalCodes: PromotionalCodes
  readonly affiliates: Affiliates
  readonly links: Links
  readonly referrals: Referrals
  readonly sales: Sales
  /**
   * The typed openapi-fetch client, for requests exactly as the contract describes them.
   *
   * Authentication, time limits, retries of safe requests, middleware, and redaction apply as for every other call, and
   * so do the errors: a call throws a `ReferlyError` and never resolves with `error`. A create or change is sent once;
   * when its response is lost, it throws `OutcomeUnknownError` without looking the record up.
   *
   * @example
   * const { data } = await referly.api.GET('/coupons', { params: { query: { name: 'Spring' } } })
   */
  readonly api: ReferlyApi
  /** The kit API, which only a Referly Kit server has. */
  readonly kit: Kit
}

/**
 * Creates a client. Nothing is sent before the first call. Throws `InvalidInputError` for invalid options.
 *
 * @example
 * const referly = createReferlyClient({ apiKey: 'sk_...' }) // or without, when REFERLY_API_KEY is set
 * await referly.coupons.list() //=> []
 */
export function createReferlyClient(options: ReferlyClientOptions = {}): ReferlyClient {
  const settings = toSettings(options)
  const api = createApi(settings)
  const context = { settings, api }
  const affiliates: Affiliates = createChangeable(context, affiliateRules, affiliateChanges)
  const sales = createSales(context)
  return {
    coupons: createChangeable(context, couponRules, couponChanges),
    promotionalCodes: createPromotionalCodes(context, { sales, affiliates }),
    affiliates,
    links: createChangeable(context, linkRules, linkChanges),
    referrals: createChangeable(context, referralRules, referralChanges),
    sales,
    api,
    kit: createKit(settings),
  }
}
