import type { KitCase, KitGiven } from '../kit-case.js'

const given: readonly KitGiven[] = [
  {
    referly: 'createAffiliate',
    body: { firstName: 'Ada', lastName: 'Lim', email: 'ada@example.com', commissionRate: 10 },
    as: 'affiliate',
  },
  {
    referly: 'createCoupon',
    body: { name: 'Spring', percentOff: 20, externalId: 'coupon-1' },
    as: 'coupon',
  },
  {
    referly: 'createPromotionalCode',
    body: {
      couponId: '{coupon.id}',
      affiliateId: '{affiliate.id}',
      code: 'ADA{unique}',
      expiresAt: '2999-01-01T00:00:00.000Z',
    },
    as: 'code',
  },
  {
    referly: 'createReferral',
    body: {
      name: 'Bo Chen',
      email: 'bo@example.com',
      referredUserExternalId: 'user-1',
      affiliateId: '{affiliate.id}',
    },
    as: 'referral',
  },
  {
    referly: 'createSale',
    body: { promoCode: '{code.code}', name: 'Cy', email: 'cy@example.com', totalEarned: 50 },
    as: 'sale',
  },
]

const lowestId = '00000000-0000-7000-8000-000000000000'

/** Returns the cursor before the first record in the order of creation. */
function toFirstCursor(
  list: string,
  id: string = lowestId,
  values: readonly string[] = [],
): string {
  return Buffer.from(JSON.stringify([list, 'CREATED', false, 0, id, ...values])).toString(
    'base64url',
  )
}

const page = { order: 'DESC', limit: '10', skip: '0', includeTotal: 'true' }

interface ListRequest {
  readonly query: Readonly<Record<string, string>>
  readonly cursor: string
}

/** The page of a list that has one record, with each of its parameters. */
function toListCases(
  operation: KitCase['operation'],
  { query, cursor }: ListRequest,
): readonly KitCase[] {
  return [
    {
      name: `${operation} returns the record that matches all parameters`,
      operation,
      given,
      query: { ...query, ...page },
      status: 200,
      shows: { nextCursor: null, total: 1 },
    },
    {
      name: `${operation} continues after a cursor`,
      operation,
      given,
      query: { cursor },
      status: 200,
      shows: { nextCursor: null, total: null },
    },
    {
      name: `${operation} returns nothing for a word that no record has`,
      operation,
      given,
      query: { q: 'nowhere', includeTotal: 'true' },
      status: 200,
      shows: { data: [], nextCursor: null, total: 0 },
    },
    {
      name: `${operation} rejects a cursor of another list`,
      operation,
      query: { cursor: toFirstCursor('other') },
      isAskedForStatus: true,
      status: 400,
    },
  ]
}

/** Cases of searches. */
export const searchCases: readonly KitCase[] = [
  ...toListCases('searchCodes', {
    query: {
      q: 'ada spring',
      id: '{code.id}',
      couponId: '{coupon.id}',
      affiliateId: '{affiliate.id}',
      status: 'ACTIVE',
      redeemed: 'true',
      assigned: 'true',
      expiresBefore: '2999-06-01T00:00:00Z',
      sort: 'REDEEMED',
    },
    cursor: toFirstCursor('codes'),
  }),
  ...toListCases('searchCoupons', {
    query: {
      q: 'COUPON-1',
      id: '{coupon.id}',
      status: 'VALID',
      hasActiveCodes: 'true',
      sort: 'CODES',
    },
    cursor: toFirstCursor('coupons'),
  }),
  ...toListCases('searchAffiliates', {
    query: {
      q: 'LIM',
      id: '{affiliate.id}',
      status: 'ACTIVE',
      // A coupon without codes.
      withoutCodeOf: '0197a3c0-5f00-7000-8000-00000000ffff',
      sort: 'EARNED',
    },
    cursor: toFirstCursor('affiliates'),
  }),
  ...toListCases('searchReferrals', {
    query: {
      q: 'bo ada',
      id: '{referral.id}',
      affiliateId: '{affiliate.id}',
      status: 'ACTIVE',
      sort: 'NAME',
    },
    cursor: toFirstCursor('referrals'),
  }),
  ...toListCases('searchSales', {
    query: {
      q: 'cy@',
      id: '{sale.id}',
      affiliateId: '{affiliate.id}',
      couponId: '{coupon.id}',
      promotionalCodeId: '{code.id}',
      status: 'ACTIVE',
      from: '2000-01-01',
      to: '2999-12-31',
      sort: 'TOTAL',
    },
    cursor: toFirstCursor('sales', '0', ['2000-01-01 00:00:00+00']),
  }),
]
