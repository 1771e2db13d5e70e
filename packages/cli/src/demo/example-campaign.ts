import type { AffiliateRow } from '../csv/affiliates.js'
import { toNewAffiliate } from '../csv/names.js'
import { generatePlan } from '../plans/generate.js'
import type { ProgramAccess } from './campaign-records.js'
import { planSales } from './example-sales.js'

/** The coupon of quickstart and of `serve --demo`. */
export const exampleCoupon = {
  name: 'Spring',
  couponType: 'PERCENTAGE',
  percentOff: 20,
  duration: 'repeating',
  durationInMonths: 3,
} as const

/** The commission of all affiliates, in percent. */
export const exampleCommissionRate = 25

/** The structure of the codes: Referly's documented example, `SAVEJOHN8X4Z`. */
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
  const people = rows.map((row) => {
    return { ...toNewAffiliate(row), commissionRate: exampleCommissionRate }
  })
  const codes = rows.map(({ email, code }) => {
    return { couponId: coupon.id, code, affiliateEmail: email }
  })
  await createAll(client.affiliates.createMany(people, { concurrency, signal }))
  await createAll(client.promotionalCodes.createMany(codes, { concurrency, signal }))
  for (const sale of planSales(rows.map(({ code }) => code))) {
    await client.sales.create(sale, { signal })
  }
  return rows.length
}

/** Awaits a bulk creation; throws the first error. */
async function createAll(results: AsyncIterable<object>): Promise<void> {
  for await (const result of results) if ('error' in result) throw result.error
}
