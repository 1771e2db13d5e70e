import { fromMinorUnits } from '@referly-kit/redemption'
import { toAttribution, type Attribution, type SaleReferences } from './attribution.js'
import { toCouponTerms } from './coupon-terms.js'
import { createInputError } from './input.js'
import { decideApproval } from './ledger/commission-rules.js'
import type { SaleRequest } from './ports.js'
import type { Program } from './programs.js'
import type { NewSaleRecord } from './records.js'
import { toRedeemer, type CodeToRedeem, type SaleRedemption } from './redemptions.js'
import { toAmounts, toTotalMinor } from './sale-amounts.js'

/** A sale before its code is redeemed. */
export interface SaleDraft {
  readonly request: SaleRequest
  readonly sale: Omit<NewSaleRecord, 'id' | 'fulfilledReferralId' | 'isRedemption' | 'entries'>
  /** The redemption of the sale's code, if it has one. */
  readonly redemption: SaleRedemption | undefined
}

/**
 * Creates the draft of a sale from its request and the records that it refers to.
 *
 * @throws ServerError `INVALID_INPUT`
 */
export function createSaleDraft(request: SaleRequest, found: SaleReferences): SaleDraft {
  const attribution = toAttribution(request, found)
  return {
    request,
    sale: toSale(request, attribution),
    redemption: toRedemption(request, attribution),
  }
}

/**
 * Returns the redemption of a sale with a code. Its amount is what was paid, after the discount.
 *
 * The product of a sale is not passed on: it can be one of several in the order, and the coupon can be for another.
 */
function toRedemption(
  request: SaleRequest,
  { toRedeem, referral }: Attribution,
): SaleRedemption | undefined {
  if (toRedeem === undefined) return undefined
  const { input, program, recordedAt } = request
  const { currency } = program
  const email = input.email ?? referral?.email ?? null
  const payment = {
    ...toRedeemer(toRedeem.code, referral?.referredUserExternalId, email),
    amount: fromMinorUnits(toTotalMinor(request, input), currency),
    currency,
  }
  const customer = { referralId: referral?.id ?? null, email }
  return { toRedeem: recordedAt === undefined ? toRedeem : toPast(toRedeem), payment, customer }
}

/**
 * Returns a code as it was before the `redeemBy` of its coupon, which ends the coupon's validity.
 */
function toPast(toRedeem: CodeToRedeem): CodeToRedeem {
  const { parent } = toRedeem
  return { ...toRedeem, parent: { ...parent, coupon: { ...parent.coupon, valid: parent.isOn } } }
}

function toSale(request: SaleRequest, attribution: Attribution): SaleDraft['sale'] {
  const { input, program, now } = request
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
    createdAt: now.toISOString(),
    recordedAt: request.recordedAt?.toISOString() ?? null,
    reservationId: request.reservation?.id ?? null,
    ...(referral === undefined ? {} : { referralId: referral.id }),
    ...(email === undefined ? {} : { email }),
    ...(input.externalId === undefined ? {} : { externalId: input.externalId }),
    ...(input.externalInvoiceId === undefined
      ? {}
      : { externalInvoiceId: input.externalInvoiceId }),
    ...toSnapshot(request, toRedeem),
    affiliateLinkId: linkId,
    status: 'ACTIVE',
    refundedAt: null,
    refundedMinor: 0,
    dueAt: toDueAt(now, program),
    ...decideApproval({ program, affiliate, customerEmail: email }),
    product: input.product ?? null,
    ...toAmounts(request, input, commissionRate),
  }
}

const dayMs = 86_400_000

function toDueAt(createdAt: Date, { holdingDays }: Program): string {
  return new Date(createdAt.getTime() + holdingDays * dayMs).toISOString()
}

type Snapshot = Pick<NewSaleRecord, 'promotionalCodeId' | 'promoCode' | 'couponId' | 'couponTerms'>

/** Returns the values that a sale keeps of its code when the code and its coupon change later. */
function toSnapshot({ reservation }: SaleRequest, toRedeem: CodeToRedeem | undefined): Snapshot {
  if (reservation !== undefined) {
    const { promotionalCodeId, promoCode, couponId, couponTerms } = reservation
    return { promotionalCodeId, promoCode, couponId, couponTerms }
  }
  if (toRedeem === undefined) {
    return { promotionalCodeId: null, promoCode: null, couponId: null, couponTerms: null }
  }
  const { code, parent } = toRedeem
  return {
    promotionalCodeId: code.id,
    promoCode: code.code,
    couponId: code.couponId,
    couponTerms: toCouponTerms(parent.coupon),
  }
}
