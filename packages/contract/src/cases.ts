import { affiliateCases } from './cases/affiliates.js'
import { authorizationCases } from './cases/authorization.js'
import { couponCases } from './cases/coupons.js'
import { affiliateDeletions } from './cases/deletions/affiliates.js'
import { couponDeletions } from './cases/deletions/coupons.js'
import { linkDeletions } from './cases/deletions/links.js'
import { promotionalCodeDeletions } from './cases/deletions/promotional-codes.js'
import { referralDeletions } from './cases/deletions/referrals.js'
import { saleDeletions } from './cases/deletions/sales.js'
import { linkCases } from './cases/links.js'
import { failureCases, limitCases } from './cases/outages.js'
import { promotionalCodeCases } from './cases/promotional-codes.js'
import { referralCases } from './cases/referrals.js'
import { refundCases } from './cases/refunds.js'
import { requestCases } from './cases/requests.js'
import { saleCases } from './cases/sales.js'
import { affiliateUpdates } from './cases/updates/affiliates.js'
import { couponUpdates } from './cases/updates/coupons.js'
import { invalidUpdates } from './cases/updates/invalid-updates.js'
import { linkUpdates } from './cases/updates/links.js'
import { promotionalCodeUpdates } from './cases/updates/promotional-codes.js'
import { referralUpdates } from './cases/updates/referrals.js'
import { saleUpdates } from './cases/updates/sales.js'
import type { ContractCase } from './contract-case.js'

/** Every case. The cases are the same for all targets. */
export const contractCases: readonly ContractCase[] = [
  ...couponCases,
  ...couponUpdates,
  ...couponDeletions,
  ...promotionalCodeCases,
  ...promotionalCodeUpdates,
  ...promotionalCodeDeletions,
  ...affiliateCases,
  ...affiliateUpdates,
  ...affiliateDeletions,
  ...linkCases,
  ...linkUpdates,
  ...linkDeletions,
  ...referralCases,
  ...referralUpdates,
  ...referralDeletions,
  ...saleCases,
  ...saleUpdates,
  ...refundCases,
  ...saleDeletions,
  ...invalidUpdates,
  ...authorizationCases,
  ...requestCases,
  ...limitCases,
  ...failureCases,
]
