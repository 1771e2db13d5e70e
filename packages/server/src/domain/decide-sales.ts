import { decideReservation, type ReservationFacts, type SaleUse } from './decide-reservations.js'
import { toSaleEntries } from './ledger/commission-rules.js'
import type { CustomerHistory, RedemptionCount } from './ports.js'
import type { NewSaleRecord, SaleRecord } from './records.js'
import { assertPaymentRedeemable, type SaleRedemption } from './redemptions.js'
import type { ReservationRecord } from './reservation-records.js'
import { toEntries } from './sale-changes.js'
import type { SaleDraft } from './sale-drafts.js'
import { StaleProgramError, StaleTermsError } from './stale-terms.js'

/**
 * The state that a batch of sales depends on, read while no other sale of the program can be
 * recorded.
 */
export interface BatchFacts {
  /** Number of the first sale of the batch. */
  readonly firstId: number
  /** The currency of the program, which may be another one than when the requests were read. */
  readonly currency: string | undefined
  /** Earlier sales that have a key of a sale in the batch, oldest first. */
  readonly earlier: readonly SaleRecord[]
  /** The histories of customers who redeem a code. */
  readonly histories: ReadonlyMap<SaleDraft, CustomerHistory>
  /** Uses of codes and coupons by id. */
  readonly counts: ReadonlyMap<string, RedemptionCount>
  /** Reservations that sales redeem, by id. */
  readonly reservations: ReadonlyMap<string, ReservationRecord>
}

/** The decision about one sale of a batch. */
export type SaleDecision =
  | { readonly kind: 'recorded'; readonly sale: NewSaleRecord }
  | { readonly kind: 'repeated'; readonly sale: SaleRecord }
  | { readonly kind: 'refused'; readonly error: unknown }

/**
 * Decides on the sales of a batch as if they were recorded one after the other: the first ones get
 * the uses that are left, and only the first order of a customer is a first order.
 */
export function decideSales(
  drafts: readonly SaleDraft[],
  facts: BatchFacts,
): readonly SaleDecision[] {
  const sales = createBatchSales(facts)
  return drafts.map((draft) => {
    const { program } = draft.request
    if (program.currency !== facts.currency) {
      return { kind: 'refused', error: new StaleProgramError(facts.currency) }
    }
    const repeated = sales.findRepeated(draft)
    if (repeated !== undefined) return { kind: 'repeated', sale: repeated }
    try {
      const use = decideUse(draft, facts, sales)
      const sale = toNewSale(draft, use, facts.firstId + sales.recorded.length)
      sales.add(sale, use.uses)
      return { kind: 'recorded', sale }
    } catch (error) {
      return { kind: 'refused', error }
    }
  })
}

function toNewSale(
  { request, sale }: SaleDraft,
  { fulfilledReferralId, isRedemption }: SaleUse,
  id: number,
): NewSaleRecord {
  const { affiliateId, promoCode, dueAt, commissionMinor, approvalStatus, holdReason } = sale
  const about = { saleId: id, affiliateId, currency: request.program.currency, promoCode, dueAt }
  const commission = { ...about, commissionMinor, approvalStatus, holdReason }
  // The entries of a late payment are dated when it is recorded, because closed books are not
  // changed.
  const instant = sale.recordedAt ?? sale.createdAt
  return {
    ...sale,
    id,
    fulfilledReferralId,
    isRedemption,
    commissionMinor: approvalStatus === 'DECLINED' ? 0 : commissionMinor,
    entries: toEntries(request, toSaleEntries(commission, instant)),
  }
}

/**
 * Decides how a sale uses its code: as a new redemption, as the redemption of the customer's
 * referral, or not at all.
 *
 * @throws ServerError `LIMIT_REACHED` when limits are the only reason, otherwise `INVALID_INPUT`, or
 *   `RESERVATION_REDEEMED`.
 * @throws StaleTermsError when the code or its coupon was changed after the draft was created.
 */
