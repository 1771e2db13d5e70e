import type { NewReferral, Referral, ReferralFilter } from '@referly-kit/types'
import { createCollection, type Collection, type UniqueKey } from './collection.js'
import { assertGiven, assertObject, assertOneGiven } from './input-rules.js'
import { referralFields } from './records.js'
import type { Transport } from './transport.js'

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

/** Creates the referrals of a client. */
export function createReferrals(transport: Transport): Referrals {
  return createCollection(transport, {
    path: '/referrals',
    fields: referralFields,
    uniqueKeys: ['id', 'externalId'],
    assertNew: assertNewReferral,
    // It may have been sent as the affiliate's link, and is shown as the id.
    toShown: (input) => ({ ...input, affiliateId: undefined }),
    toKey: ({ referredUserExternalId: externalId }) => ({ externalId }),
  })
}

function assertNewReferral(input: NewReferral): void {
  assertObject(input)
  for (const field of ['name', 'email', 'referredUserExternalId']) assertGiven(input, field)
  assertOneGiven(input, ['affiliateId', 'affiliateEmail', 'promoCode'])
}
