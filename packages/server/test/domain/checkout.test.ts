import { evaluateRedemption, fromMinorUnits, type OrderItem } from '@referly-kit/redemption'
import type { Coupon, PromotionalCode } from '@referly-kit/types'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type Api, type Json, type TestServer } from '../harness.js'

const currencies = ['USD', 'JPY', 'KWD', 'CLF'] as const
const now = new Date('2026-06-01T12:00:00Z')

interface Program {
  readonly api: Api
  readonly affiliateId: unknown
}

let testServer: TestServer
const programs = new Map<string, Program>()

beforeAll(async () => {
  testServer = await startTestServer({ clock: () => now })
  for (const currency of currencies) {
    const api = await testServer.createApi({ currency })
    const person = { firstName: 'A', lastName: 'B', email: 'a@example.com' }
    const { id } = await api.create('/affiliates', person)
    programs.set(currency, { api, affiliateId: id })
  }
})

afterAll(() => testServer.server.close())

/** A coupon, a code, and the lines of an order, with amounts in minor units. */
interface Scenario {
  readonly currency: (typeof currencies)[number]
  readonly percentOff: number | null
  readonly offMinor: number
  readonly isLimited: boolean
  readonly minimumMinor: number
  readonly lines: readonly { readonly productId: string; readonly minor: number }[]
}

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  currency: fc.constantFrom(...currencies),
  percentOff: fc.option(
    fc.integer({ min: 100, max: 10_000 }).map((hundredths) => hundredths / 100),
  ),
  offMinor: fc.integer({ min: 1, max: 900 }),
  isLimited: fc.boolean(),
  minimumMinor: fc.integer({ min: 0, max: 900 }),
  lines: fc.array(
    fc.record({
      productId: fc.constantFrom('a', 'b', 'c'),
      minor: fc.integer({ min: 0, max: 400 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
})

function toNewCoupon({ currency, percentOff, offMinor, isLimited }: Scenario): Json {
  const discount =
    percentOff === null
      ? { couponType: 'FLAT', amountOff: fromMinorUnits(offMinor, currency), currency }
      : { percentOff }
  const limit = isLimited ? { limitToProducts: true, productIds: ['a', 'b'] } : {}
  return { name: 'x', ...discount, ...limit }
}

describe('a payment', () => {
  let codes = 0

  it('is recorded for each product of an order whenever the checkout allowed the order', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const { currency, minimumMinor, lines } = scenario
        const { api, affiliateId } = programs.get(currency) as Program
        const coupon = await api.create('/coupons', toNewCoupon(scenario))
        const minimum =
          minimumMinor === 0 ? {} : { minimumAmount: fromMinorUnits(minimumMinor, currency) }
        const codeText = `CODE${codes++}`
        const code = await api.create('/promotional-codes', {
          couponId: coupon['id'],
          affiliateId,
          code: codeText,
          ...minimum,
        })
        const items = lines.map(({ productId, minor }): OrderItem => {
          return { productId, amount: fromMinorUnits(minor, currency) }
        })
        const sum = lines.reduce((total, { minor }) => total + minor, 0)
        const checkout = evaluateRedemption({
          coupon: coupon as unknown as Coupon,
          code: code as unknown as PromotionalCode,
          order: { amount: fromMinorUnits(sum, currency), currency, items },
          now,
        })
        fc.pre(checkout.redeemable)
        const { total: totalEarned } = checkout.discount
        for (const productId of [undefined, ...new Set(lines.map((line) => line.productId))]) {
          const product = productId === undefined ? {} : { product: { productId } }
          const sale = { totalEarned, name: 'C', promoCode: codeText, ...product }
          const { status, body } = await api.post('/sales', sale)
          expect([status, body['message']]).toEqual([200, undefined])
        }
      }),
      { numRuns: 150 },
    )
  })

  it('is recorded for a customer whose email the code is limited to, whatever their id is', async () => {
    const { api, affiliateId } = programs.get('USD') as Program
    const { id: couponId } = await api.create('/coupons', { name: 'x', percentOff: 20 })
    const limit = { limitToCustomers: true, customerId: 'Ada@example.com' }
    await api.create('/promotional-codes', { couponId, affiliateId, code: 'ADA', ...limit })
    const ada = { name: 'Ada', email: 'ada@example.com', referredUserExternalId: 'u1' }
    const { id: referralId } = await api.create('/referrals', { ...ada, promoCode: 'ADA' })
    for (const customer of [{ referralId }, { email: 'ADA@example.com' }]) {
      const { status } = await api.post('/sales', { totalEarned: 1, promoCode: 'ADA', ...customer })
      expect(status).toBe(200)
    }
    const other = { totalEarned: 1, name: 'B', promoCode: 'ADA', email: 'b@example.com' }
    expect((await api.post('/sales', other)).body['message']).toContain('CUSTOMER_NOT_ALLOWED')
  })
})
