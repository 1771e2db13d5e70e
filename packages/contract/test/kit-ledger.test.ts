import { createReferlyClient, isConflictError, type ReferlyClient } from '@referly-kit/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startKitOnPglite, type KitTarget } from '../src/kit/kit-target.js'

let target: KitTarget
let referly: ReferlyClient

beforeAll(async () => {
  target = await startKitOnPglite()
  const { apiKey, referlyUrl = '' } = await target.createProgram()
  referly = createReferlyClient({ apiKey, baseUrl: referlyUrl })
})

afterAll(() => target.close())

it('pays an affiliate, and claws back a refund afterward, with the client', async () => {
  const { kit } = referly
  await kit.program.update({ holdingDays: 0, approval: 'MANUAL' })
  const { id: affiliateId } = await referly.affiliates.create({
    firstName: 'Ann',
    lastName: 'Lee',
    email: 'ann@example.com',
    commissionRate: 10,
  })
  const sell = { referralId: affiliateId, name: 'Bo', totalEarned: 1000 }
  const [one, other] = [await referly.sales.create(sell), await referly.sales.create(sell)]
  await expect(kit.payouts.create()).rejects.toSatisfy(isConflictError)
  await kit.commissions.release(one.id, { note: 'Checked' })
  await kit.commissions.decline(other.id)
  const bonus = { affiliateId, amount: 25, note: 'Bonus' }
  expect(await kit.adjustments.create(bonus)).toMatchObject({ kind: 'ADJUSTED', amount: 25 })
  for await (const { amount, carriedOver } of kit.payouts.preview.iterate()) {
    expect([amount, carriedOver]).toEqual([125, null])
  }
  expect(await kit.payouts.preview.total()).toMatchObject({ amount: 125, affiliates: 1 })
  const payout = await kit.payouts.create({ affiliateIds: [affiliateId] })
  expect(await kit.payouts.get(payout.id)).toMatchObject({ status: 'PENDING', amount: 125 })
  expect((await kit.payouts.items(payout.id).list()).data).toMatchObject([{ amount: 125 }])
  expect(await kit.payouts.file(payout.id, { format: 'PAYPAL' })).toMatch(
    /^ann@example\.com,125\.00,USD,/,
  )
  expect(await kit.payouts.mark(payout.id, { status: 'PAID' })).toMatchObject({ status: 'PAID' })
  const refund = await kit.refunds.create({ saleId: one.id, amount: 500, reason: 'DISPUTE' })
  expect(refund).toMatchObject({ commission: 50 })
  const { data } = await kit.balances.list({ affiliateEmail: 'ann@example.com' })
  expect(data).toMatchObject([{ payable: -50, paid: 125, total: 75 }])
  expect((await kit.balances.totals()).data).toMatchObject([{ currency: 'USD', total: 75 }])
  const period = { from: '2000-01-01', to: '2999-12-31' }
  expect((await kit.statements.list(period)).data).toMatchObject([{ earned: 200, clawedBack: -50 }])
  const kinds: string[] = []
  for await (const { kind } of kit.ledgerEntries.iterate({ limit: 2 })) kinds.push(kind)
  expect(kinds.join(' ')).toBe(
    'EARNED HELD EARNED HELD RELEASED DECLINED ADJUSTED IN_PAYOUT PAID CLAWED_BACK',
  )
})
