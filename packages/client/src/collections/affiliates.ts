import type {
  Affiliate,
  AffiliateDelete,
  AffiliateFilter,
  AffiliateUpdate,
  NewAffiliate,
} from '@referly-kit/types'
import { assertGiven } from '../errors/input-errors.js'
import type { ChangeableCollection, ChangeRules } from './changes.js'
import type { CollectionRules, UniqueKey } from './collection.js'

/** A unique key of an affiliate. */
export type AffiliateKey = UniqueKey<AffiliateFilter, 'id' | 'email'>

/**
 * Affiliates: the people who promote.
 *
 * @example
 * const ada = await referly.affiliates.find({ email: 'ada@example.com' })
 * ada?.firstName //=> 'Ada'
 */
export interface Affiliates extends ChangeableCollection<
  Affiliate,
  NewAffiliate,
  AffiliateFilter,
  AffiliateKey,
  AffiliateUpdate,
  AffiliateDelete
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

/** The rules of changes to affiliates. */
export const affiliateChanges: ChangeRules<Affiliate, AffiliateUpdate> = {
  ids: { update: 'affiliateId', delete: 'id' },
  show: ({ status, affiliateLinks }, { affiliateLink }) => ({
    affiliateStatus: status,
    affiliateLink: affiliateLinks.find(({ link }) => link === affiliateLink)?.link,
  }),
}
