import { toSaleEntries } from './ledger/commissions.js'
import type { CustomerHistory, RedemptionCount } from './ports.js'
import type { NewSaleRecord, SaleRecord } from './records.js'
import { assertPaymentRedeemable, type SaleRedemption } from './redemptions.js'
import { toEntries } from './sale-changes.js'
import type { SaleDraft } from './sale-drafts.js'
import { StaleTermsError } from './stale-terms.js'

/** The facts about a batch of sales, read while no other sale of the program can be recorded. */
export interface BatchFacts {
  /** Number of the first sale of the batch. */
  readonly firstId: number
  /** Earlier sales that have a key of a sale in the batch, oldest first. */
  readonly earlier: readonly SaleRecord[]
  /** The histories of customers who redeem a code. */
  readonly histories: ReadonlyMap<SaleDraft, CustomerHistory>
  /** Redemptions of codes and coupons by id. */
  readonly counts: ReadonlyMap<string, RedemptionCount>
}

/** The decision about one sale of a batch. */
export type SaleDecision =
  | { readonly kind: 'recorded'; readonly sale: NewSaleRecord }
  | { readonly kind: 'repeated'; readonly sale: SaleRecord }
  | { readonly kind: 'refused'; readonly error: unknown }

/**
 * Decides about the sales of a batch as if each was recorded before the next one: a limit admits the first of them, and
 * only the first order of a customer is a first order.
 */
export function decideSales(
  drafts: readonly SaleDraft[],
  facts: BatchFacts,
): readonly SaleDecision[] {
  const sales = createBatchSales(facts)
  return drafts.map((draft) => {
    const repeated = sales.findRepeated(draft)
    if (repeated !== undefined) return { kind: 'repeated', sale: repeated }
    try {
      const fulfilledReferralId = decideRedemption(draft, facts, sales)
      const sale = toNewSale(draft, fulfilledReferralId, facts.firstId + sales.recorded.length)
      sales.add(sale)
      return { kind: 'recorded', sale }
    } catch (error) {
      return { kind: 'refused', error }
    }
  })
}

function toNewSale(
  { request, sale, redemption }: SaleDraft,
  fulfilledReferralId: string | null,
  id: number,
): NewSaleRecord {
  const { currency } = request.program
  return {
    ...sale,
    id,
    fulfilledReferralId,
    isRedemption: redemption !== undefined && fulfilledReferralId === null,
    commissionMinor: sale.approvalStatus === 'DECLINED' ? 0 : sale.commissionMinor,
    entries: toEntries(request, toSaleEntries({ ...sale, saleId: id, currency }, sale.createdAt)),
  }
}

/**
 * Decides whether a sale can redeem its code. Returns the id of the referral whose redemption it fulfills, or `null` when
 * the sale has no code or is a redemption of its own.
 *
 * @throws ServerError `LIMIT_REACHED` when limits are the only reason, otherwise `INVALID_INPUT`.
 * @throws StaleTermsError when the code or its coupon was changed after the draft was created.
 */
function decideRedemption(
  draft: SaleDraft,
  { histories, counts }: BatchFacts,
  sales: BatchSales,
): string | null {
  const { redemption, request } = draft
  if (redemption === undefined) return null
  const { code, revision, parent } = redemption.toRedeem
  const ofCode = toCurrentCount(counts.get(code.id), revision)
  const ofCoupon = toCurrentCount(counts.get(code.couponId), parent.revision)
  const history = histories.get(draft)
  const open = history?.openReferralIds.find((id) => !sales.fulfilled.has(id)) ?? null
  assertPaymentRedeemable(redemption, {
    codeRedemptions: ofCode + sales.countRedemptions(code.id),
    couponRedemptions: ofCoupon + sales.countRedemptions(code.couponId),
    customerOrders: history === undefined ? null : toOrders(redemption, history, sales),
    isCounted: open !== null,
    now: request.now,
  })
  return open
}

function toCurrentCount(count: RedemptionCount | undefined, revision: number): number {
  if (count?.revision !== revision) throw new StaleTermsError()
  return count.timesRedeemed
}

/** Counts the orders of a customer where a code is for first orders. */
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

/** The sales of a batch that are recorded so far. */
interface BatchSales {
  readonly recorded: readonly NewSaleRecord[]
  /** Ids of the referrals whose redemptions they fulfill. */
  readonly fulfilled: ReadonlySet<string>
  add(sale: NewSaleRecord): void
  /** Counts the redemptions of a code or a coupon. */
  countRedemptions(id: string): number
  /** Finds the first sale with a key of a draft, earlier sales included. */
  findRepeated(draft: SaleDraft): SaleRecord | undefined
}

function createBatchSales({ earlier }: BatchFacts): BatchSales {
  const recorded: NewSaleRecord[] = []
  const fulfilled = new Set<string>()
  const redemptions = new Map<string | null, number>()
  const byKey = new Map<string, SaleRecord>()
  const addKeys = (sale: SaleRecord): void => {
    for (const key of toKeys(sale)) if (!byKey.has(key)) byKey.set(key, sale)
  }
  for (const sale of earlier) addKeys(sale)
  return {
    recorded,
    fulfilled,
    add(sale) {
      recorded.push(sale)
      addKeys(sale)
      if (sale.fulfilledReferralId !== null) fulfilled.add(sale.fulfilledReferralId)
      if (!sale.isRedemption) return
      for (const id of [sale.promotionalCodeId, sale.couponId]) {
        redemptions.set(id, (redemptions.get(id) ?? 0) + 1)
      }
    },
    countRedemptions: (id) => redemptions.get(id) ?? 0,
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
