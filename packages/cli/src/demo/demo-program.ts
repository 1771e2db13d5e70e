import type { ProgramAccess } from './campaign-records.js'
import { demoCommissionRate, type DemoPlan, type DemoSale } from './demo-plan.js'

/** The number of concurrent requests. */
const concurrency = 8

/** Creates the coupons, affiliates, codes, sales, and refunds of the demo program, and a payout that is paid. */
export async function createDemo(plan: DemoPlan, { client, signal }: ProgramAccess): Promise<void> {
  const couponIds = new Map<string, string>()
  for (const coupon of plan.coupons) {
    const { id } = await client.coupons.create(coupon, { signal })
    couponIds.set(coupon.name, id)
  }
  const people = plan.affiliates.map(({ firstName, lastName, email }) => {
    return { firstName, lastName, email, commissionRate: demoCommissionRate }
  })
  const codes = plan.affiliates.map(({ coupon, code, email: affiliateEmail }) => {
    return { couponId: couponIds.get(coupon) ?? '', code, affiliateEmail }
  })
  await createAll(client.affiliates.createMany(people, { concurrency, signal }))
  await createAll(client.promotionalCodes.createMany(codes, { concurrency, signal }))
  for (const sales of toGroups(plan.sales)) {
    await Promise.all(sales.map((sale) => createSale(sale, { client, signal })))
  }
  const { id } = await client.kit.payouts.create({ until: plan.payUntil }, { signal })
  await client.kit.payouts.mark(id, { status: 'PAID' }, { signal })
}

/** Groups consecutive sales to different customers, so that the order within a group makes no difference. */
function* toGroups(sales: readonly DemoSale[]): Generator<readonly DemoSale[]> {
  let group: DemoSale[] = []
  for (const sale of sales) {
    const isKnown = group.some(({ email }) => email === sale.email)
    if (isKnown || group.length === concurrency) {
      yield group
      group = []
    }
    group.push(sale)
  }
  yield group
}

async function createSale(sale: DemoSale, { client, signal }: ProgramAccess): Promise<void> {
  const { affiliate, email, totalCents, occurredAt, productId, isRefunded, externalId } = sale
  const { id } = await client.kit.sales.create(
    {
      promoCode: affiliate.code,
      name: 'Customer',
      email,
      totalEarned: totalCents / 100,
      externalId,
      product: { productId },
      occurredAt: occurredAt.toISOString(),
    },
    { signal },
  )
  if (isRefunded) await client.sales.refund({ saleId: id }, { signal })
}

/** Awaits a bulk creation; throws the first error. */
async function createAll(results: AsyncIterable<object>): Promise<void> {
  for await (const result of results) if ('error' in result) throw result.error
}
