import type {
  NewPayout,
  Payout,
  PayoutFileFormat,
  PayoutItem,
  PayoutMark,
} from '@referly-kit/types'
import type { operations } from '@referly-kit/types/kit-openapi'
import { ServerError } from '../errors.js'
import { toMajor } from './balances.js'
import type { Call } from './call.js'
import { createReusedKeyError } from './commissions.js'
import { createInputError, createNotFoundError } from './input.js'
import { readPage, type SortedPageQuery } from './kit-pages.js'
import type {
  NewPayoutRecord,
  PayableFilter,
  PayoutItemRecord,
  PayoutRecord,
} from './ledger-ports.js'
import {
  toCarriedOverReason,
  toPayoutEntry,
  toSettlementEntry,
  type NewPayoutAmount,
} from './ledger/payout-rules.js'
import type { RecordPage } from './listings.js'
import { toPayoutFile, toRowsPerFile } from './payout-files.js'
import { toMinimum, toPayableFilter } from './payout-preview.js'
import { toEntries } from './sale-changes.js'

type Query<Id extends keyof operations> = NonNullable<operations[Id]['parameters']['query']>

/**
 * Creates a payout of everything that is payable. Repeating a key returns the first payout.
 *
 * Payouts of a program are created one at a time, so that no amount is paid twice.
 *
 * @throws ServerError `NOTHING_PAYABLE`
 */
export async function createPayout(call: Call, input: NewPayout): Promise<Payout> {
  const { idempotencyKey, ...request } = input
  return call.data.transaction(async (data) => {
    await data.payouts.lock()
    const inside = { ...call, data }
    const known = await data.payouts.findByKey(idempotencyKey)
    if (known !== undefined) {
      if (!isSameRequest(known.request, request)) throw createReusedKeyError('payout')
      return toPayout(await readPayout(inside, known.id))
    }
    const filter = await toPayableFilter(inside, request, 'payout')
    const minimum = toMinimum(call, filter.currency)
    const payable = await data.payouts.listPayableSales(filter)
    await assertKnown(inside, input.affiliateIds, payable)
    const items = payable
      .filter((amount) => toCarriedOverReason(amount, minimum) === null)
      .map((amount): NewPayoutAmount => ({ ...amount, status: 'PENDING' }))
    if (items.length === 0) throw createNothingError(call, payable.length)
    const payout = { id: call.createId(), idempotencyKey, request, ...toFacts(call, filter) }
    await insertPayout(inside, payout, items)
    return toPayout(await readPayout(inside, payout.id))
  })
}

/** Refuses affiliates that do not exist. Deleted ones can still have something payable. */
async function assertKnown(
  { data }: Call,
  affiliateIds: readonly string[] = [],
  payable: readonly { readonly affiliateId: string }[],
): Promise<void> {
  const found = [...(await data.affiliates.findAll(affiliateIds)), ...payable]
  const known = new Set(found.map((each) => ('id' in each ? each.id : each.affiliateId)))
  const unknown = affiliateIds.find((id) => !known.has(id.toLowerCase()))
  if (unknown === undefined) return
  const expected = 'the ids of affiliates in the program'
  throw createInputError({ field: 'payout.affiliateIds', expected, received: unknown })
}

function toFacts(
  { now }: Call,
  { currency, until }: PayableFilter,
): Pick<NewPayoutRecord, 'currency' | 'until' | 'createdAt'> {
  return { currency, until, createdAt: now.toISOString() }
}

async function insertPayout(
  call: Call,
  payout: NewPayoutRecord,
  items: readonly NewPayoutAmount[],
): Promise<void> {
  await call.data.payouts.insert(payout, items)
  const entries = items.map((item) => toPayoutEntry(payout, item, payout.createdAt))
  await call.data.ledger.insert(toEntries(call, entries))
}

function isSameRequest(one: object, other: object): boolean {
  const toText = (value: object): string =>
    JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return toText(one) === toText(other)
}

function createNothingError({ program }: Call, carriedOver: number): ServerError {
  const fact =
    carriedOver === 0
      ? 'Nothing is payable.'
      : `Nothing is payable. Balances that are carried over: ${carriedOver}. They are negative, below the minimum payout of ${program.minimumPayout} ${program.currency}, or belong to affiliates who are not active.`
  const hint = 'To list the amounts, preview the payout.'
  return new ServerError('NOTHING_PAYABLE', `${fact} ${hint}`, { hint })
}

async function readPayout({ data }: Call, id: string): Promise<PayoutRecord> {
  const payout = await data.payouts.find(id)
  if (payout === undefined) throw createNotFoundError('payout.id', 'payout', id)
  return payout
}

/** Returns a payout as the kit API shows it. */
export function toPayout(record: PayoutRecord): Payout {
  const { id, currency, affiliates, until, createdAt } = record
  return {
    id,
    currency,
    status: toStatus(record),
    amount: toMajor(record.amountMinor, currency),
    affiliates,
    paidAmount: toMajor(record.paidMinor, currency),
    failedAmount: toMajor(record.failedMinor, currency),
    until,
    createdAt,
  }
}

function toStatus({ pendingMinor, paidMinor }: PayoutRecord): Payout['status'] {
  if (pendingMinor > 0) return 'PENDING'
  return paidMinor > 0 ? 'PAID' : 'FAILED'
}

