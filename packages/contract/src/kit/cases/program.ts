import type { KitCase } from '../kit-case.js'

const settings = {
  name: 'Acme {unique}',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  holdingDays: 45,
  commissionRate: 12.5,
  deductTax: false,
  deductShipping: false,
  limitToAffiliate: 'ATTRIBUTION',
  refundReturnsRedemption: false,
  siteUrl: 'https://example.com/shop',
  approval: 'MANUAL',
  minimumPayout: 25.5,
  selfReferral: 'HOLD',
}

/** Cases of the settings of a program. */
export const programCases: readonly KitCase[] = [
  {
    name: 'getProgram returns the settings',
    operation: 'getProgram',
    status: 200,
    shows: { name: 'Contract', currency: 'USD', commissionRate: 20, approval: 'AUTOMATIC' },
  },
  {
    name: 'updateProgram changes every setting',
    operation: 'updateProgram',
    body: settings,
    status: 200,
    shows: settings,
    afterwards: [{ operation: 'getProgram', status: 200, shows: settings }],
  },
  {
    name: 'updateProgram keeps the settings that it does not name',
    operation: 'updateProgram',
    given: [{ kit: 'updateProgram', body: settings }],
    body: { siteUrl: null },
    status: 200,
    shows: { ...settings, siteUrl: null },
  },
  ...[
    ['an unknown setting', { holdingDay: 10 }, 'program.holdingDay'],
    ['a holding period of more than 90 days', { holdingDays: 91 }, 'program.holdingDays'],
    ['an empty name', { name: '' }, 'program.name'],
    ['a meaning in lower case', { limitToAffiliate: 'redeem' }, 'program.limitToAffiliate'],
    ['a negative minimum', { minimumPayout: -1 }, 'program.minimumPayout'],
  ].map(([what, body, field]): KitCase => ({
    name: `updateProgram rejects ${String(what)}`,
    operation: 'updateProgram',
    body: body as object as KitCase['body'] & object,
    status: 400,
    shows: { code: 'INVALID_INPUT', field: field as string },
  })),
  {
    name: 'updateProgram rejects an unknown time zone',
    operation: 'updateProgram',
    body: { timeZone: 'Berlin' },
    isAskedForStatus: true,
    status: 400,
    shows: { code: 'INVALID_INPUT', field: 'program.timeZone', received: '"Berlin"' },
  },
  {
    name: 'updateProgram rejects another currency once there are sales',
    operation: 'updateProgram',
    given: [
      {
        referly: 'createAffiliate',
        body: { firstName: 'Ada', lastName: 'Lim', email: 'ada@example.com' },
        as: 'affiliate',
      },
      {
        referly: 'createReferral',
        body: {
          name: 'Bo',
          email: 'bo@example.com',
          referredUserExternalId: 'u1',
          affiliateId: '{affiliate.id}',
        },
      },
      { referly: 'createSale', body: { totalEarned: 10, email: 'bo@example.com', name: 'Bo' } },
    ],
    body: { currency: 'EUR' },
    isAskedForStatus: true,
    status: 400,
    shows: { field: 'program.currency', hint: 'Create another program for another currency.' },
  },
]
