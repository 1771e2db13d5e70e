import type { KitCase, KitGiven } from '../kit-case.js'

/** An affiliate with a sale of 1000, which earns 200. */
export const sold: readonly KitGiven[] = [
  {
    referly: 'createAffiliate',
    body: { firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com', commissionRate: 20 },
    as: 'affiliate',
  },
  {
    referly: 'createSale',
    body: { referralId: '{affiliate.id}', name: 'Bo', totalEarned: 1000 },
    as: 'sale',
  },
]

/** A program whose commission is payable immediately. */
export const withoutHolding: KitGiven = { kit: 'updateProgram', body: { holdingDays: 0 } }

/** A program whose commission is on hold. */
const withApproval: KitGiven = { kit: 'updateProgram', body: { approval: 'MANUAL' } }

const page = { limit: '10' }
const who = { affiliateId: '{affiliate.id}', affiliateEmail: 'ann@example.com' }
// The day on which the suite runs is unknown.
const always = { from: '2000-01-01', to: '2999-12-31' }
const lowestId = '00000000-0000-7000-8000-000000000000'

interface ListRequest {
  readonly given: readonly KitGiven[]
  /** The parameters of the list, which match a record. */
  readonly query: Readonly<Record<string, string>>
  readonly cursor: string
}

/** The page of a list that holds one record, with each of its parameters. */
function toListCases(
  operation: KitCase['operation'],
  { given, query, cursor }: ListRequest,
): readonly KitCase[] {
  return [
    {
      name: `${operation} returns the records that match all parameters`,
      operation,
      given,
      query: { ...query, ...page },
      status: 200,
      shows: { nextCursor: null },
    },
    {
      name: `${operation} continues after a cursor`,
      operation,
      given,
      query: { ...query, cursor },
      status: 200,
      shows: { nextCursor: null },
    },
    {
      name: `${operation} rejects a cursor of another list`,
      operation,
      given,
      query: { ...query, cursor: 'x' },
      isAskedForStatus: true,
      status: 400,
      shows: { code: 'INVALID_INPUT' },
    },
  ]
}

/** Cases of balances, entries, commission, refunds, and statements. */
export const ledgerCases: readonly KitCase[] = [
  ...toListCases('listBalances', {
    given: sold,
    query: who,
    cursor: `${lowestId}.USD`,
  }),
  {
    name: 'getBalanceTotals adds up all balances',
    operation: 'getBalanceTotals',
    given: [withoutHolding, ...sold],
    status: 200,
    shows: {
      data: [
        {
          currency: 'USD',
          affiliates: 1,
          pending: 0,
          held: 0,
          payable: 200,
          inPayout: 0,
          paid: 0,
          total: 200,
        },
      ],
    },
  },
  ...toListCases('listLedgerEntries', {
    given: sold,
    query: { sort: 'NEWEST', ...who, ...always, saleId: '{sale.id}', kind: 'EARNED' },
    cursor: lowestId,
  }),
  {
    name: 'listLedgerEntries returns the entries of a payout',
    operation: 'listLedgerEntries',
    given: [
      withoutHolding,
      ...sold,
      { kit: 'createPayout', body: { idempotencyKey: 'p' }, as: 'payout' },
    ],
    query: { payoutId: '{payout.id}' },
    status: 200,
    shows: { nextCursor: null },
  },
  ...toListCases('listStatements', {
    given: sold,
    query: { ...who, ...always },
    cursor: `${lowestId}.USD`,
  }),
  ...toListCases('listCommissions', {
    given: [withApproval, ...sold],
    query: { ...who, approvalStatus: 'ON_HOLD' },
    cursor: '0',
  }),
  ...toListCases('listRefunds', {
    given: [
      ...sold,
      { kit: 'createRefund', body: { saleId: '{sale.id}', amount: 10, idempotencyKey: 'r' } },
    ],
    query: { sort: 'NEWEST', ...who, saleId: '{sale.id}' },
    cursor: lowestId,
  }),
  {
    name: 'createAdjustment adds a payable amount',
    operation: 'createAdjustment',
    given: sold.slice(0, 1),
    body: { affiliateId: '{affiliate.id}', amount: -7.5, note: 'Fee', idempotencyKey: 'a' },
    status: 201,
    shows: { kind: 'ADJUSTED', amount: -7.5, note: 'Fee' },
  },
  {
    name: 'createAdjustment rejects the key of another adjustment',
    operation: 'createAdjustment',
    given: [
      ...sold.slice(0, 1),
      {
        kit: 'createAdjustment',
        body: { affiliateId: '{affiliate.id}', amount: 1, note: 'Bonus', idempotencyKey: 'a' },
      },
    ],
    body: { affiliateId: '{affiliate.id}', amount: 2, note: 'Bonus', idempotencyKey: 'a' },
    status: 409,
    shows: { code: 'IDEMPOTENCY_KEY_REUSED' },
  },
  {
    name: 'createAdjustment rejects a missing note',
    operation: 'createAdjustment',
    body: { affiliateId: lowestId, amount: 1, idempotencyKey: 'a' },
    status: 400,
    shows: { field: 'adjustment.note' },
  },
  {
    name: 'releaseCommission releases commission on hold',
    operation: 'releaseCommission',
    given: [withApproval, ...sold],
    params: { saleId: '{sale.id}' },
    body: { note: 'Checked' },
    status: 200,
    shows: { approvalStatus: 'ACCEPTED', holdReason: null, amount: 200 },
  },
  {
    name: 'releaseCommission rejects declined commission',
    operation: 'releaseCommission',
    given: [
      ...sold,
      { kit: 'declineCommission', params: { saleId: '{sale.id}' }, body: {}, as: 'commission' },
    ],
    params: { saleId: '{sale.id}' },
    body: {},
    status: 409,
    shows: { code: 'COMMISSION_DECLINED' },
  },
  {
    name: 'declineCommission takes back the commission',
    operation: 'declineCommission',
    given: sold,
    params: { saleId: '{sale.id}' },
    body: { note: 'Fraud' },
    status: 200,
    shows: { approvalStatus: 'DECLINED', amount: 0 },
  },
  {
    name: 'declineCommission rejects commission that is in a payout',
    operation: 'declineCommission',
    given: [
      withoutHolding,
      ...sold,
      { kit: 'createPayout', body: { idempotencyKey: 'p' }, as: 'payout' },
    ],
    params: { saleId: '{sale.id}' },
    body: {},
    isAskedForStatus: true,
    status: 400,
    shows: { code: 'IN_PAYOUT_BATCH' },
  },
  ...(['releaseCommission', 'declineCommission'] as const).flatMap((operation): KitCase[] => [
    {
      name: `${operation} rejects an unknown sale`,
      operation,
      params: { saleId: '4711' },
      body: {},
      status: 404,
      shows: { code: 'NOT_FOUND' },
    },
    {
      name: `${operation} rejects an unknown property`,
      operation,
      params: { saleId: '4711' },
      body: { comment: 'x' },
      status: 400,
      shows: { field: 'commission.comment' },
    },
  ]),
  {
    name: 'createRefund takes back a part of the commission',
    operation: 'createRefund',
    given: sold,
    body: {
      saleId: '{sale.id}',
      amount: 250,
      reason: 'DISPUTE',
      note: 'Chargeback',
      idempotencyKey: 'r',
    },
    status: 201,
    shows: { amount: 250, commission: 50, reason: 'DISPUTE', note: 'Chargeback' },
  },
  {
    name: 'createRefund rejects more than was paid',
    operation: 'createRefund',
    given: sold,
    body: { saleId: '{sale.id}', amount: 1000.01, idempotencyKey: 'r' },
    isAskedForStatus: true,
    status: 400,
    shows: { field: 'refund.amount' },
  },
  {
    name: 'createRefund rejects an unknown sale',
    operation: 'createRefund',
    body: { saleId: 4711, idempotencyKey: 'r' },
    status: 404,
    shows: { field: 'refund.saleId' },
  },
  {
    name: 'createRefund rejects the key of another refund',
    operation: 'createRefund',
    given: [
      ...sold,
      { kit: 'createRefund', body: { saleId: '{sale.id}', amount: 1, idempotencyKey: 'r' } },
    ],
    body: { saleId: '{sale.id}', amount: 2, idempotencyKey: 'r' },
    status: 409,
    shows: { code: 'IDEMPOTENCY_KEY_REUSED' },
  },
]
