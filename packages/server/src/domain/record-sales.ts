import { readReferences } from './attribution.js'
import { decideSales, type BatchFacts, type SaleDecision } from './decide-sales.js'
import type {
  CustomerHistory,
  Outcome,
  ProgramData,
  RedeemedCode,
  RedeemingCustomer,
  SaleRequest,
} from './ports.js'
import type { NewSaleRecord, SaleRecord } from './records.js'
import { toSaleRecord } from './sale-amounts.js'
import { createSaleDraft, type SaleDraft } from './sale-drafts.js'

/**
 * Records sales of one program that arrived together: reads the records they refer to, decides on each sale, and writes
 * all of them with a few statements in one transaction. A refused sale does not affect the others.
 *
 * A sale whose code or coupon was changed in the meantime fails with a `StaleTermsError`, and can be recorded again.
 */
export async function recordSales(
  data: ProgramData,
  requests: readonly SaleRequest[],
): Promise<readonly Outcome<SaleRecord>[]> {
  const outcomes = new Map<SaleRequest, Outcome<SaleRecord>>()
  const drafts: SaleDraft[] = []
  const found = await readReferences(data, requests)
  for (const request of requests) {
    try {
      drafts.push(createSaleDraft(request, found))
    } catch (error) {
      outcomes.set(request, { error })
    }
  }
  const decisions = drafts.length === 0 ? [] : await recordDrafts(data, drafts)
  for (const [index, { request }] of drafts.entries()) {
    const decision = decisions[index]
    if (decision !== undefined) outcomes.set(request, toOutcome(decision))
  }
  return requests.map((request) => outcomes.get(request) ?? { error: new Error('no decision') })
}

/**
 * Decides on sales and records them in one transaction.
 *
 * Sales of a program wait for each other when they take their numbers. After that, the history of a
 * customer cannot change, so only one of two simultaneous sales is the first order, and only one
 * fulfills the redemption of a referral.
 */
function recordDrafts(
  data: ProgramData,
  drafts: readonly SaleDraft[],
): Promise<readonly SaleDecision[]> {
  return data.transaction(async (inside, commitWith) => {
    const decisions = decideSales(drafts, await readFacts(inside, drafts))
    const sales = decisions.flatMap((decision) =>
      decision.kind === 'recorded' ? decision.sale : [],
    )
    if (sales.length > 0) commitWith(writeSales(inside, sales))
    // Numbers have no gaps, so those of sales that are refused or repeated are returned.
    const unused = drafts.length - sales.length
    if (unused > 0) commitWith(inside.sales.takeNumbers(-unused))
    return decisions
  })
}

async function readFacts(data: ProgramData, drafts: readonly SaleDraft[]): Promise<BatchFacts> {
  const keys = drafts.map(({ sale }) => sale)
  const codes = drafts.flatMap(({ sale }) => toRedeemedCode(sale))
  const reserved = drafts.flatMap(({ sale }) => sale.reservationId ?? [])
  // Sent together, but run in this order.
  const [lastId, currency, earlier, histories, counts] = await Promise.all([
    data.sales.takeNumbers(drafts.length),
    data.sales.readCurrency(),
    data.sales.findByKeys(keys),
    readHistories(data, drafts),
    codes.length === 0 ? new Map() : data.promotionalCodes.lockCounts(codes),
  ])
  // After their codes and coupons, in the order of every change of a reservation.
  const reservations = reserved.length === 0 ? new Map() : await data.reservations.lockAll(reserved)
  const firstId = lastId - drafts.length + 1
  return { firstId, currency, earlier, histories, counts, reservations }
}

/** Reads the histories of the customers who redeem a code, as far as the customers are known. */
async function readHistories(
  data: ProgramData,
  drafts: readonly SaleDraft[],
): Promise<ReadonlyMap<SaleDraft, CustomerHistory>> {
  const known: SaleDraft[] = []
  const customers: RedeemingCustomer[] = []
  for (const draft of drafts) {
    const { sale, redemption } = draft
    const [code] = toRedeemedCode(sale)
    if (code === undefined) continue
    const { referralId = null, email = null } = redemption?.customer ?? sale
    if (referralId === null && email === null) continue
    known.push(draft)
    const countOrders = redemption?.toRedeem.code.firstTimeOrder ?? false
    customers.push({ referralId, email, codeId: code.codeId, countOrders })
  }
  if (known.length === 0) return new Map()
  const histories = await data.sales.readHistories(customers)
  return new Map(
    known.flatMap((draft, index) => {
      const history = histories[index]
      return history === undefined ? [] : [[draft, history]]
    }),
  )
}

async function writeSales(data: ProgramData, sales: readonly NewSaleRecord[]): Promise<void> {
  const reserved = sales.flatMap(({ id: saleId, reservationId }) =>
    reservationId === null ? [] : { reservationId, saleId },
  )
  const redeemed = sales.flatMap((sale) => (sale.isRedemption ? toRedeemedCode(sale) : []))
  await Promise.all([
    // First, so that a use is not counted as held and as redeemed.
    reserved.length === 0 ? undefined : data.reservations.redeemAll(reserved),
    redeemed.length === 0 ? undefined : data.promotionalCodes.addRedemptions(redeemed),
    data.sales.insertAll(sales),
    data.ledger.insert(sales.flatMap(({ entries }) => entries)),
  ])
}

function toRedeemedCode({
  promotionalCodeId: codeId,
  couponId,
}: Pick<NewSaleRecord, 'promotionalCodeId' | 'couponId'>): readonly RedeemedCode[] {
  return codeId === null || couponId === null ? [] : [{ codeId, couponId }]
}

function toOutcome(decision: SaleDecision): Outcome<SaleRecord> {
  return decision.kind === 'refused'
    ? { error: decision.error }
    : { value: toRecord(decision.sale) }
}

/** Removes the columns of a new sale that are stored but never returned. */
function toRecord(sale: SaleRecord | NewSaleRecord): SaleRecord {
  if (!('product' in sale)) return sale
  const { affiliateLinkId: _link, couponTerms: _terms, product: _product, ...rest } = sale
  const { entries: _entries, ...stored } = rest
  return toSaleRecord(stored)
}