function decideUse(draft: SaleDraft, facts: BatchFacts, sales: BatchSales): SaleUse {
  const { redemption, request } = draft
  const history = facts.histories.get(draft)
  const open = history?.openReferralIds.find((id) => !sales.fulfilled.has(id)) ?? null
  if (request.reservation !== undefined) {
    return decideReservation(toReservationFacts(request.reservation, open, { facts, sales }))
  }
  if (redemption === undefined) return { fulfilledReferralId: null, isRedemption: false, uses: 0 }
  const { code, revision, parent } = redemption.toRedeem
  const ofCode = toCurrentCount(facts.counts.get(code.id), revision)
  const ofCoupon = toCurrentCount(facts.counts.get(code.couponId), parent.revision)
  assertPaymentRedeemable(redemption, {
    codeUses: { ...ofCode, timesRedeemed: ofCode.timesRedeemed + sales.countUses(code.id) },
    couponUses: {
      ...ofCoupon,
      timesRedeemed: ofCoupon.timesRedeemed + sales.countUses(code.couponId),
    },
    customerOrders: history === undefined ? null : toOrders(redemption, history, sales),
    isCounted: open !== null,
    now: request.now,
  })
  const isRedemption = open === null
  return { fulfilledReferralId: open, isRedemption, uses: isRedemption ? 1 : 0 }
}

function toReservationFacts(
  { id, couponId, promotionalCodeId }: ReservationRecord,
  openReferralId: string | null,
  { facts, sales }: { readonly facts: BatchFacts; readonly sales: BatchSales },
): ReservationFacts {
  return {
    current: facts.reservations.get(id),
    saleId: sales.recorded.find(({ reservationId }) => reservationId === id)?.id,
    openReferralId,
    ofCoupon: facts.counts.get(couponId),
    ofCode: facts.counts.get(promotionalCodeId),
    countUses: sales.countUses,
  }
}

function toCurrentCount(count: RedemptionCount | undefined, revision: number): RedemptionCount {
  if (count?.revision !== revision) throw new StaleTermsError()
  return count
}

/** Counts the orders of a customer if the code is for first orders only. */
function toOrders(
  { toRedeem, customer }: SaleRedemption,
  { orders }: CustomerHistory,
  { recorded }: BatchSales,
): number | null {
  if (!toRedeem.code.firstTimeOrder || orders === null) return orders
  const email = customer.email?.toLowerCase()
  const isOfCustomer = (sale: NewSaleRecord): boolean =>
    (customer.referralId !== null && sale.referralId === customer.referralId) ||
    (email !== undefined && sale.email?.toLowerCase() === email)
  return orders + recorded.filter(isOfCustomer).length
}

/** The sales of a batch that were recorded so far. */
interface BatchSales {
  readonly recorded: readonly NewSaleRecord[]
  /** Ids of the referrals whose redemptions they fulfill. */
  readonly fulfilled: ReadonlySet<string>
  /** Adds a sale that changes the number of uses of its code and coupon that are redeemed or held. */
  add(sale: NewSaleRecord, uses: number): void
  /** Returns the change of the uses of a code or a coupon. */
  readonly countUses: (id: string) => number
  /** Finds the first sale with a key of a draft, earlier sales included. */
  findRepeated(draft: SaleDraft): SaleRecord | undefined
}

function createBatchSales({ earlier }: BatchFacts): BatchSales {
  const recorded: NewSaleRecord[] = []
  const fulfilled = new Set<string>()
  const usesOf = new Map<string | null, number>()
  const byKey = new Map<string, SaleRecord>()
  const addKeys = (sale: SaleRecord): void => {
    for (const key of toKeys(sale)) if (!byKey.has(key)) byKey.set(key, sale)
  }
  for (const sale of earlier) addKeys(sale)
  return {
    recorded,
    fulfilled,
    add(sale, uses) {
      recorded.push(sale)
      addKeys(sale)
      if (sale.fulfilledReferralId !== null) fulfilled.add(sale.fulfilledReferralId)
      if (uses === 0) return
      for (const id of [sale.promotionalCodeId, sale.couponId]) {
        usesOf.set(id, (usesOf.get(id) ?? 0) + uses)
      }
    },
    countUses: (id) => usesOf.get(id) ?? 0,
    findRepeated({ sale }) {
      const found = toKeys(sale).flatMap((key) => byKey.get(key) ?? [])
      return found.toSorted((one, other) => one.id - other.id)[0]
    },
  }
}

/** Returns the keys of a sale. An empty invoice id, which some callers send, is not a key. */
function toKeys({
  externalId,
  externalInvoiceId,
}: Pick<SaleRecord, 'externalId' | 'externalInvoiceId'>): readonly string[] {
  return [
    ...(externalId === undefined ? [] : [`id ${externalId}`]),
    ...(externalInvoiceId ? [`invoice ${externalInvoiceId}`] : []),
  ]
}
