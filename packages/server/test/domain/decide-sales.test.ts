import type { Coupon, PromotionalCode } from '@referly-kit/types'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { decideSales, type BatchFacts, type SaleDecision } from '../../src/domain/decide-sales.js'
import type { CustomerHistory, RedemptionCount, SaleRequest } from '../../src/domain/ports.js'
import type { NewSaleRecord } from '../../src/domain/records.js'
import type { SaleDraft } from '../../src/domain/sale-drafts.js'

interface Limits {
  readonly coupons: readonly (number | null)[]
  readonly codes: readonly (number | null)[]
}

/** A sale of one of a few customers with one of a few codes, so that sales conflict. */
interface Given {
  readonly code: number | null
  readonly email: number | null
  readonly referral: number | null
  readonly externalId: number | null
  readonly invoice: number | null
}

const some = (count: number): fc.Arbitrary<number | null> =>
  fc.option(fc.integer({ min: 0, max: count - 1 }))

const given: fc.Arbitrary<Given> = fc.record({
  code: some(4),
  email: some(3),
  referral: some(3),
  externalId: some(8),
  invoice: some(8),
})

const limit = fc.option(fc.integer({ min: 0, max: 4 }))
const limits: fc.Arbitrary<Limits> = fc.record({
  coupons: fc.tuple(limit, limit),
  codes: fc.tuple(limit, limit, limit, limit),
})

const now = new Date('2026-06-01T12:00:00Z')

/** Codes 0 and 1 are of coupon 0, and 2 and 3 of coupon 1. Odd codes are for first orders. */
function toDraft(of: Given, { coupons, codes }: Limits): SaleDraft {
  const referralId = of.referral === null ? null : `referral ${of.referral}`
  const email = of.email === null ? null : `Customer${of.email}@example.com`
  const couponId = of.code === null ? null : `coupon ${Math.floor(of.code / 2)}`
  const coupon = { id: couponId, percentOff: 20, maxRedemptions: coupons[Number(of.code) >> 1] }
  const code = {
    id: `code ${of.code}`,
    code: `CODE${of.code}`,
    couponId,
    firstTimeOrder: Number(of.code) % 2 === 1,
    maxRedemptions: codes[of.code ?? 0],
  }
  const toRedeem = {
    noun: 'sale' as const,
    owner: null,
    code: code as PromotionalCode,
    revision: 1,
    parent: { coupon: coupon as Coupon, isOn: true, revision: 1, timesRedeemed: 0 },
  }
  const sale = {
    commissionMinor: 0,
    promotionalCodeId: of.code === null ? null : code.id,
    couponId,
    ...(referralId === null ? {} : { referralId }),
    ...(email === null ? {} : { email: email.toLowerCase() }),
    ...(of.externalId === null ? {} : { externalId: `id ${of.externalId}` }),
    ...(of.invoice === null ? {} : { externalInvoiceId: of.invoice === 0 ? '' : `${of.invoice}` }),
  }
  return {
    request: { now, program: { currency: 'USD' } } as SaleRequest,
    sale: sale as SaleDraft['sale'],
    redemption:
      of.code === null
        ? undefined
        : { toRedeem, payment: { amount: 10, currency: 'USD' }, customer: { referralId, email } },
  }
}

/** Each customer has a referral with code 0, which earlier sales may have fulfilled. */
function toFacts(drafts: readonly SaleDraft[], recorded: readonly NewSaleRecord[]): BatchFacts {
  const histories = new Map<SaleDraft, CustomerHistory>()
  const countOf = (id: string): RedemptionCount => ({
    revision: 1,
    timesRedeemed: recorded.filter(
      (sale) => sale.isRedemption && [sale.promotionalCodeId, sale.couponId].includes(id),
    ).length,
    timesHeld: 0,
    maxRedemptions: null,
  })
  for (const draft of drafts) {
    if (draft.redemption === undefined) continue
    const { customer, toRedeem } = draft.redemption
    const { referralId, email } = customer
    if (referralId === null && email === null) continue
    const orders = recorded.filter(
      (sale) =>
        (referralId !== null && sale.referralId === referralId) ||
        (email !== null && sale.email === email.toLowerCase()),
    ).length
    const own = [referralId, email?.replace(/\D+(\d).*/, 'referral $1')]
    const openReferralIds = [...new Set(own.flatMap((id) => id ?? []))].filter(
      (id) =>
        toRedeem.code.id === 'code 0' && recorded.every((sale) => sale.fulfilledReferralId !== id),
    )
    histories.set(draft, { orders, openReferralIds })
  }
  const ids = ['code 0', 'code 1', 'code 2', 'code 3', 'coupon 0', 'coupon 1']
  return {
    firstId: recorded.length + 1,
    currency: 'USD',
    earlier: recorded,
    histories,
    counts: new Map(ids.map((id) => [id, countOf(id)])),
    reservations: new Map(),
  }
}

function decideOneByOne(drafts: readonly SaleDraft[]): readonly SaleDecision[] {
  const recorded: NewSaleRecord[] = []
  return drafts.flatMap((draft) => {
    const decisions = decideSales([draft], toFacts([draft], recorded))
    for (const decision of decisions) if (decision.kind === 'recorded') recorded.push(decision.sale)
    return decisions
  })
}

it('sales that are decided together are decided as if they had arrived one after the other', () => {
  fc.assert(
    fc.property(fc.array(given, { maxLength: 30 }), limits, (sales, terms) => {
      const drafts = sales.map((sale) => toDraft(sale, terms))
      expect(decideSales(drafts, toFacts(drafts, []))).toEqual(decideOneByOne(drafts))
    }),
    { numRuns: 1000 },
  )
})

it('a sale whose code was changed after it was read is refused as stale, and the others are not', () => {
  const [changed, other] = [0, 2].map((code) => {
    const sale = { code, email: 1, referral: null, externalId: null, invoice: null }
    return toDraft(sale, { coupons: [null, null], codes: [null, null, null, null] })
  }) as [SaleDraft, SaleDraft]
  const facts = toFacts([changed, other], [])
  const current = { revision: 2, timesRedeemed: 0, timesHeld: 0, maxRedemptions: null }
  const counts = new Map([...facts.counts, ['code 0', current]] as const)
  const decisions = decideSales([changed, other], { ...facts, counts })
  expect(decisions[0]).toMatchObject({ kind: 'refused', error: { name: 'StaleTermsError' } })
  expect(decisions[1]).toMatchObject({ kind: 'recorded', sale: { id: 1, isRedemption: true } })
})
