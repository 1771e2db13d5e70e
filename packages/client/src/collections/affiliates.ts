import type { Affiliate, AffiliateFilter, NewAffiliate } from '@referly-kit/types'
import { assertGiven } from '../errors/input-errors.js'
import type { Collection, CollectionRules, UniqueKey } from './collection.js'

/** A unique key of an affiliate. */
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

/** The rules of affiliates. */
export const affiliateRules: CollectionRules<Affiliate, NewAffiliate, AffiliateFilter> = {
  path: '/affiliates',
  fields: {
    id: 'string',
    firstName: 'string',
    lastName: 'string',
    email: 'string',
    detailsComplete: 'boolean',
    programId: 'string',
    commissionRate: 'number',
    affiliateLinks: 'array',
    status: 'string',
    createdAt: 'string',
    updatedAt: 'string',
    numberOfReferredUsers: 'number',
    numberOfClicks: 'number',
    totalCommissionEarned: 'number',
  },
  filters: ['id', 'email'],
  // Affiliates log in with their email.
  keys: [{ filter: 'email', field: 'email', isExclusive: true }],
  assertInput(input) {
    assertGiven(input, 'firstName')
    assertGiven(input, 'lastName')
    assertGiven(input, 'email')
  },
}
