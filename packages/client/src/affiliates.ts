import type { Affiliate, AffiliateFilter, NewAffiliate } from '@referly-kit/types'
import type { Collection, CollectionRules, UniqueKey } from './collection.js'

/** What names one affiliate. */
export type AffiliateKey = UniqueKey<AffiliateFilter, 'id' | 'email'>

/**
 * Affiliates: the people who promote.
 *
 * @example
 * const ada = await referly.affiliates.find({ email: 'ada@example.com' })
 * ada?.firstName //=> 'Ada'
 */
export interface Affiliates extends Collection<
  Affiliate,
  NewAffiliate,
  AffiliateFilter,
  AffiliateKey
> {}

/** What affiliates are like. */
export const affiliateRules: CollectionRules<NewAffiliate, AffiliateFilter> = {
  path: '/affiliates',
  fields: {
    string: 'id firstName lastName email programId link status createdAt updatedAt',
    number: 'commissionRate numberOfReferredUsers numberOfClicks totalCommissionEarned',
    boolean: 'detailsComplete',
  },
  keys: { email: 'email' },
  input: ['firstName', 'lastName', 'email'],
}
