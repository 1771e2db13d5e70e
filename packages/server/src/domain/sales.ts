import { fromMinorUnits } from '@referly-kit/redemption'
import type { NewSale, Sale, SaleFilter } from '@referly-kit/types'
import { isServerError } from '../errors.js'
import { readAttribution, type Attribution } from './attribution.js'
import type { Call } from './call.js'
import { assertLength, createInputError } from './input.js'
import { decideApproval, toSaleEntries } from './ledger/commissions.js'
import type { LedgerEntry } from './ledger/entries.js'
import { toJsonPieces, toListing, type Listing } from './listings.js'
import type { CustomerHistory, ProgramData, SaleKeys } from './ports.js'
import type { Program } from './programs.js'
import type { NewSaleRecord, SaleRecord } from './records.js'
import {
  countRedemption,
  decideRedemption,
  toRedeemer,
  type CodeToRedeem,
  type SaleRedemption,
} from './redemptions.js'
import { toAmounts, toSale, toTotalMinor } from './sale-amounts.js'
import { toEntries } from './sale-changes.js'
import { withCurrentTerms } from './stale-terms.js'

/**
 * Creates a sale. One sent again with the same `externalId` or `externalInvoiceId` returns the first one and is counted
 * once.
 */
export async function createSale(call: Call, input: NewSale): Promise<Sale> {
  assertLength(input.externalId, 'sale.externalId')
  assertLength(input.email, 'sale.email')
  assertLength(input.externalInvoiceId, 'sale.externalInvoiceId')
  const earlier = await findSale(call, input)
  if (earlier !== undefined) return earlier
  try {
    return await withCurrentTerms(async () => {
      const attribution = await readAttribution(call, input)
      const redemption = toRedemption(call, input, attribution)
      // Decided once before the transaction, so that refused sales do not wait for each other.
      if (redemption !== undefined) {
        decideRedemption(redemption, await readHistory(call.data, redemption), call.now)
      }
      const sale = toDraft(call, input, attribution)
      return toSale(call, await recordSale(call, sale, redemption))
    })
  } catch (error) {
    return await readWinner(call, input, error)
  }
}

/** Lists sales. */
export async function listSales(call: Call, filter: SaleFilter): Promise<Listing> {
  return toListing(toJsonPieces(call.data.sales.list(filter), (record) => toSale(call, record)))
}

/** Finds the first sale with one of the keys. An empty invoice id, which some callers send, is none. */
async function findSale(call: Call, keys: SaleKeys): Promise<Sale | undefined> {
  const { externalId, externalInvoiceId } = keys
  if (externalId === undefined && !externalInvoiceId) return undefined
  const record = await call.data.sales.findByKeys(keys)
  return record && toSale(call, record)
}

/**
 * Returns the sale that a concurrent request with the same keys has created, or throws the error.
 *
 * Any error may be caused by that sale alone: the key is taken, a limit is reached, the order is no longer the first.
 */
async function readWinner(call: Call, keys: SaleKeys, error: unknown): Promise<Sale> {
  const winner = isServerError(error) ? await findSale(call, keys) : undefined
  if (winner === undefined) throw error
  return winner
}

/**
 * Records a sale and redeems its code in one transaction, together with other sales.
 *
 * Sales of a program wait for each other when they take their number. After that, the history of the customer cannot
 * change, so only one of two sales at once is the first order, and only one fulfills the redemption of a referral.
 */
function recordSale(
  call: Call,
  sale: SaleDraft,
  redemption: SaleRedemption | undefined,
): Promise<SaleRecord> {
  return call.data.recordSale(async (data, id) => {
    let fulfilledReferralId: string | null = null
    if (redemption !== undefined) {
      const history = await readHistory(data, redemption)
      fulfilledReferralId = decideRedemption(redemption, history, call.now)
      if (fulfilledReferralId === null) await countRedemption(data, redemption.toRedeem)
    }
    const isRedemption = redemption !== undefined && fulfilledReferralId === null
    const entries = toNewEntries(call, sale, id)
    const commissionMinor = sale.approvalStatus === 'DECLINED' ? 0 : sale.commissionMinor
    const redeemed = { fulfilledReferralId, isRedemption }
    return data.sales.insert({ ...sale, ...redeemed, id, commissionMinor, entries })
  })
}

