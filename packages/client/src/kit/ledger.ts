import type {
  Balance,
  BalanceTotals,
  Commission,
  CommissionDecision,
  LedgerEntry,
  NewAdjustment,
  NewPayout,
  NewRefund,
  Payout,
  PayoutFileFormat,
  PayoutItem,
  PayoutMark,
  PayoutPreviewItem,
  PayoutPreviewTotal,
  Refund,
  Statement,
} from '@referly-kit/types'
import type { operations } from '@referly-kit/types/kit-openapi'
import type { CallOptions } from '../options.js'
import { toData, withIdempotencyKey, type KitContext } from './context.js'
import { createPaged, type PagedCalls } from './pages.js'

type Query<Id extends keyof operations> = NonNullable<operations[Id]['parameters']['query']>

/** An input whose `idempotencyKey` the client sets when it is missing. */
type Keyed<Input extends { readonly idempotencyKey: string }> = Omit<Input, 'idempotencyKey'> &
  Partial<Pick<Input, 'idempotencyKey'>>

/** The maximum number of rows in one file of a payout. A payout with more affiliates has several parts. */
export const payoutFileRows: Readonly<Record<PayoutFileFormat, number>> = {
  BANK: Infinity,
  PAYPAL: 5000,
  WISE: 1000,
}

/** The calls about the commission of sales. */
export interface CommissionCalls extends PagedCalls<Commission, Query<'listCommissions'>> {
  /** Releases commission that is on hold. It is payable when its holding period ends. */
  release(saleId: number, decision?: CommissionDecision, options?: CallOptions): Promise<Commission>
  /** Takes back the commission of a sale, unless it is in a payout or was paid. */
  decline(saleId: number, decision?: CommissionDecision, options?: CallOptions): Promise<Commission>
}

/** The calls about refunds. */
export interface RefundCalls extends PagedCalls<Refund, Query<'listRefunds'>> {
  /**
   * Refunds a sale in full or in part, even after a payout.
   *
   * @example
   * await referly.kit.refunds.create({ saleId: 7, amount: 20, reason: 'DISPUTE' }) //=> { commission: 2.5 }
   */
  create(input: Keyed<NewRefund>, options?: CallOptions): Promise<Refund>
}

/** The calls about balances. */
export interface BalanceCalls extends PagedCalls<Balance, Query<'listBalances'>> {
  /** Returns the sums of all balances, by currency. */
  totals(options?: CallOptions): Promise<BalanceTotals>
}

/** The calls about what a payout would pay. */
export interface PreviewCalls extends PagedCalls<PayoutPreviewItem, Query<'previewPayout'>> {
  /** Returns the sum that a payout would pay. */
  total(query?: Query<'getPayoutPreviewTotal'>, options?: CallOptions): Promise<PayoutPreviewTotal>
}

/** The calls about payouts. */
export interface PayoutCalls extends PagedCalls<Payout, Query<'listPayouts'>> {
  /** Lists what a payout would pay. */
  readonly preview: PreviewCalls
  /**
   * Creates a payout of everything that is payable. Throws a `ConflictError` when nothing is.
   *
   * @example
   * const payout = await referly.kit.payouts.create({ until: '2026-11-30' })
   * payout.amount //=> 125.5
   */
  create(input?: Keyed<NewPayout>, options?: CallOptions): Promise<Payout>
  get(payoutId: string, options?: CallOptions): Promise<Payout>
  /** Returns the calls that list the amounts of a payout. */
  items(payoutId: string): PagedCalls<PayoutItem, Query<'listPayoutItems'>>
  /** Returns the CSV file with the pending amounts. */
  file(payoutId: string, query: Query<'getPayoutFile'>, options?: CallOptions): Promise<string>
  /** Marks pending amounts as paid or failed. */
  mark(payoutId: string, mark: PayoutMark, options?: CallOptions): Promise<Payout>
}

