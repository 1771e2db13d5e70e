import type { AffiliateRow } from '../csv/affiliates.js'
import { mapConcurrently } from '../jobs/concurrency.js'
import { generatePlan } from '../plans/generate.js'
import { assertNotInterrupted } from '../terminal/interruption.js'
import type { ProgramAccess } from './campaign-records.js'
import { planSales } from './example-sales.js'

/** The coupon of quickstart and of `serve --demo`. */
export const exampleCoupon = {
  name: '20 % off for 3 months',
  couponType: 'PERCENTAGE',
  percentOff: 20,
  duration: 'repeating',
  durationInMonths: 3,
} as const

/** The commission of all affiliates, in percent. */
export const exampleCommissionRate = 25

/** The structure of the codes: the vendor's documented example, `SAVEJOHN8X4Z`. */
export const exampleStructure = { prefix: 'SAVE', firstName: true, random: 4 } as const

/** The number of concurrent requests. */
const concurrency = 8

/** Creates a coupon, the affiliates, a code for each, and some sales. Returns the number of affiliates. */
export async function createExampleCampaign(
  affiliates: readonly AffiliateRow[],
  { client, signal }: ProgramAccess,
): Promise<number> {
  const coupon = await client.coupons.create(exampleCoupon, { signal })
  const { rows } = generatePlan(affiliates, { ...exampleStructure, coupon: coupon.id }, {})
  await mapConcurrently(rows, concurrency, async ({ firstName, lastName, email, code }) => {
    assertNotInterrupted(signal)
    const affiliate = { firstName, lastName, email, commissionRate: exampleCommissionRate }
    await client.affiliates.create(affiliate, { signal })
    const assigned = { couponId: coupon.id, code, affiliateEmail: email }
    await client.promotionalCodes.create(assigned, { signal })
  })
  for (const sale of planSales(rows.map(({ code }) => code))) {
    await client.sales.create(sale, { signal })
  }
  return rows.length
}
