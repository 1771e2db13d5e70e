import { evaluateCommission, fromMinorUnits } from '@referly-kit/redemption'
import type { NewKitSale, Sale } from '@referly-kit/types'
import type { Call } from './call.js'
import { parseAmount } from './input.js'
import type { NewSaleRecord, SaleRecord, StoredSale } from './records.js'

type PaidAmounts = Pick<NewKitSale, 'totalEarned' | 'tax' | 'shipping'>

type OfProgram = Pick<Call, 'program'>

/** Returns the total of a new sale in minor units. */
export function toTotalMinor({ program }: OfProgram, input: PaidAmounts): number {
  return parseAmount(input.totalEarned, program.currency, 'sale.totalEarned')
}

type Amounts = Pick<NewSaleRecord, 'totalMinor' | 'commissionMinor' | 'taxMinor' | 'shippingMinor'>

/** Returns the amounts of a new sale in minor units. */
export function toAmounts(call: OfProgram, input: PaidAmounts, commissionRate: number): Amounts {
  const { currency } = call.program
  const { tax, shipping } = input
  const totalMinor = toTotalMinor(call, input)
  const taxMinor = tax === undefined ? null : parseAmount(tax, currency, 'sale.tax')
  const shippingMinor =
    shipping === undefined ? null : parseAmount(shipping, currency, 'sale.shipping')
  const amounts = { totalMinor, taxMinor, shippingMinor }
  return { ...amounts, commissionMinor: toCommissionMinor(call, { ...amounts, commissionRate }) }
}

type CommissionBase = Pick<
  SaleRecord,
  'totalMinor' | 'taxMinor' | 'shippingMinor' | 'commissionRate'
>

/** Returns the commission that follows from the amounts and the rate of a sale. */
export function toCommissionMinor(call: OfProgram, base: CommissionBase): number {
  const { currency, deductTax, deductShipping } = call.program
  const toMajor = (minor: number | null): number | undefined =>
    minor === null ? undefined : fromMinorUnits(minor, currency)
  return evaluateCommission({
    amount: fromMinorUnits(base.totalMinor, currency),
    currency,
    ratePercent: base.commissionRate,
    tax: toMajor(base.taxMinor),
    shipping: toMajor(base.shippingMinor),
    deductTax,
    deductShipping,
  }).amountMinor
}

/** Formats an amount in minor units for a message: `34.9 USD`. */
export function toMajorText({ program: { currency } }: Call, minor: number): string {
  return `${fromMinorUnits(minor, currency)} ${currency}`
}

/** Returns the part of a stored sale that the API shows. */
export function toSaleRecord(sale: StoredSale): SaleRecord {
  const { promoCode: _code, approvalStatus: _approval, holdReason: _reason, ...rest } = sale
  const { dueAt: _due, refundedMinor: _refunded, ...record } = rest
  return record
}

/** Returns a sale as the API shows it, with amounts in major units. */
export function toSale(call: Call, record: SaleRecord): Sale {
  const { promotionalCodeId: _code, couponId: _coupon, ...booked } = record
  const { fulfilledReferralId: _referral, isRedemption: _redemption, ...kept } = booked
  const { reservationId: _reservation, recordedAt: _recorded, ...shown } = kept
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
