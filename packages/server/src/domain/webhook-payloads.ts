import { fromMinorUnits } from '@referly-kit/redemption'
import type { components } from '@referly-kit/types/kit-openapi'
import type { ApprovalStatus } from './ledger/commission-rules.js'
import type { EventFacts, RecordRow, RelatedFacts } from './webhook-facts.js'

type Schemas = components['schemas']
type Body<Name extends keyof Schemas> = NonNullable<Schemas[Name]>

type ReferralRow = RecordRow<'referrals'>
type SaleRow = RecordRow<'sales'>
type CouponRow = RecordRow<'coupons'>
type CodeRow = RecordRow<'promotional_codes'>

/** Renders the payload of an event: the bytes that every endpoint receives. */
export function renderPayload(facts: EventFacts, related: RelatedFacts): string {
  return JSON.stringify({ event: facts.event, body: toBody(facts, related) })
}

function toBody(facts: EventFacts, related: RelatedFacts): object {
  const { event, recordId, record, createdAt } = facts
  const [noun = '', verb] = event.split('.')
  if (verb === 'deleted') return { id: noun === 'sale' ? Number(recordId) : recordId }
  switch (noun) {
    case 'affiliate':
      return toAffiliate(recordId, related)
    case 'payout':
      return related.payouts.get(recordId) ?? { id: recordId }
    case 'referral':
      return toReferral(record, related)
    case 'sale':
      return toSale(record, related, createdAt)
    case 'commission':
      return toCommission(record, related)
    case 'coupon':
      return toCoupon(record, related, createdAt)
    default:
      return toCode(record, related, createdAt)
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const orNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const numberOrNull = (value: unknown): number | null => (value == null ? null : Number(value))
const instant = (value: unknown): string => new Date(text(value)).toISOString()
const instantOrNull = (value: unknown): string | null => (value == null ? null : instant(value))

function toMajor(minor: unknown, { currency }: RelatedFacts): number {
  return fromMinorUnits(Number(minor ?? 0), currency)
}

function toEventAffiliate(id: string, related: RelatedFacts): Body<'EventAffiliate'> {
  const row = related.affiliates.get(id) ?? {}
  const links = related.links.get(id) ?? []
  const totals = related.totals.get(id)
  return {
    id,
    firstName: text(row['first_name']),
    lastName: text(row['last_name']),
    name: `${text(row['first_name'])} ${text(row['last_name'])}`,
    email: text(row['email']),
    emailVerified: null,
    image: null,
    status: orNull(row['status']) ?? 'DEACTIVATED',
    detailsComplete: false,
    programId: related.programId,
    payoutEmail: null,
    paymentMethod: null,
    commissionRate: Number(row['commission_rate'] ?? 0),
    useCommissionPlanCommissionRate: false,
    exemptFromCommissionTierChanges: false,
    commissionPlanId: null,
    commissionTierId: null,
    numberOfReferredUsers: totals?.referrals ?? null,
    numberOfClicks: 0,
    totalRevenue: totals === undefined ? null : toMajor(totals.revenueMinor, related),
    totalCommissionEarned: totals === undefined ? null : toMajor(totals.commissionMinor, related),
    createdAt: instant(row['created_at']),
    updatedAt: instant(row['updated_at'] ?? row['created_at']),
    link: links[0]?.link ?? null,
    affiliateLinks: links.map(({ id: linkId, link, created_at: at }) => ({
      id: linkId,
      link,
      createdAt: instant(at),
    })),
  }
}

function toAffiliate(id: string, related: RelatedFacts): Body<'AffiliateEventBody'> {
  const rest = { commissionPlan: null, commissionTier: null, questionAnswers: [] }
  return { ...toEventAffiliate(id, related), ...rest, promotionalCodes: toCodes(id, related) }
}

function toCodes(owner: string, { codes }: RelatedFacts): Body<'EventPromotionalCode'>[] {
  return (codes.get(owner) ?? []).map(({ id, code, active, expires_at, coupon_id }) => ({
    id,
    code,
    active,
    expiresAt: instantOrNull(expires_at),
    couponId: coupon_id,
  }))
}

function toEventReferral(row: ReferralRow, related: RelatedFacts): Body<'EventReferral'> {
  const totals = related.totals.get(text(row['id']))
  return {
    id: text(row['id']),
    affiliateId: text(row['affiliate_id']),
    referredUserExternalId: text(row['external_id']),
    name: text(row['name']),
    email: text(row['email']),
    totalRevenue: totals === undefined ? null : toMajor(totals.revenueMinor, related),
    totalCommission: totals === undefined ? null : toMajor(totals.commissionMinor, related),
    initialLandingPage: null,
    referralMedium: row['promotional_code_id'] == null ? 'LINK' : 'COUPON',
    subscriptionStatus: text(row['status']),
    status: text(row['status']),
    submissionType: 'AUTOMATIC',
    source: 'API',
    integrationReferralSource: null,
    affiliateLinkId: orNull(row['affiliate_link_id']),
    commissionPlanId: null,
    plan: orNull(row['plan']),
    notes: null,
    metadata: null,
    createdAt: instant(row['created_at']),
    affiliateProgramId: related.programId,
  }
}

function toReferral(row: ReferralRow, related: RelatedFacts): Body<'ReferralEventBody'> {
  const affiliate = toEventAffiliate(text(row['affiliate_id']), related)
  return { ...toEventReferral(row, related), affiliate, commissionPlan: null }
}

function toSale(row: SaleRow, related: RelatedFacts, at: string): Body<'SaleEventBody'> {
  const referral = related.referrals.get(text(row['referral_id']))
  const product = row['product'] as { readonly name?: string } | null
  return {
    id: Number(row['id']),
    affiliateId: text(row['affiliate_id']),
    referralId: orNull(row['referral_id']),
    externalId: orNull(row['external_id']),
    externalInvoiceId: orNull(row['external_invoice_id']),
    affiliateLinkId: orNull(row['affiliate_link_id']),
    promotionalCodeId: orNull(row['promotional_code_id']),
    paymentTrigger: 'PURCHASE',
    name: text(row['name']),
    email: orNull(row['email']),
    totalEarned: toMajor(row['total_minor'], related),
    commissionRate: Number(row['commission_rate']),
    commissionEarned: toMajor(row['commission_minor'], related),
    clicks: 0,
    productsBought: product?.name === undefined ? [] : [product.name],
    taxAmount: toMajor(row['tax_minor'], related),
    shippingAmount: toMajor(row['shipping_minor'], related),
    status: row['status'] === 'REFUNDED' ? 'REFUNDED' : 'ACTIVE',
    refundedAt: instantOrNull(row['refunded_at']),
    source: 'API',
    integrationSalesSource: null,
    metadata: null,
    createdAt: instant(row['created_at']),
    affiliateProgramId: related.programId,
    affiliate: toEventAffiliate(text(row['affiliate_id']), related),
    referral: referral === undefined ? null : toEventReferral(referral, related),
    commissions: [toEventCommission(row, related, at)],
  }
}

function toEventCommission(
  row: SaleRow,
  related: RelatedFacts,
  updatedAt: string,
): Body<'EventCommission'> {
  return {
    id: Number(row['id']),
    saleId: Number(row['id']),
    affiliateId: text(row['affiliate_id']),
    commissionEarned: toMajor(row['commission_minor'], related),
    approvalStatus: row['approval_status'] as ApprovalStatus,
    rewardType: 'CASH',
    payoutCreated: null,
    payoutId: null,
    manuallyPaid: false,
    holdReason: orNull(row['hold_reason']),
    bonusReason: null,
    createdAt: instant(row['created_at']),
    updatedAt,
  }
}

function toCommission(row: SaleRow, related: RelatedFacts): Body<'Commission'> {
  return {
    saleId: Number(row['id']),
    affiliateId: text(row['affiliate_id']),
    currency: related.currency,
    amount: toMajor(row['commission_minor'], related),
    approvalStatus: row['approval_status'] as ApprovalStatus,
    holdReason: row['hold_reason'] as Body<'Commission'>['holdReason'],
    payableAt: instant(row['due_at']),
    createdAt: instant(row['created_at']),
  }
}

function toEventCoupon(row: CouponRow, related: RelatedFacts, at: string): Body<'EventCoupon'> {
  const redeemBy = instantOrNull(row['redeem_by'])
  return {
    id: text(row['id']),
    externalId: orNull(row['external_id']),
    name: text(row['name']),
    amountOff: numberOrNull(row['amount_off']),
    percentOff: numberOrNull(row['percent_off']),
    currency: orNull(row['currency']),
    couponType: row['coupon_type'] as Body<'EventCoupon'>['couponType'],
    couponCategory: 'CUSTOMER',
    duration: row['duration'] as Body<'EventCoupon'>['duration'],
    durationInMonths: numberOrNull(row['duration_in_months']),
    maxRedemptions: numberOrNull(row['max_redemptions']),
    timesRedeemed: Number(row['times_redeemed'] ?? 0),
    valid: row['valid'] === true && (redeemBy === null || redeemBy >= at),
    redeemBy,
    limitToProducts: row['limit_to_products'] === true,
    productIds: [...((row['product_ids'] ?? []) as readonly string[])],
    collectionIds: [],
    integrationType: orNull(row['integration_type']),
    affiliateProgramId: related.programId,
    createdAt: instant(row['created_at']),
    updatedAt: instant(row['updated_at']),
  }
}

function toCoupon(row: CouponRow, related: RelatedFacts, at: string): Body<'CouponEventBody'> {
  const promotionalCodes = toCodes(text(row['id']), related)
  return { ...toEventCoupon(row, related, at), promotionalCodes }
}

function toCode(row: CodeRow, related: RelatedFacts, at: string): Body<'PromotionalCodeEventBody'> {
  const coupon = related.coupons.get(text(row['coupon_id']))
  return {
    id: text(row['id']),
    code: text(row['code']),
    externalId: orNull(row['external_id']),
    active: row['active'] === true,
    expiresAt: instantOrNull(row['expires_at']),
    maxRedemptions: numberOrNull(row['max_redemptions']),
    timesRedeemed: Number(row['times_redeemed'] ?? 0),
    firstTimeOrder: row['first_time_order'] === true,
    minimumAmount: numberOrNull(row['minimum_amount']),
    minimumAmountCurrency: orNull(row['minimum_amount_currency']),
    limitToCustomers: row['limit_to_customers'] === true,
    customerId: orNull(row['customer_id']),
    limitToAffiliate: row['limit_to_affiliate'] === true,
    isAutoGenerated: row['is_auto_generated'] === true,
    isAffiliateGenerated: false,
    affiliateId: orNull(row['affiliate_id']),
    couponId: text(row['coupon_id']),
    coupon: coupon === undefined ? null : toEventCoupon(coupon, related, at),
    createdAt: instant(row['created_at']),
    updatedAt: instant(row['updated_at']),
  }
}
