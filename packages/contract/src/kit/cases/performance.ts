import type { KitCase, KitGiven } from '../kit-case.js'

const sold: readonly KitGiven[] = [
  {
    referly: 'createAffiliate',
    body: { firstName: 'Ada', lastName: 'Lim', email: 'ada@example.com', commissionRate: 10 },
    as: 'affiliate',
  },
  { referly: 'createCoupon', body: { name: 'Spring', percentOff: 20 }, as: 'coupon' },
  {
    referly: 'createPromotionalCode',
    body: { couponId: '{coupon.id}', affiliateId: '{affiliate.id}', code: 'ADA{unique}' },
    as: 'code',
  },
  {
    referly: 'createSale',
    body: { promoCode: '{code.code}', name: 'Bo', email: 'bo@example.com', totalEarned: 49.9 },
  },
]

// The day on which the suite runs is unknown.
const always = { from: '2000-01-01', to: '2999-12-31' }

const sums = {
  redemptions: 1,
  sales: 1,
  revenue: 49.9,
  refunds: 0,
  netRevenue: 49.9,
  commission: 4.99,
  newCustomers: 1,
  averageOrder: 49.9,
}

const none = {
  redemptions: 0,
  sales: 0,
  revenue: 0,
  refunds: 0,
  netRevenue: 0,
  commission: 0,
  newCustomers: 0,
  averageOrder: null,
}

const whole = { id: null, name: null }

const subjects: readonly (readonly [
  by: string,
  row: { id: string | null; name: string | null },
])[] = [
  ['COUPON', { id: '{coupon.id}', name: 'Spring' }],
  ['CODE', { id: '{code.id}', name: '{code.code}' }],
  ['AFFILIATE', { id: '{affiliate.id}', name: 'Ada Lim' }],
  ['LINK', { id: null, name: null }],
  ['PRODUCT', { id: null, name: null }],
]

/** Cases of reports. */
export const performanceCases: readonly KitCase[] = [
  {
    name: 'getPerformance adds up the last 30 days',
    operation: 'getPerformance',
    status: 200,
    shows: { nextCursor: null, currency: 'USD', timeZone: 'UTC' },
  },
  {
    name: 'getPerformance adds up all sales',
    operation: 'getPerformance',
    given: sold,
    query: always,
    status: 200,
    shows: { data: [{ ...always, ...whole, ...sums }], ...always },
  },
  ...subjects.map(([by, row]): KitCase => ({
    name: `getPerformance adds up sales by ${by.toLowerCase()}`,
    operation: 'getPerformance',
    given: sold,
    query: { ...always, by },
    status: 200,
    shows: { data: [{ ...always, ...row, ...sums }] },
  })),
  {
    name: 'getPerformance compares months in a time zone with those of the year before',
    operation: 'getPerformance',
    query: {
      from: '2026-01-15',
      to: '2026-02-10',
      timeZone: 'Europe/Berlin',
      every: 'MONTH',
      compare: 'YEAR',
      sort: 'NET_REVENUE',
      order: 'ASC',
      limit: '10',
    },
    status: 200,
    shows: {
      data: [
        {
          from: '2026-01-15',
          to: '2026-01-31',
          ...whole,
          ...none,
          compared: { from: '2025-01-15', to: '2025-01-31', ...none },
        },
        {
          from: '2026-02-01',
          to: '2026-02-10',
          ...whole,
          ...none,
          compared: { from: '2025-02-01', to: '2025-02-10', ...none },
        },
      ],
      timeZone: 'Europe/Berlin',
    },
  },
  {
    name: 'getPerformance is limited to records',
    operation: 'getPerformance',
    given: sold,
    query: {
      ...always,
      couponId: '{coupon.id}',
      promotionalCodeId: '{code.id}',
      affiliateId: '{affiliate.id}',
    },
    status: 200,
    shows: { data: [{ ...always, ...whole, ...sums }] },
  },
  {
    name: 'getPerformance is limited to a link and a product',
    operation: 'getPerformance',
    given: sold,
    query: { ...always, linkId: '{affiliate.id}', productId: 'shoe' },
    status: 200,
    shows: { data: [{ ...always, ...whole, ...none }] },
  },
  {
    name: 'getPerformance finds a code, an affiliate, and a link by their texts',
    operation: 'getPerformance',
    given: [
      ...sold,
      { referly: 'createLink', body: { affiliateId: '{affiliate.id}', link: 'l-{unique}' } },
    ],
    query: {
      ...always,
      code: '{code.code}',
      affiliateEmail: 'ada@example.com',
      link: 'l-{unique}',
    },
    status: 200,
    shows: { data: [{ ...always, ...whole, ...none }] },
  },
  {
    name: 'getPerformance lists codes without sales',
    operation: 'getPerformance',
    given: [
      ...sold,
      {
        referly: 'createPromotionalCode',
        body: { couponId: '{coupon.id}', code: 'IDLE{unique}' },
        as: 'idle',
      },
    ],
    query: { ...always, by: 'CODE', unused: 'true' },
    status: 200,
    shows: { data: [{ ...always, id: '{idle.id}', name: '{idle.code}', ...none }] },
  },
  ...(
    [
      ['a subject in lower case', { by: 'code' }, 'query.by'],
      ['a limit of 0', { limit: '0' }, 'query.limit'],
      ['an id that is not a UUID', { linkId: 'x' }, 'query.linkId'],
      ['a date that is not a date', { from: 'November' }, 'query.from'],
    ] as const
  ).map(([what, query, field]): KitCase => ({
    name: `getPerformance rejects ${what}`,
    operation: 'getPerformance',
    query,
    status: 400,
    shows: { code: 'INVALID_INPUT', field },
  })),
  ...(
    [
      ['a report that ends before it begins', { from: '2026-11-30', to: '2026-11-01' }, 'query.to'],
      ['more than ten years of days', { from: '2000-01-01', every: 'DAY' }, 'query.to'],
      ['an unknown time zone', { timeZone: 'Berlin' }, 'query.timeZone'],
      ['an unknown code', { code: 'NONE' }, 'query.code'],
      ['unused products', { by: 'PRODUCT', unused: 'true' }, 'query.unused'],
    ] as const
  ).map(([what, query, field]): KitCase => ({
    name: `getPerformance rejects ${what}`,
    operation: 'getPerformance',
    query,
    isAskedForStatus: true,
    status: 400,
    shows: { code: 'INVALID_INPUT', field },
  })),
]
