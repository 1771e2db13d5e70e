import type { KitCase, KitGiven } from '../kit-case.js'
import { sold, withoutHolding } from './ledger.js'

const payable: readonly KitGiven[] = [withoutHolding, ...sold]
const created: readonly KitGiven[] = [
  ...payable,
  { kit: 'createPayout', body: { idempotencyKey: 'p' }, as: 'payout' },
]
const params = { payoutId: '{payout.id}' }
const lowestId = '00000000-0000-7000-8000-000000000000'
const unknown = { payoutId: '0197a3c0-5f00-7000-8000-0000000000ff' }
const page = { limit: '10', cursor: lowestId }

/** Cases of payouts. */
export const payoutCases: readonly KitCase[] = [
  {
    name: 'previewPayout lists what would be paid',
    operation: 'previewPayout',
    given: payable,
    query: { ...page, until: '2999-12-31', affiliateId: ['{affiliate.id}'] },
    status: 200,
    shows: { nextCursor: null },
    afterwards: [{ operation: 'listPayouts', status: 200, shows: { data: [] } }],
  },
  {
    name: 'previewPayout lists nothing during the holding period',
    operation: 'previewPayout',
    given: sold,
    status: 200,
    shows: { data: [] },
  },
  {
    name: 'getPayoutPreviewTotal adds up what would be paid',
    operation: 'getPayoutPreviewTotal',
    given: payable,
    query: { until: '2999-12-31', affiliateId: ['{affiliate.id}'] },
    status: 200,
    shows: { currency: 'USD', amount: 200, affiliates: 1, carriedOver: 0 },
  },
  {
    name: 'getPayoutPreviewTotal adds up nothing during the holding period',
    operation: 'getPayoutPreviewTotal',
    given: sold,
    status: 200,
    shows: { amount: 0, affiliates: 0, carriedOver: 0 },
  },
  {
    name: 'createPayout takes everything that is payable',
    operation: 'createPayout',
    given: payable,
    body: {
      until: '2999-12-31',
      affiliateIds: ['{affiliate.id}'],
      currency: 'USD',
      idempotencyKey: 'p',
    },
    status: 201,
    shows: { status: 'PENDING', amount: 200, affiliates: 1 },
  },
  {
    name: 'createPayout rejects a payout of nothing',
    operation: 'createPayout',
    given: sold,
    body: { idempotencyKey: 'p' },
    status: 409,
    shows: { code: 'NOTHING_PAYABLE' },
  },
  {
    name: 'createPayout rejects a payout without an idempotency key',
    operation: 'createPayout',
    body: {},
    status: 400,
    shows: { field: 'payout.idempotencyKey' },
  },
  {
    name: 'listPayouts returns a page',
    operation: 'listPayouts',
    given: created,
    query: { ...page, sort: 'OLDEST' },
    status: 200,
    shows: { nextCursor: null },
  },
  {
    name: 'getPayout returns a payout',
    operation: 'getPayout',
    given: created,
    params,
    status: 200,
    shows: { id: '{payout.id}', status: 'PENDING', amount: 200 },
  },
  {
    name: 'listPayoutItems returns the amounts with a status',
    operation: 'listPayoutItems',
    given: created,
    params,
    query: { ...page, status: 'PENDING' },
    status: 200,
    shows: { nextCursor: null },
  },
  {
    name: 'getPayoutFile returns a file',
    operation: 'getPayoutFile',
    given: created,
    params,
    query: { format: 'WISE', part: '1' },
    status: 200,
  },
  {
    name: 'getPayoutFile rejects another format',
    operation: 'getPayoutFile',
    params: unknown,
    query: { format: 'CASH' },
    status: 400,
    shows: { field: 'query.format' },
  },
  {
    name: 'markPayout marks an amount as paid',
    operation: 'markPayout',
    given: created,
    params,
    body: { status: 'PAID', affiliateIds: ['{affiliate.id}'] },
    status: 200,
    shows: { status: 'PAID', paidAmount: 200 },
  },
  {
    name: 'markPayout makes failed amounts payable again',
    operation: 'markPayout',
    given: created,
    params,
    body: { status: 'FAILED', reason: 'Closed account' },
    status: 200,
    shows: { status: 'FAILED', failedAmount: 200 },
  },
  {
    name: 'markPayout rejects failed amounts as paid',
    operation: 'markPayout',
    given: [...created, { kit: 'markPayout', params, body: { status: 'FAILED' } }],
    params,
    body: { status: 'PAID' },
    status: 409,
    shows: { code: 'PAYOUT_SETTLED' },
  },
  {
    name: 'markPayout rejects another status',
    operation: 'markPayout',
    params: unknown,
    body: { status: 'SENT' },
    status: 400,
    shows: { field: 'payout.status' },
  },
  ...(
    [
      ['getPayout', {}],
      ['listPayoutItems', {}],
      ['getPayoutFile', { query: { format: 'BANK' } }],
      ['markPayout', { body: { status: 'PAID' } }],
    ] as const
  ).map(([operation, input]): KitCase => {
    return {
      name: `${operation} rejects an unknown payout`,
      operation,
      params: unknown,
      ...input,
      status: 404,
      shows: { code: 'NOT_FOUND' },
    }
  }),
]
