import { affiliateCases } from './cases/affiliates.js'
import { authorizationCases } from './cases/authorization.js'
import { couponCases } from './cases/coupons.js'
import { failureCases, limitCases } from './cases/outages.js'
import { promotionalCodeCases } from './cases/promotional-codes.js'
import { referralCases } from './cases/referrals.js'
import { requestCases } from './cases/requests.js'
import { saleCases } from './cases/sales.js'
import type { ContractCase } from './contract-case.js'

/** Every case. The cases are the same for all targets. */
export const contractCases: readonly ContractCase[] = [
  ...couponCases,
  ...promotionalCodeCases,
  ...affiliateCases,
  ...referralCases,
  ...saleCases,
  ...authorizationCases,
  ...requestCases,
  ...limitCases,
  ...failureCases,
]