/** The calls about what affiliates have earned, are owed, and were paid. */
export interface LedgerCalls {
  readonly balances: BalanceCalls
  readonly ledgerEntries: PagedCalls<LedgerEntry, Query<'listLedgerEntries'>>
  readonly adjustments: {
    /** Adds an amount to a balance, or subtracts it. */
    create(input: Keyed<NewAdjustment>, options?: CallOptions): Promise<LedgerEntry>
  }
  readonly commissions: CommissionCalls
  readonly refunds: RefundCalls
  readonly payouts: PayoutCalls
  readonly statements: PagedCalls<Statement, Query<'listStatements'>>
}

type PagedPath =
  | '/balances'
  | '/ledger-entries'
  | '/commissions'
  | '/refunds'
  | '/payouts'
  | '/payouts/preview'
  | '/statements'

/** Creates the calls about the ledger. */
export function createLedger(context: KitContext): LedgerCalls {
  const { api, toInit } = context
  const toPaged = <Item, ListQuery extends { readonly cursor?: string }>(
    path: PagedPath,
  ): PagedCalls<Item, ListQuery> =>
    createPaged(async (query, options) => {
      // The boundary: the types of the calls determine which query and items a path has.
      const init = { ...toInit(options), params: { query } } as never
      return toData(await api.GET(path, init)) as never
    })
  return {
    balances: {
      ...toPaged('/balances'),
      totals: async (options) => toData(await api.GET('/balances/totals', toInit(options))),
    },
    ledgerEntries: toPaged('/ledger-entries'),
    adjustments: {
      create: async (input, options) =>
        toData(
          await api.POST('/adjustments', { ...toInit(options), body: withIdempotencyKey(input) }),
        ),
    },
    commissions: { ...toPaged('/commissions'), ...createDecisions(context) },
    refunds: {
      ...toPaged('/refunds'),
      create: async (input, options) =>
        toData(await api.POST('/refunds', { ...toInit(options), body: withIdempotencyKey(input) })),
    },
    payouts: {
      ...toPaged('/payouts'),
      preview: { ...toPaged('/payouts/preview'), ...createPreviewTotal(context) },
      ...createPayouts(context),
    },
    statements: toPaged('/statements'),
  }
}

function createPreviewTotal({ api, toInit }: KitContext): Pick<PreviewCalls, 'total'> {
  return {
    total: async (query = {}, options) =>
      toData(await api.GET('/payouts/preview/total', { ...toInit(options), params: { query } })),
  }
}

function createDecisions({
  api,
  toInit,
}: KitContext): Pick<CommissionCalls, 'release' | 'decline'> {
  const decide =
    (path: '/commissions/{saleId}/release' | '/commissions/{saleId}/decline') =>
    async (saleId: number, body: CommissionDecision = {}, options?: CallOptions) =>
      toData(await api.POST(path, { ...toInit(options), params: { path: { saleId } }, body }))
  return {
    release: decide('/commissions/{saleId}/release'),
    decline: decide('/commissions/{saleId}/decline'),
  }
}

function createPayouts({
  api,
  toInit,
}: KitContext): Omit<PayoutCalls, keyof PagedCalls<Payout, object> | 'preview'> {
  return {
    create: async (input = {}, options) =>
      toData(await api.POST('/payouts', { ...toInit(options), body: withIdempotencyKey(input) })),
    get: async (payoutId, options) =>
      toData(
        await api.GET('/payouts/{payoutId}', {
          ...toInit(options),
          params: { path: { payoutId } },
        }),
      ),
    items: (payoutId) =>
      createPaged(async (query, options) => {
        const params = { path: { payoutId }, ...(query && { query }) }
        return toData(await api.GET('/payouts/{payoutId}/items', { ...toInit(options), params }))
      }),
    file: async (payoutId, query, options) =>
      toData(
        await api.GET('/payouts/{payoutId}/file', {
          ...toInit(options),
          params: { path: { payoutId }, query },
          headers: { accept: 'text/csv' },
          parseAs: 'text',
        }),
      ),
    mark: async (payoutId, body, options) =>
      toData(
        await api.POST('/payouts/{payoutId}/mark', {
          ...toInit(options),
          params: { path: { payoutId } },
          body,
        }),
      ),
  }
}
