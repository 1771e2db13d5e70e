import type { JsonObject } from './contract-case.js'
import type { Fixtures } from './fixtures.js'

/** The server that records are created on, and the key to use. */
export interface RecordStore {
  readonly baseUrl: string
  readonly apiKey: string
}

/** The properties of a created record that the fixtures need. */
interface CreatedRecord {
  readonly id: string | number
}

/**
 * Creates the records that the cases expect: for each filter, one record that matches and one that does not.
 *
 * @throws TypeError with the path and the response if a record is rejected.
 */
export async function createRecords(store: RecordStore): Promise<Fixtures> {
  const affiliates = await createAffiliates(store)
  const coupons = await createCoupons(store)
  const code = await createPromotionalCodes(store, { ...affiliates, ...coupons })
  const referral = await createReferrals(store, affiliates)
  const sale = await createSales(store, referral)
  return {
    'affiliate.id': affiliates.john.id,
    'affiliate.email': 'john@example.com',
    'affiliate.link': 'john-doe',
    'coupon.id': coupons.spring.id,
    'coupon.name': 'Spring sale',
    'coupon.externalId': 'spring-26',
    'flatCoupon.id': coupons.flat.id,
    'repeatingCoupon.id': coupons.repeating.id,
    'code.id': code.id,
    'code.code': 'SAVEJOHN8X4Z',
    'code.lowerCaseCode': 'savejohn8x4z',
    'code.externalId': 'promo-1',
    'disabledCode.code': 'DISABLED',
    'exhaustedCode.code': 'ONCE',
    'referral.id': referral.id,
    'referral.email': 'ada@example.com',
    'referral.externalId': 'user-1',
    'sale.id': sale.id,
    'sale.externalId': 'order-1',
    'sale.externalInvoiceId': 'invoice-1',
  }
}

async function createAffiliates(
  store: RecordStore,
): Promise<Readonly<Record<'john' | 'mary', CreatedRecord>>> {
  const john = await createRecord(store, '/affiliates', {
    firstName: 'John',
    lastName: 'Doe',
    email: 'john@example.com',
    affiliateLink: 'john-doe',
    commissionRate: 25,
  })
  const mary = await createRecord(store, '/affiliates', {
    firstName: 'Mary',
    lastName: 'Major',
    email: 'mary@example.com',
  })
  return { john, mary }
}

async function createCoupons(
  store: RecordStore,
): Promise<Readonly<Record<'spring' | 'repeating' | 'flat', CreatedRecord>>> {
  const spring = { name: 'Spring sale', percentOff: 20, externalId: 'spring-26' }
  const repeating = { name: 'Other', percentOff: 5, duration: 'repeating', durationInMonths: 3 }
  const flat = {
    name: 'Limited',
    couponType: 'FLAT',
    amountOff: 10,
    currency: 'USD',
    duration: 'once',
    maxRedemptions: 5,
    redeemBy: '2099-12-31T23:59:59.000Z',
    integrationType: 'stripe',
  }
  return {
    spring: await createRecord(store, '/coupons', spring),
    repeating: await createRecord(store, '/coupons', repeating),
    flat: await createRecord(store, '/coupons', flat),
  }
}

/** Returns the code that the cases look up. */
async function createPromotionalCodes(
  store: RecordStore,
  owners: Readonly<Record<'john' | 'mary' | 'spring' | 'repeating', CreatedRecord>>,
): Promise<CreatedRecord> {
  const path = '/promotional-codes'
  const johns = { couponId: owners.spring.id, affiliateId: owners.john.id }
  const marys = { couponId: owners.repeating.id, affiliateId: owners.mary.id }
  await createRecord(store, path, { ...marys, code: 'MARY5' })
  await createRecord(store, path, { ...johns, code: 'DISABLED', active: false })
  await createRecord(store, path, { ...marys, code: 'ONCE', maxRedemptions: 1 })
  await createRecord(store, '/sales', { totalEarned: 10, promoCode: 'ONCE', name: 'Bob' })
  return createRecord(store, path, { ...johns, code: 'SAVEJOHN8X4Z', externalId: 'promo-1' })
}

/** Returns the referral that the cases look up. */
async function createReferrals(
  store: RecordStore,
  { john, mary }: Readonly<Record<'john' | 'mary', CreatedRecord>>,
): Promise<CreatedRecord> {
  await createRecord(store, '/referrals', {
    name: 'Bob Example',
    email: 'bob@example.com',
    referredUserExternalId: 'user-2',
    affiliateId: mary.id,
  })
  return createRecord(store, '/referrals', {
    name: 'Ada Example',
    email: 'ada@example.com',
    referredUserExternalId: 'user-1',
    affiliateId: john.id,
  })
}

/** Returns the sale that the cases look up. Mary's sale, with the code ONCE, already exists. */
function createSales(store: RecordStore, referral: CreatedRecord): Promise<CreatedRecord> {
  return createRecord(store, '/sales', {
    totalEarned: 98,
    referralId: referral.id,
    externalId: 'order-1',
    externalInvoiceId: 'invoice-1',
  })
}

async function createRecord(
  store: RecordStore,
  path: string,
  body: JsonObject,
): Promise<CreatedRecord> {
  const response = await fetch(`${store.baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${store.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  })
  const text = await response.text()
  if (response.ok) return JSON.parse(text) as CreatedRecord
  const sent = JSON.stringify(body)
  throw new TypeError(
    `POST ${path} returned ${response.status} instead of 200: ${text}. The body was ${sent}.`,
  )
}
