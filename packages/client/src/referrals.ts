import type { NewReferral, Referral, ReferralFilter } from '@referly-kit/types'
import type { Collection, CollectionRules, UniqueKey } from './collection.js'

/** What names one referral; `externalId` is its `referredUserExternalId`. */
export type ReferralKey = UniqueKey<ReferralFilter, 'id' | 'externalId'>

/**
 * Referrals: the customers whom affiliates brought.
 *
 * @example
 * const customer = { name: 'Eve', email: 'eve@example.com', referredUserExternalId: 'user-1' }
 * const referral = await referly.referrals.create({ ...customer, promoCode: 'SAVE20' })
 * referral.referredUserExternalId //=> 'user-1'
 */
export interface Referrals extends Collection<Referral, NewReferral, ReferralFilter, ReferralKey> {}

/** What referrals are like. */
export const referralRules: CollectionRules<NewReferral, ReferralFilter> = {
  path: '/referrals',
  fields: { string: 'id affiliateId name email referredUserExternalId status' },
  keys: { externalId: 'referredUserExternalId' },
  alias: 'affiliateId',
  input: [
    'name',
    'email',
    'referredUserExternalId',
    'affiliateId or else affiliateEmail or promoCode',
  ],
}
