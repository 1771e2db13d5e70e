import { evaluateCommission, evaluatePayment, fromMinorUnits } from '@referly-kit/redemption'
import type { NewSale, Sale, SaleFilter } from '@referly-kit/types'
import { isServerError } from '../errors.js'
import { type Attribution, readAttribution } from './attribution.js'
import type { Call } from './call.js'
import { assertKey, createInputError, parseAmount } from './input.js'
import { type Listing, toJsonPieces, toListing } from './listings.js'
import type { SaleRecord, UnnumberedSale } from './records.js'
import { type CodeToRedeem, assertRedeemable, countRedemption } from './redemptions.js'

/** Creates a sale. One sent again with the same `externalId` returns the first one and is counted once. */
export async function createSale(call: Call, input: NewSale): Promise<Sale> {
  assertKey(input.externalId, 'sale.externalId')
  assertKey(input.email, 'sale.email')
  const earlier = await findSale(call, input.externalId)
  if (earlier !== undefined) return earlier
  try {
    const attribution = await readAttribution(call, input)
    await assertUsable(call, input, attribution)
    const sale = toUnnumberedSale(call, input, attribution)
    return toSale(call, await insertSale(call, sale, attribution.toRedeem))
  } catch (error) {
    return await readWinner(call, input.externalId, error)
  }
}

/** Lists sales. A lookup by a unique key returns one object. */
export async function listSales(call: Call, filter: SaleFilter): Promise<Listing> {
  const pieces = toJsonPieces(call.data.sales.list(filter), (record) => toSale(call, record))
  return toListing(pieces, [filter.id, filter.saleExternalId])
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

function insertSale(
  call: Call,
  sale: UnnumberedSale,
  toRedeem: CodeToRedeem | undefined,
): Promise<SaleRecord> {
  return call.data.transaction(async (data) => {
    if (toRedeem !== undefined) await countRedemption(data, toRedeem.code)
    return data.sales.insert(sale)
  })
}

/** Throws unless the code can be used. The amount of a sale is what was paid, after the discount. */
async function assertUsable(call: Call, input: NewSale, attribution: Attribution): Promise<void> {
  const { toRedeem, referral } = attribution
  if (toRedeem === undefined) return
  const { code, coupon, couponRedemptions } = toRedeem
  const email = input.email ?? referral?.email ?? null
  const customer = { referralId: referral?.id ?? null, email }
  const isKnown = customer.referralId !== null || email !== null
  const customerOrders = isKnown ? await call.data.sales.count(customer) : null
  const { productId } = input.product ?? {}
  const payment = {
    amount: fromMinorUnits(toTotalMinor(call, input), call.program.currency),
    currency: call.program.currency,
    customerId: referral?.referredUserExternalId,
    email,
    productIds: productId === undefined ? [] : [productId],
  }
  const history = { couponRedemptions, customerOrders }
  assertRedeemable(code, evaluatePayment({ coupon, code, history, payment, now: call.now }))
}

function toTotalMinor(call: Call, input: NewSale): number {
  return parseAmount(input.totalEarned, call.program.currency, 'sale.totalEarned')
}

function toUnnumberedSale(call: Call, input: NewSale, attribution: Attribution): UnnumberedSale {
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
    promotionalCodeId: toRedeem?.code.id ?? null,
    product: input.product ?? null,
    ...toAmounts(call, input, commissionRate),
  }
}

type Amounts = Pick<UnnumberedSale, 'totalMinor' | 'commissionMinor' | 'taxMinor' | 'shippingMinor'>

function toAmounts(call: Call, input: NewSale, ratePercent: number): Amounts {
  const { currency, deductTax, deductShipping } = call.program
  const { tax, shipping } = input
  const totalMinor = toTotalMinor(call, input)
  const taxMinor = tax === undefined ? null : parseAmount(tax, currency, 'sale.tax')
  const shippingMinor =
    shipping === undefined ? null : parseAmount(shipping, currency, 'sale.shipping')
  const { amountMinor: commissionMinor } = evaluateCommission({
    amount: fromMinorUnits(totalMinor, currency),
    currency,
    ratePercent,
    tax,
    shipping,
    deductTax,
    deductShipping,
  })
  return { totalMinor, commissionMinor, taxMinor, shippingMinor }
}

function toSale(call: Call, record: SaleRecord): Sale {
  const { id, affiliateId, totalMinor, commissionRate, createdAt, ...rest } = record
  const totalEarned = fromMinorUnits(totalMinor, call.program.currency)
  return { id, affiliateId, ...rest, totalEarned, commissionRate, createdAt }
}