/** Lists payouts. */
export async function listPayouts(call: Call, query: SortedPageQuery): Promise<RecordPage<Payout>> {
  return readPage(query, {
    read: (after, limit) =>
      call.data.payouts.list({ after, limit, isNewestFirst: query.sort === 'NEWEST' }),
    toItem: toPayout,
    toCursor: ({ id }) => id,
  })
}

/** Returns a payout. */
export async function getPayout(call: Call, id: string): Promise<Payout> {
  return toPayout(await readPayout(call, id))
}

/** Lists the amounts of a payout. */
export async function listPayoutItems(
  call: Call,
  id: string,
  query: Query<'listPayoutItems'>,
): Promise<RecordPage<PayoutItem>> {
  const { currency } = await readPayout(call, id)
  return readPage(query, {
    read: (after, limit) => call.data.payouts.listItems(id, query, { after, limit }),
    toItem: (item) => toPayoutItem(item, currency),
    toCursor: ({ affiliateId }) => affiliateId,
  })
}

function toPayoutItem(item: PayoutItemRecord, currency: string): PayoutItem {
  const { affiliateId, name, email, amountMinor, status, reason, settledAt } = item
  const amount = toMajor(amountMinor, currency)
  return { affiliateId, name, email, currency, amount, status, reason, settledAt }
}

/** A file to download. */
export interface PayoutFile {
  readonly contentType: string
  readonly name: string
  readonly pieces: readonly string[]
}

/**
 * Returns one part of the file of a payout, with the pending amounts.
 *
 * @throws ServerError `NOT_FOUND` for a part that the payout does not have.
 */
export async function getPayoutFile(
  call: Call,
  id: string,
  { format, part = 1 }: { readonly format: PayoutFileFormat; readonly part?: number | undefined },
): Promise<PayoutFile> {
  const payout = await readPayout(call, id)
  const limit = toRowsPerFile(format)
  const parts = Math.max(1, Math.ceil(payout.affiliates / limit))
  if (part > parts) {
    const count = parts === 1 ? 'one part' : `${parts} parts`
    const message = `The file of the payout has ${count}, so part ${part} does not exist.`
    throw new ServerError('NOT_FOUND', message, { field: 'query.part', received: String(part) })
  }
  const offset = part === 1 ? 0 : (part - 1) * limit
  // Parts are numbered over all amounts, so they stay the same when some amounts are marked.
  const rows = await call.data.payouts.listRows(id, { offset, limit })
  const pending = rows.filter(({ status }) => status === 'PENDING')
  const suffix = part === 1 ? '' : `-${part}`
  return {
    contentType: 'text/csv; charset=utf-8',
    name: `payout-${id.slice(-8)}-${format.toLowerCase()}${suffix}.csv`,
    pieces: [toPayoutFile(format, payout, pending)],
  }
}

/**
 * Marks amounts of a payout as paid or failed. Amounts that already have the status are left
 * unchanged.
 *
 * @throws ServerError `PAYOUT_SETTLED` when an amount has failed, or nothing is pending.
 */
export async function markPayout(call: Call, id: string, input: PayoutMark): Promise<Payout> {
  const { status, affiliateIds, reason = null } = input
  return call.data.transaction(async (data) => {
    await data.payouts.lock()
    const inside = { ...call, data }
    const payout = await readPayout(inside, id)
    const items = await data.payouts.listItems(id, { affiliateIds })
    const changed = toMarked(payout, items, input)
    if (changed.length === 0) return toPayout(payout)
    const settlement = { status, reason, settledAt: call.now.toISOString() }
    const ids = changed.map(({ affiliateId }) => affiliateId)
    await data.payouts.settle(id, ids, settlement)
    const entries = changed.map((item) => toSettlementEntry(payout, item, settlement))
    await data.ledger.insert(toEntries(call, entries))
    const marked = toPayout(await readPayout(inside, id))
    const isPaidNow = marked.status === 'PAID' && toStatus(payout) !== 'PAID'
    if (isPaidNow) await data.webhooks.add('payout.paid', [id])
    return marked
  })
}

/** Returns the amounts to mark. */
function toMarked(
  payout: PayoutRecord,
  items: readonly PayoutItemRecord[],
  { status, affiliateIds }: PayoutMark,
): readonly PayoutItemRecord[] {
  if (affiliateIds === undefined) {
    const pending = items.filter((item) => item.status === 'PENDING')
    if (pending.length > 0 || toStatus(payout) === status) return pending
    const hint = 'To mark paid amounts as failed, name their affiliates.'
    throw createSettledError(`No amount in payout ${payout.id} is pending.`, hint)
  }
  const known = new Set(items.map(({ affiliateId }) => affiliateId))
  const unknown = affiliateIds.find((id) => !known.has(id.toLowerCase()))
  if (unknown !== undefined) {
    const expected = 'the ids of affiliates that the payout pays'
    throw createInputError({ field: 'payout.affiliateIds', expected, received: unknown })
  }
  const failed = items.find((item) => item.status === 'FAILED')
  if (status === 'PAID' && failed !== undefined) {
    const hint = 'The amount is payable again. Create another payout.'
    const fact = `The amount of affiliate ${failed.affiliateId} has failed.`
    throw createSettledError(fact, hint)
  }
  return items.filter((item) => item.status !== status)
}

function createSettledError(fact: string, hint: string): ServerError {
  return new ServerError('PAYOUT_SETTLED', `${fact} ${hint}`, { hint })
}
