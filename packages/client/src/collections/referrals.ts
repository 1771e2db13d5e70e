import type {
  NewReferral,
  Referral,
  ReferralDelete,
  ReferralFilter,
  ReferralUpdate,
} from '@referly-kit/types'
import { assertGiven, isGiven } from '../errors/input-errors.js'
import type { ChangeableCollection, ChangeRules } from './changes.js'
import type { CollectionRules, UniqueKey } from './collection.js'

/** A unique key of a referral; `externalId` is its `referredUserExternalId`. */
export type ReferralKey = UniqueKey<ReferralFilter, 'id' | 'externalId'>

/**
 * Referrals: the customers that affiliates referred.
 *
 * @example
 * const customer = { name: 'Eve', email: 'eve@example.com', referredUserExternalId: 'user-1' }
 * const referral = await referly.referrals.create({ ...customer, promoCode: 'SAVE20' })
 * referral.referredUserExternalId //=> 'user-1'
 */
export interface Referrals extends ChangeableCollection<
  Referral,
  NewReferral,
  ReferralFilter,
  ReferralKey,
  ReferralUpdate,
  ReferralDelete
> {}

/** The rules of referrals. */
export const referralRules: CollectionRules<Referral, NewReferral, ReferralFilter> = {
  path: '/referrals',
  fields: {
    id: 'string',
    affiliateId: 'string',
    name: 'string',
    email: 'string',
    referredUserExternalId: 'string',
    status: 'string',
  },
  filters: ['id', 'externalId', 'affiliateId', 'affiliateEmail'],
  keys: [{ filter: 'externalId', field: 'referredUserExternalId', isExclusive: false }],
  assertInput(input) {
    assertGiven(input, 'name')
    assertGiven(input, 'email')
    assertGiven(input, 'referredUserExternalId')
    if (isGiven(input.affiliateEmail) || isGiven(input.promoCode)) return
    assertGiven(input, 'affiliateId', 'unless affiliateEmail or promoCode is')
  },
}

/** The rules of changes to referrals. */
export const referralChanges: ChangeRules<Referral, ReferralUpdate> = {
  ids: { update: 'referralId', delete: 'referralId' },
}
