import type { TargetName } from './answer-target.js'
import { failureCases, limitCases } from './cases/outages.js'
import { contractOperations } from './contract.js'
import type { Check } from './findings.js'

/** Cases that a target is known to answer differently, and the reason this is accepted. */
export interface Deviation {
  readonly targets: readonly TargetName[]
  readonly reason: string
  /** All checks that fail, in the order of the checks. */
  readonly checks: readonly Check[]
  /** The names of the cases. */
  readonly cases: readonly string[]
}

const operations = contractOperations.map(({ id }) => id)
const creations = contractOperations.filter(({ method }) => method === 'POST').map(({ id }) => id)
const lookups = contractOperations.filter(({ method }) => method === 'GET').map(({ id }) => id)

const servers: readonly TargetName[] = ['pglite', 'postgresql', 'proxy']

/** The accepted deviations. A case may be listed once per target. */
export const deviations: readonly Deviation[] = [
  {
    targets: ['prism'],
    reason: 'a mock returns its example instead of the input',
    checks: ['contents'],
    cases: [
      'createCoupon fills in the defaults',
      'createCoupon discounts one payment by a fixed amount',
      'createCoupon discounts several months by a percentage',
      'createCoupon stores every property',
      'createPromotionalCode accepts a typed code and fills in the defaults',
      'createPromotionalCode stores every property',
      'createPromotionalCode shows the flat coupon of a code',
      'createPromotionalCode shows the repeating coupon of a code',
      'createAffiliate fills in the defaults',
      'createAffiliate stores every property',
      'createReferral finds the affiliate by affiliateId and stores every property',
      'createReferral finds the affiliate by promoCode',
      'createSale finds the affiliate by referralId and returns every stored property',
      'createSale finds the affiliate by the email of a referral',
      'createSale finds the affiliate by promoCode',
    ],
  },
  {
    targets: ['prism'],
    reason: 'a mock does not filter its example',
    checks: ['contents'],
    cases: [
      'listCoupons returns a list for a name',
      'listPromotionalCodes returns one code for an externalId',
      'listPromotionalCodes returns a list for an affiliateId',
      'listPromotionalCodes returns a list for an affiliateEmail',
    ],
  },
  {
    targets: ['prism'],
    reason: 'Prism only checks that a bearer key is present',
    checks: ['status'],
    cases: operations.map((id) => `${id} refuses an unknown key`),
  },
  {
    targets: ['prism', 'proxy'],
    reason: 'Prism refuses malformed JSON with a body of its own, before it looks up the operation',
    checks: ['schema', 'contents'],
    cases: creations.flatMap((id) => [
      `${id} refuses truncated JSON`,
      `${id} refuses text that is not JSON`,
    ]),
  },
  {
    targets: ['prism'],
    reason: 'Prism accepts undocumented and empty query parameters',
    checks: ['status'],
    cases: lookups.flatMap((id) => [
      `${id} refuses a filter that the contract does not have`,
      `${id} refuses a filter without a value`,
    ]),
  },
  {
    targets: servers,
    reason:
      'our server answers 413, as HTTP defines it; the contract omits it, and clients treat it like 400',
    checks: ['status', 'schema'],
    cases: creations.map((id) => `${id} refuses a body that is too large`),
  },
  {
    targets: servers,
    reason: 'one request is not too many; limits.test.ts sends more',
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
