import type { ReferlyClient } from '@referly-kit/client'
import { isApiError } from '@referly-kit/client'
import type { Affiliate, Coupon, NewSale, PromotionalCode } from '@referly-kit/types'
import { mapConcurrently } from './concurrency.js'
import { CliError } from './errors.js'
import type { PlannedCode } from './plan.js'
import type { ReportRecords } from './report.js'

/** Talks to one programme; stops when its signal is aborted. */
export interface CampaignContext {
  readonly client: ReferlyClient
  readonly signal: AbortSignal
}

/** Requests under way at a time. */
const concurrency = 8

/** Percent of a sale, so that the report has a commission to show. */
const commissionRate = 25

/** Creates the coupon that all codes of the example share. */
export function createCoupon({ client, signal }: CampaignContext): Promise<Coupon> {
  return client.coupons.create(
    {
      name: '20 % off for 3 months',
      couponType: 'PERCENTAGE',
      percentOff: 20,
      duration: 'repeating',
      durationInMonths: 3,
    },
    { signal },
  )
}

/** Creates the affiliates of a plan, in its order. */
export function createAffiliates(
  { client, signal }: CampaignContext,
  plan: readonly PlannedCode[],
): Promise<readonly Affiliate[]> {
  return mapConcurrently(plan, concurrency, ({ affiliate: { firstName, lastName, email } }) =>
    client.affiliates.create({ firstName, lastName, email, commissionRate }, { signal }),
  )
}

/** Creates the codes of a plan, in its order; the affiliates must exist. */
export function createCodes(
  { client, signal }: CampaignContext,
  plan: readonly PlannedCode[],
  coupon: Coupon,
): Promise<readonly PromotionalCode[]> {
  return mapConcurrently(plan, concurrency, ({ affiliate, code }) =>
    client.promotionalCodes.create(
      { couponId: coupon.id, code, affiliateEmail: affiliate.email },
      { signal },
    ),
  )
}

/** Records sales one after another, as they would come in. */
export async function createSales(
  { client, signal }: CampaignContext,
  sales: readonly NewSale[],
): Promise<void> {
  for (const sale of sales) await client.sales.create(sale, { signal })
}

/** Statuses of a sale that the server understood and did not accept. */
const refusals: readonly number[] = [400, 409]

/**
 * Tries a sale with a code that does not exist, and returns what the server says to it.
 *
 * @throws CliError `UNEXPECTED` when the server accepts it
 */
export async function readRefusal(
  { client, signal }: CampaignContext,
  promoCode: string,
): Promise<string> {
  try {
    await client.sales.create({ promoCode, totalEarned: 10, name: 'Customer' }, { signal })
  } catch (error) {
    if (isApiError(error) && refusals.includes(error.status)) {
      return error.errorBody?.message ?? error.message
    }
    throw error
  }
  throw new CliError('UNEXPECTED', `The server accepted the code ${promoCode}, which nobody made.`)
}

/** Reads back what the server has; the codes in the order of the plan. */
export async function readRecords(
  { client, signal }: CampaignContext,
  plan: readonly PlannedCode[],
): Promise<ReportRecords> {
  const [affiliates, codes, sales] = await Promise.all([
    client.affiliates.list({}, { signal }),
    client.promotionalCodes.list({}, { signal }),
    client.sales.list({}, { signal }),
  ])
  const place = new Map(plan.map(({ code }, index) => [code, index]))
  const toPlace = ({ code }: PromotionalCode): number => place.get(code) ?? plan.length
  return { affiliates, codes: codes.toSorted((a, b) => toPlace(a) - toPlace(b)), sales }
}
