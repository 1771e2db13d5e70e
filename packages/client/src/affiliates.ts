import type { Affiliate, AffiliateFilter, NewAffiliate } from '@referly-kit/types'
import { createCollection, type Collection, type UniqueKey } from './collection.js'
import { assertGiven, assertObject } from './input-rules.js'
import { affiliateFields } from './records.js'
import type { Transport } from './transport.js'

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

/** Creates the affiliates of a client. */
export function createAffiliates(transport: Transport): Affiliates {
  return createCollection(transport, {
    path: '/affiliates',
    fields: affiliateFields,
    uniqueKeys: ['id', 'email'],
    assertNew: assertNewAffiliate,
    toKey: ({ email }) => ({ email }),
  })
}

function assertNewAffiliate(input: NewAffiliate): void {
  assertObject(input)
  for (const field of ['firstName', 'lastName', 'email']) assertGiven(input, field)
}
