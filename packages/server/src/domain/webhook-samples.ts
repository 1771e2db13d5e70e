import type { WebhookEvent, WebhookEventName } from '@referly-kit/types'
import type { components } from '@referly-kit/types/kit-openapi'
import type { Program } from './programs.js'

type Schemas = components['schemas']
type Body<Name extends keyof Schemas> = NonNullable<Schemas[Name]>

/** The part of a program that payloads contain. */
type SampleProgram = Pick<Program, 'id' | 'currency'>

const ids = {
  affiliate: '0197a3c0-5f00-7000-8000-00000000a001',
  link: '0197a3c0-5f00-7000-8000-00000000a011',
  coupon: '0197a3c0-5f00-7000-8000-00000000c001',
  code: '0197a3c0-5f00-7000-8000-00000000d001',
  referral: '0197a3c0-5f00-7000-8000-00000000e001',
  payout: '0197a3c0-5f00-7000-8000-00000000f001',
} as const

/** Returns an event with made-up records, in the shape of a real one. */
export function toSample(
  event: WebhookEventName,
  program: SampleProgram,
  instant: string,
): WebhookEvent {
  // The boundary: each name has the body of its shape.
  return { event, body: toBody(event, program, instant) } as WebhookEvent
}

function toBody(event: WebhookEventName, program: SampleProgram, instant: string): object {
  const [noun, verb] = event.split('.')
  const bodies: Readonly<Record<string, (program: SampleProgram, instant: string) => object>> = {
    affiliate: toAffiliate,
    referral: toReferral,
    sale: toSale,
    coupon: toCoupon,
    promocode: toCode,
    payout: (of, at) => toPayout(of, at, verb === 'paid'),
    commission: (of, at) => toCommission(of, at, verb === 'held'),
  }
  const body = bodies[noun ?? '']?.(program, instant) ?? {}
  return verb === 'deleted' && 'id' in body ? { id: body.id } : body
}

function toEventAffiliate(program: SampleProgram, at: string): Body<'EventAffiliate'> {
  return {
    id: ids.affiliate,
    firstName: 'Ann',
    lastName: 'Example',
    name: 'Ann Example',
    email: 'ann@example.com',
    emailVerified: null,
    image: null,
    status: 'ACTIVE',
    detailsComplete: false,
    programId: program.id,
    payoutEmail: null,
    paymentMethod: null,
    commissionRate: 20,
    useCommissionPlanCommissionRate: false,
    exemptFromCommissionTierChanges: false,
    commissionPlanId: null,
    commissionTierId: null,
    numberOfReferredUsers: 1,
    numberOfClicks: 0,
    totalRevenue: 50,
    totalCommissionEarned: 10,
    createdAt: at,
    updatedAt: at,
    link: 'ann',
    affiliateLinks: [{ id: ids.link, link: 'ann', createdAt: at }],
  }
}

const code = {
  id: ids.code,
  code: 'ANN20',
  active: true,
  expiresAt: null,
  couponId: ids.coupon,
} as const

function toAffiliate(program: SampleProgram, at: string): Body<'AffiliateEventBody'> {
  const rest = { commissionPlan: null, commissionTier: null, questionAnswers: [] }
  return { ...toEventAffiliate(program, at), ...rest, promotionalCodes: [code] }
}

function toEventReferral(program: SampleProgram, at: string): Body<'EventReferral'> {
  return {
    id: ids.referral,
    affiliateId: ids.affiliate,
    referredUserExternalId: 'customer-1',
    name: 'Bo Example',
    email: 'bo@example.com',
    totalRevenue: 50,
    totalCommission: 10,
    initialLandingPage: null,
    referralMedium: 'COUPON',
    subscriptionStatus: 'ACTIVE',
    status: 'ACTIVE',
    submissionType: 'AUTOMATIC',
    source: 'API',
    integrationReferralSource: null,
    affiliateLinkId: null,
    commissionPlanId: null,
    plan: null,
    notes: null,
    metadata: null,
    createdAt: at,
    affiliateProgramId: program.id,
  }
}