function toNewEntries(call: Call, sale: SaleDraft, saleId: number): readonly LedgerEntry[] {
  const commission = { ...sale, saleId, currency: call.program.currency }
  return toEntries(call, toSaleEntries(commission, sale.createdAt))
}

async function readHistory(
  data: ProgramData,
  { toRedeem, customer }: SaleRedemption,
): Promise<CustomerHistory> {
  const isUnknown = customer.referralId === null && customer.email === null
  if (isUnknown) return { orders: null, openReferralId: null }
  return data.sales.readHistory(customer, toRedeem.code.id)
}

/**
 * Returns the redemption of a sale with a code. Its amount is what was paid, after the discount.
 *
 * The product of a sale is not passed on: it can be one of several in the order, and the coupon can be for another.
 */
function toRedemption(
  call: Call,
  input: NewSale,
  { toRedeem, referral }: Attribution,
): SaleRedemption | undefined {
  if (toRedeem === undefined) return undefined
  const { currency } = call.program
  const email = input.email ?? referral?.email ?? null
  const payment = {
    ...toRedeemer(toRedeem.code, referral?.referredUserExternalId, email),
    amount: fromMinorUnits(toTotalMinor(call, input), currency),
    currency,
  }
  return { toRedeem, payment, customer: { referralId: referral?.id ?? null, email } }
}

/** A sale before its code is redeemed. */
type SaleDraft = Omit<NewSaleRecord, 'id' | 'fulfilledReferralId' | 'isRedemption' | 'entries'>

function toDraft(call: Call, input: NewSale, attribution: Attribution): SaleDraft {
  const { affiliate, referral, toRedeem, linkId } = attribution
  const name = input.name ?? referral?.name
  if (name === undefined) {
    throw createInputError({
      field: 'sale.name',
      expected: 'text that is not empty',
      received: 'missing',
      hint: 'It can be left out only for customers with a referral.',
    })
  }
  const email = input.email ?? referral?.email
  const commissionRate = input.commissionRate ?? affiliate.commissionRate
  return {
    affiliateId: affiliate.id,
    name,
    commissionRate,
    createdAt: call.now.toISOString(),
    ...(referral === undefined ? {} : { referralId: referral.id }),
    ...(email === undefined ? {} : { email }),
    ...(input.externalId === undefined ? {} : { externalId: input.externalId }),
    ...(input.externalInvoiceId === undefined
      ? {}
      : { externalInvoiceId: input.externalInvoiceId }),
    ...toSnapshot(toRedeem),
    affiliateLinkId: linkId,
    status: 'ACTIVE',
    refundedAt: null,
    refundedMinor: 0,
    dueAt: toDueAt(call.now, call.program),
    ...decideApproval({ program: call.program, affiliate, customerEmail: email }),
    product: input.product ?? null,
    ...toAmounts(call, input, commissionRate),
  }
}

const dayMs = 86_400_000

function toDueAt(createdAt: Date, { holdingDays }: Program): string {
  return new Date(createdAt.getTime() + holdingDays * dayMs).toISOString()
}

type Snapshot = Pick<NewSaleRecord, 'promotionalCodeId' | 'promoCode' | 'couponId' | 'couponTerms'>

/** Returns what a sale keeps of its code, however the code and its coupon change later. */
function toSnapshot(stored: CodeToRedeem | undefined): Snapshot {
  if (stored === undefined) {
    return { promotionalCodeId: null, promoCode: null, couponId: null, couponTerms: null }
  }
  const { code, parent } = stored
  const { couponType, duration } = parent.coupon
  const { percentOff = null, amountOff = null, currency = null } = parent.coupon
  const { durationInMonths = null } = parent.coupon
  return {
    promotionalCodeId: code.id,
    promoCode: code.code,
    couponId: code.couponId,
    couponTerms: { couponType, percentOff, amountOff, currency, duration, durationInMonths },
  }
}
