import type { TargetName } from './answer-target.js'
import { failureCases, limitCases } from './cases/outages.js'
import { contractOperations } from './contract.js'
import type { Check } from './findings.js'

/** Cases that a target is known to fail, and why that is accepted. */
export interface Deviation {
  readonly targets: readonly TargetName[]
  readonly reason: string
  /** Every check that fails, in the order in which the checks run. */
  readonly checks: readonly Check[]
  /** The names of the cases. */
  readonly cases: readonly string[]
}

const operations = contractOperations.map(({ id }) => id)
const creations = contractOperations.filter(({ method }) => method === 'POST').map(({ id }) => id)
const lookups = contractOperations.filter(({ method }) => method === 'GET').map(({ id }) => id)

const servers: readonly TargetName[] = ['pglite', 'postgresql', 'proxy']

/** Every accepted deviation. A case can appear once per target. */
export const deviations: readonly Deviation[] = [
  {
    targets: ['prism'],
    reason: 'a mock returns its example, not what was sent',
    checks: ['contents'],
    cases: [
      'createCoupon fills in the defaults',
      'createCoupon accepts a flat amount off a single payment',
      'createCoupon accepts a percentage off for some months',
      'createCoupon stores every property',
      'createPromotionalCode accepts a code and fills in the defaults',
      'createPromotionalCode stores every property',
      'createPromotionalCode returns the flat coupon of a code',
      'createPromotionalCode returns the repeating coupon of a code',
      'createAffiliate fills in the defaults',
      'createAffiliate stores every property',
      'createReferral finds the affiliate by affiliateId and stores every property',
      'createReferral finds the affiliate by promoCode',
      'createSale finds the affiliate by referralId and stores the properties that a sale has',
      'createSale finds the affiliate by the email of a referral',
      'createSale finds the affiliate by promoCode',
    ],
  },
  {
    targets: ['prism'],
    reason: 'a mock does not filter its example',
    checks: ['contents'],
    cases: [
      'listCoupons returns a list filtered by name',
      'listPromotionalCodes returns a single code by externalId',
      'listPromotionalCodes returns a list filtered by affiliateId',
      'listPromotionalCodes returns a list filtered by affiliateEmail',
    ],
  },
  {
    targets: ['prism'],
    reason: 'Prism requires a bearer key, but accepts any',
    checks: ['status'],
    cases: operations.map((id) => `${id} rejects an unknown key`),
  },
  {
    targets: ['prism', 'proxy'],
    reason: 'Prism rejects malformed JSON with its own body, before it matches the operation',
    checks: ['schema', 'contents'],
    cases: creations.flatMap((id) => [
      `${id} rejects truncated JSON`,
      `${id} rejects text that is not JSON`,
    ]),
  },
  {
    targets: ['prism'],
    reason: 'Prism accepts unknown and empty query parameters',
    checks: ['status'],
    cases: lookups.flatMap((id) => [
      `${id} rejects an unknown filter`,
      `${id} rejects a filter without a value`,
    ]),
  },
  {
    targets: servers,
    reason:
      'our server returns 413, the HTTP status for this. The contract lacks it, and clients treat it like 400',
    checks: ['status', 'schema'],
    cases: creations.map((id) => `${id} rejects an oversized body`),
  },
  {
    targets: servers,
    reason: 'a single request is not too many. limits.test.ts sends more',
    checks: ['status'],
    cases: limitCases.map(({ name }) => name),
  },
  {
    targets: servers,
    reason: 'no request makes our server fail',
    checks: ['status'],
    cases: failureCases.map(({ name }) => name),
  },
]