function toReferral(program: SampleProgram, at: string): Body<'ReferralEventBody'> {
  const affiliate = toEventAffiliate(program, at)
  return { ...toEventReferral(program, at), affiliate, commissionPlan: null }
}

function toSale(program: SampleProgram, at: string): Body<'SaleEventBody'> {
  return {
    id: 1,
    affiliateId: ids.affiliate,
    referralId: ids.referral,
    externalId: 'order-1',
    externalInvoiceId: null,
    affiliateLinkId: null,
    promotionalCodeId: ids.code,
    paymentTrigger: 'PURCHASE',
    name: 'Bo Example',
    email: 'bo@example.com',
    totalEarned: 50,
    commissionRate: 20,
    commissionEarned: 10,
    clicks: 0,
    productsBought: ['Pro'],
    taxAmount: 0,
    shippingAmount: 0,
    status: 'ACTIVE',
    refundedAt: null,
    source: 'API',
    integrationSalesSource: null,
    metadata: null,
    createdAt: at,
    affiliateProgramId: program.id,
    affiliate: toEventAffiliate(program, at),
    referral: toEventReferral(program, at),
    commissions: [toEventCommission(at)],
  }
}

function toEventCommission(at: string): Body<'EventCommission'> {
  return {
    id: 1,
    saleId: 1,
    affiliateId: ids.affiliate,
    commissionEarned: 10,
    approvalStatus: 'ACCEPTED',
    rewardType: 'CASH',
    payoutCreated: null,
    payoutId: null,
    manuallyPaid: false,
    holdReason: null,
    bonusReason: null,
    createdAt: at,
    updatedAt: at,
  }
}

function toEventCoupon(program: SampleProgram, at: string): Body<'EventCoupon'> {
  return {
    id: ids.coupon,
    externalId: null,
    name: 'Spring',
    amountOff: null,
    percentOff: 20,
    currency: null,
    couponType: 'PERCENTAGE',
    couponCategory: 'CUSTOMER',
    duration: 'once',
    durationInMonths: null,
    maxRedemptions: null,
    timesRedeemed: 1,
    valid: true,
    redeemBy: null,
    limitToProducts: false,
    productIds: [],
    collectionIds: [],
    integrationType: null,
    affiliateProgramId: program.id,
    createdAt: at,
    updatedAt: at,
  }
}

function toCoupon(program: SampleProgram, at: string): Body<'CouponEventBody'> {
  return { ...toEventCoupon(program, at), promotionalCodes: [code] }
}

function toCode(program: SampleProgram, at: string): Body<'PromotionalCodeEventBody'> {
  return {
    ...code,
    externalId: null,
    maxRedemptions: null,
    timesRedeemed: 1,
    firstTimeOrder: false,
    minimumAmount: null,
    minimumAmountCurrency: null,
    limitToCustomers: false,
    customerId: null,
    limitToAffiliate: false,
    isAutoGenerated: false,
    isAffiliateGenerated: false,
    affiliateId: ids.affiliate,
    coupon: toEventCoupon(program, at),
    createdAt: at,
    updatedAt: at,
  }
}

function toPayout(program: SampleProgram, at: string, isPaid: boolean): Body<'Payout'> {
  return {
    id: ids.payout,
    currency: program.currency,
    status: isPaid ? 'PAID' : 'PENDING',
    amount: 125.5,
    affiliates: 1,
    paidAmount: isPaid ? 125.5 : 0,
    failedAmount: 0,
    until: at,
    createdAt: at,
  }
}

function toCommission(program: SampleProgram, at: string, isHeld: boolean): Body<'Commission'> {
  return {
    saleId: 1,
    affiliateId: ids.affiliate,
    currency: program.currency,
    amount: 10,
    approvalStatus: isHeld ? 'ON_HOLD' : 'ACCEPTED',
    holdReason: isHeld ? 'PROGRAM_SETTINGS' : null,
    payableAt: at,
    createdAt: at,
  }
}
