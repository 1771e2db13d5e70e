import { fromMinorUnits } from '@referly-kit/redemption'
import type {
  NewSale,
  Sale,
  SaleDelete,
  SaleFilter,
  SaleRefund,
  SaleRefundResponse,
  SaleUpdate,
} from '@referly-kit/types'
import { isServerError, type ServerError } from '../errors.js'
import { readAttribution, type Attribution } from './attribution.js'
import type { Call } from './call.js'
import { assertLength, createInputError, createNotFoundError, parseAmount } from './input.js'
import { toJsonPieces, toListing, type Listing } from './listings.js'
import type { CustomerHistory, ProgramData } from './ports.js'
import type { NewSaleRecord, SaleRecord } from './records.js'
import {
  countRedemption,
  decideRedemption,
  toRedeemer,
  type CodeToRedeem,
  type SaleRedemption,
} from './redemptions.js'
import { toAmounts, toCommissionMinor, toTotalMinor } from './sale-amounts.js'
import { withCurrentTerms } from './stale-terms.js'

/** Creates a sale. One sent again with the same `externalId` returns the first one and is counted once. */
export async function createSale(call: Call, input: NewSale): Promise<Sale> {
  assertLength(input.externalId, 'sale.externalId')
  assertLength(input.email, 'sale.email')
  const earlier = await findSale(call, input.externalId)
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
    return await readWinner(call, input.externalId, error)
  }
}

/** Lists sales. */
export async function listSales(call: Call, filter: SaleFilter): Promise<Listing> {
  return toListing(toJsonPieces(call.data.sales.list(filter), (record) => toSale(call, record)))
}

/** Changes a sale. Its commission follows from the amounts, unless `commissionEarned` is given. */
export async function updateSale(call: Call, input: SaleUpdate): Promise<Sale> {
  const { saleId, name, email, totalEarned, commissionRate, commissionEarned } = input
  const { currency } = call.program
  assertLength(email, 'sale.email')
  const total = totalEarned && parseAmount(totalEarned, currency, 'sale.totalEarned')
  const commission =
    commissionEarned && parseAmount(commissionEarned, currency, 'sale.commissionEarned')
  return call.data.transaction(async (data) => {
    const current = await data.sales.lock(saleId)
    if (current === undefined) throw createUnknownSaleError(saleId)
    if (current.status === 'REFUNDED') {
      const expected = 'a sale that is not refunded'
      throw createInputError({ field: 'sale.saleId', expected, received: `${saleId}` })
    }
    const changed = {
      ...current,
      name: name ?? current.name,
      ...(email === undefined ? {} : { email }),
      totalMinor: total ?? current.totalMinor,
      commissionRate: commissionRate ?? current.commissionRate,
    }
    const isSame = total === undefined && commissionRate === undefined
    const computed = isSame ? current.commissionMinor : toCommissionMinor(call, changed)
    const updated = { ...changed, commissionMinor: commission ?? computed }
    await data.sales.update(updated)
    return toSale(call, updated)
  })
}

/** Deletes a sale. Its code's redemption is given back. */
export async function deleteSale(call: Call, { saleId }: SaleDelete): Promise<void> {
  await call.data.transaction(async (data) => {
    const sale = await data.sales.lock(saleId)
    if (sale === undefined) throw createUnknownSaleError(saleId)
    // The redemption of a referral stays with the referral, which the next sale can fulfill.
    if (sale.status !== 'REFUNDED' && sale.fulfilledReferralId === null) await giveBack(data, sale)
    await data.sales.delete(saleId)
  })
}

/** Refunds a whole sale: it earns no commission, and its code's redemption is given back. */
export async function refundSale(call: Call, { saleId }: SaleRefund): Promise<SaleRefundResponse> {
  return call.data.transaction(async (data) => {
    const sale = await data.sales.lock(saleId)
    if (sale === undefined) throw createUnknownSaleError(saleId)
    if (sale.status === 'REFUNDED') return { success: true, alreadyRefunded: true }
    const refundedAt = call.now.toISOString()
    await data.sales.update({ ...sale, status: 'REFUNDED', commissionMinor: 0, refundedAt })
    await giveBack(data, sale)
    return { success: true, alreadyRefunded: false }
  })
}

async function giveBack(data: ProgramData, sale: SaleRecord): Promise<void> {
  const { promotionalCodeId, couponId } = sale
  if (promotionalCodeId === null || couponId === null) return
  await data.promotionalCodes.giveBack(promotionalCodeId, couponId)
}

function createUnknownSaleError(saleId: number): ServerError {
  return createNotFoundError('sale.saleId', 'sale', saleId)
}

async function findSale(call: Call, externalId: string | undefined): Promise<Sale | undefined> {
  if (externalId === undefined) return undefined
  const record = await call.data.sales.findByExternalId(externalId)
  return record && toSale(call, record)
}

/**
 * Returns the sale that a concurrent request with the same `externalId` has created, or throws the error.
 *
 * Any error may be caused by that sale alone: the key is taken, a limit is reached, the order is no longer the first.
 */
async function readWinner(
  call: Call,
  externalId: string | undefined,
  error: unknown,
): Promise<Sale> {
  const winner = isServerError(error) ? await findSale(call, externalId) : undefined
  if (winner === undefined) throw error
  return winner
}

/**
 * Records a sale and redeems its code in one transaction.
 *
 * Sales of a program wait for each other when they take their number. After that, the history of the customer cannot
 * change, so only one of two sales at once is the first order, and only one fulfills the redemption of a referral.
 */
function recordSale(
  call: Call,
  sale: SaleDraft,
  redemption: SaleRedemption | undefined,
): Promise<SaleRecord> {
  return call.data.transaction(async (data) => {
    const id = await data.sales.takeNumber()
    let fulfilledReferralId: string | null = null
    if (redemption !== undefined) {
      const history = await readHistory(data, redemption)
      fulfilledReferralId = decideRedemption(redemption, history, call.now)
      if (fulfilledReferralId === null) await countRedemption(data, redemption.toRedeem)
    }
    return data.sales.insert({ ...sale, id, fulfilledReferralId })
  })
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
type SaleDraft = Omit<NewSaleRecord, 'id' | 'fulfilledReferralId'>

function toDraft(call: Call, input: NewSale, attribution: Attribution): SaleDraft {
  const { affiliate, referral, toRedeem } = attribution
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
    affiliateLinkId: null,
    status: 'ACTIVE',
    refundedAt: null,
    product: input.product ?? null,
    ...toAmounts(call, input, commissionRate),
  }
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

function toSale(call: Call, record: SaleRecord): Sale {
  const { promotionalCodeId: _code, couponId: _coupon, fulfilledReferralId: _, ...shown } = record
  const { id, affiliateId, totalMinor, commissionRate, createdAt, ...others } = shown
  const { commissionMinor, taxMinor, shippingMinor, status, refundedAt, ...rest } = others
  const toMajor = (minor: number): number => fromMinorUnits(minor, call.program.currency)
  return {
    id,
    affiliateId,
    ...rest,
    totalEarned: toMajor(totalMinor),
    commissionRate,
    commissionEarned: toMajor(commissionMinor),
    taxAmount: toMajor(taxMinor ?? 0),
    shippingAmount: toMajor(shippingMinor ?? 0),
    status,
    refundedAt,
    createdAt,
  }
}
