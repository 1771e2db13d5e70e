import { fromMinorUnits } from '@referly-kit/redemption'
import type {
  Balance,
  BalanceAmounts,
  BalanceTotals,
  LedgerEntry,
  Statement,
} from '@referly-kit/types'
import type { operations } from '@referly-kit/types/kit-openapi'
import type { Call } from './call.js'
import { isUuid } from './identifiers.js'
import { readPage, toInstants, type PageQuery, type PageReader } from './kit-pages.js'
import type { BalanceKey, BalanceRecord, StatementRecord } from './ledger-ports.js'
import type {
  BalanceAmounts as MinorAmounts,
  LedgerEntry as StoredEntry,
} from './ledger/entries.js'
import type { RecordPage } from './listings.js'

type Query<Id extends keyof operations> = NonNullable<operations[Id]['parameters']['query']>

/** Converts a signed amount from minor to major units. */
export function toMajor(minor: number, currency: string): number {
  const amount = fromMinorUnits(Math.abs(minor), currency)
  return minor < 0 ? -amount : amount
}

/** Lists balances. */
export async function listBalances(
  call: Call,
  query: Query<'listBalances'>,
): Promise<RecordPage<Balance>> {
  const at = call.now.toISOString()
  return readBalancePage(query, {
    read: (after, limit) => call.data.ledger.listBalances(query, { after, limit, at }),
    toItem: toBalance,
  })
}

/** Returns the sums of all balances. */
export async function getBalanceTotals(call: Call): Promise<BalanceTotals> {
  const records = await call.data.ledger.sumBalances(call.now.toISOString())
  const data = records.map((record) => {
    const { currency, affiliates } = record
    return { currency, affiliates, ...toAmounts(record, currency) }
  })
  return { data }
}

function toBalance(record: BalanceRecord): Balance {
  const { affiliateId, name, email, currency } = record
  return { affiliateId, name, email, currency, ...toAmounts(record, currency) }
}

function toAmounts(record: MinorAmounts, currency: string): BalanceAmounts {
  return {
    pending: toMajor(record.pendingMinor, currency),
    held: toMajor(record.heldMinor, currency),
    payable: toMajor(record.payableMinor, currency),
    inPayout: toMajor(record.inPayoutMinor, currency),
    paid: toMajor(record.paidMinor, currency),
    total: toMajor(record.totalMinor, currency),
  }
}

/** Lists the statements of a period. */
export async function listStatements(
  call: Call,
  query: Query<'listStatements'>,
): Promise<RecordPage<Statement>> {
  const { from, to } = query
  const { start = '', end = '' } = toInstants(call, query)
  // The closing balance of a period that has not ended is the current balance.
  const now = call.now.toISOString()
  const last = end < now ? end : new Date(call.now.getTime() + 1).toISOString()
  return readBalancePage(query, {
    read: (after, limit) =>
      call.data.ledger.listStatements(query, { after, limit, start, end: last }),
    toItem: (record) => toStatement(record, { from, to }),
  })
}

function toStatement(
  { affiliateId, name, email, currency, opening, closing, sums }: StatementRecord,
  { from, to }: Pick<Statement, 'from' | 'to'>,
): Statement {
  const majors = Object.entries(sums).map(([kind, minor]) => [kind, toMajor(minor, currency)])
  return {
    affiliateId,
    name,
    email,
    currency,
    from,
    to,
    opening: toAmounts(opening, currency),
    closing: toAmounts(closing, currency),
    ...(Object.fromEntries(majors) as Record<keyof typeof sums, number>),
  }
}

/** Reads a page whose cursors are keys of balances. */
function readBalancePage<Row, Item extends BalanceKey>(
  query: PageQuery,
  {
    read,
    toItem,
  }: {
    read(after: BalanceKey | undefined, limit: number): Promise<readonly Row[]>
    toItem(row: Row): Item
  },
): Promise<RecordPage<Item>> {
  const reader: PageReader<Row, Item> = {
    read: (cursor, limit) => read(cursor === undefined ? undefined : toKey(cursor), limit),
    toItem,
    toCursor: ({ affiliateId, currency }) => `${affiliateId}.${currency}`,
    isCursor: (text) => isUuid(text.slice(0, -4)) && /\.[A-Z]{3}$/.test(text),
  }
  return readPage(query, reader)
}

function toKey(cursor: string): BalanceKey {
  const [affiliateId = '', currency = ''] = cursor.split('.')
  return { affiliateId, currency }
}

/** Lists entries of the ledger. */
export async function listLedgerEntries(
  call: Call,
  query: Query<'listLedgerEntries'>,
): Promise<RecordPage<LedgerEntry>> {
  const filter = { ...query, ...toInstants(call, query) }
  return readPage(query, {
    read: (after, limit) =>
      call.data.ledger.list(filter, { after, limit, isNewestFirst: query.sort === 'NEWEST' }),
    toItem: toLedgerEntry,
    toCursor: ({ id }) => id,
  })
}

/** Returns an entry as the API shows it, with amounts in major units. */
export function toLedgerEntry(entry: StoredEntry): LedgerEntry {
  const { id, affiliateId, currency, kind, saleId, promoCode, payoutId } = entry
  const { heldMinor, owedMinor, inPayoutMinor, paidMinor } = entry
  const { reason, note, createdAt } = entry
  return {
    id,
    affiliateId,
    currency,
    kind,
    amount: toMajor(heldMinor + owedMinor + inPayoutMinor + paidMinor, currency),
    held: toMajor(heldMinor, currency),
    owed: toMajor(owedMinor, currency),
    inPayout: toMajor(inPayoutMinor, currency),
    paid: toMajor(paidMinor, currency),
    payableAt: entry.dueAt,
    saleId,
    promoCode,
    payoutId,
    reason,
    note,
    createdAt,
  }
}
