import type { TargetName } from './answer-target.js'
import { failureCases, limitCases } from './cases/outages.js'
import { contractOperations } from './contract.js'
import type { Check } from './findings.js'

/** Cases in which a target is known not to do what the case says, and why that is accepted. */
export interface Deviation {
  readonly targets: readonly TargetName[]
  readonly reason: string
  /** The checks that fail, all of them, in the order in which they are made. */
  readonly checks: readonly Check[]
  /** Names of cases. */
  readonly cases: readonly string[]
}

const operations = contractOperations.map(({ id }) => id)
const creations = contractOperations.filter(({ method }) => method === 'POST').map(({ id }) => id)
const lookups = contractOperations.filter(({ method }) => method === 'GET').map(({ id }) => id)

const servers: readonly TargetName[] = ['pglite', 'postgresql', 'proxy']

/** Every accepted deviation; a case may stand here once per target. */
export const deviations: readonly Deviation[] = [
  {
    targets: ['prism'],
    reason: 'a mock shows its example, not what was sent',
    checks: ['contents'],
    cases: [
      'createCoupon fills in what is left out',
      'createCoupon takes a fixed amount off one payment',
      'createCoupon takes a share off some months',
      'createCoupon keeps every property',
      'createPromotionalCode takes a code by hand and fills in the rest',
      'createPromotionalCode keeps every property',
      'createPromotionalCode shows the flat coupon of a code',
      'createPromotionalCode shows the repeating coupon of a code',
      'createAffiliate fills in what is left out',
      'createAffiliate keeps every property',
      'createReferral finds the affiliate by affiliateId and keeps every property',
      'createReferral finds the affiliate by promoCode',
      'createSale finds the affiliate by referralId and keeps what it shows',
      'createSale finds the affiliate by the email of a referral',
      'createSale finds the affiliate by promoCode',
    ],
  },
  {
    targets: ['prism'],
    reason: 'a mock does not filter its example',
    checks: ['contents'],
    cases: [
      'listCoupons answers a list for a name',
      'listPromotionalCodes answers one code for an externalId',
      'listPromotionalCodes answers a list for an affiliateId',
      'listPromotionalCodes answers a list for an affiliateEmail',
    ],
  },
  {
    targets: ['prism'],
    reason: 'Prism looks for a bearer key, not whose it is',
    checks: ['status'],
    cases: operations.map((id) => `${id} refuses a key that nobody has`),
  },
  {
    targets: ['prism', 'proxy'],
    reason: 'Prism refuses malformed JSON with a body of its own, before it knows the operation',
    checks: ['schema', 'contents'],
    cases: creations.flatMap((id) => [
      `${id} refuses JSON that stops early`,
      `${id} refuses text that is not JSON`,
    ]),
  },
  {
    targets: ['prism'],
    reason: 'Prism passes query parameters that OpenAPI does not name, and empty ones',
    checks: ['status'],
    cases: lookups.flatMap((id) => [
      `${id} refuses a filter that the contract does not have`,
      `${id} refuses a filter without a value`,
    ]),
  },
  {
    targets: servers,
    reason:
      'our server says 413, as HTTP does; the contract leaves it out, and no client tells it from 400',
    checks: ['status', 'schema'],
    cases: creations.map((id) => `${id} refuses a body that is too large`),
  },
  {
    targets: servers,
    reason: 'one request is not too many; limits.test.ts makes more of them',
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
