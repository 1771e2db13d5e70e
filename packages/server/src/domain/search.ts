import type {
  AffiliateSummary,
  CodeSummary,
  CouponSummary,
  ReferralSummary,
  SaleSummary,
} from '@referly-kit/types'
import type { operations } from '@referly-kit/types/kit-openapi'
import { toMajor } from './balances.js'
import type { Call } from './call.js'
import { createInputError } from './input.js'
import { toInstants } from './kit-pages.js'
import type { RecordPage } from './listings.js'
import type {
  SearchFilter,
  SearchName,
  SearchOrder,
  SearchPosition,
  SearchRecords,
} from './search-ports.js'

type Query<Id extends keyof operations> = NonNullable<operations[Id]['parameters']['query']>

/** A page of found records. */
type SummaryPage<Item> = RecordPage<Item, { total: number | null }>

/** The parameters that every search has. */
interface SearchQuery extends Omit<SearchFilter, 'words' | 'id' | 'start' | 'end'> {
  readonly q?: string | undefined
  readonly id?: string | number | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly sort?: string | undefined
  readonly order?: 'ASC' | 'DESC' | undefined
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
  readonly skip?: number | undefined
  readonly includeTotal?: boolean | undefined
}

/** Searches coupons. */
export function searchCoupons(
  call: Call,
  query: Query<'searchCoupons'>,
): Promise<SummaryPage<CouponSummary>> {
  return search(call, query, { name: 'coupons', toItem: (record) => record })
}

/** Searches codes. */
export function searchCodes(
  call: Call,
  query: Query<'searchCodes'>,
): Promise<SummaryPage<CodeSummary>> {
  return search(call, query, { name: 'codes', toItem: (record) => record })
}

/** Searches affiliates. */
export function searchAffiliates(
  call: Call,
  query: Query<'searchAffiliates'>,
): Promise<SummaryPage<AffiliateSummary>> {
  const { currency } = call.program
  return search(call, query, {
    name: 'affiliates',
    toItem: ({ commissionMinor, ...affiliate }) => ({
      ...affiliate,
      totalCommissionEarned: toMajor(commissionMinor, currency),
      currency,
    }),
  })
}

/** Searches referrals. */
export function searchReferrals(
  call: Call,
  query: Query<'searchReferrals'>,
): Promise<SummaryPage<ReferralSummary>> {
  return search(call, query, { name: 'referrals', toItem: (record) => record })
}

/** Searches sales. */
export function searchSales(
  call: Call,
  query: Query<'searchSales'>,
): Promise<SummaryPage<SaleSummary>> {
  const { currency } = call.program
  return search(call, query, {
    name: 'sales',
    toItem: ({ totalMinor, commissionMinor, ...sale }) => ({
      ...sale,
      totalEarned: toMajor(totalMinor, currency),
      commissionEarned: toMajor(commissionMinor, currency),
      currency,
    }),
  })
}

/** The records to search, and their form in the response. */
interface SearchTarget<Name extends SearchName, Item> {
  readonly name: Name
  toItem(record: SearchRecords[Name]): Item
}

const defaultLimit = 100

/** The number at which counting stops. Counting that far takes the database about a second. */
const mostCounted = 1_000_000

async function search<Name extends SearchName, Item>(
  call: Call,
  query: SearchQuery,
  { name, toItem }: SearchTarget<Name, Item>,
): Promise<SummaryPage<Item>> {
  const { limit = defaultLimit, skip = 0, includeTotal = false } = query
  const order = { sort: query.sort ?? 'CREATED', isDescending: query.order === 'DESC' }
  const after = query.cursor === undefined ? undefined : parseCursor(query.cursor, name, order)
  const isKnown = after === undefined || call.data.search.isPosition(name, order, after)
  if (!isKnown) throw createCursorError()
  const filter = toFilter(call, query)
  // One more than the page has, to find out whether there is a next page.
  const page = { ...order, after, skip, limit: limit + 1 }
  const found = await call.data.search.read(name, filter, page)
  const total = includeTotal ? await call.data.search.count(name, filter, mostCounted) : null
  const last = found[limit - 1]?.position
  return {
    pages: toPages(found.map(({ record }) => toItem(record))),
    limit,
    toCursor: () => (last === undefined ? '' : toCursor(name, order, last)),
    toMore: () => ({ total }),
  }
}

async function* toPages<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  yield items
}

function toFilter(call: Call, { q = '', id, from, to, ...filter }: SearchQuery): SearchFilter {
  return {
    ...filter,
    ...toInstants(call, { from, to }),
    words: q.split(/\s+/).filter(Boolean),
    id: id === undefined ? undefined : String(id),
  }
}

/** Returns the cursor of a position, which is valid only in the same list and order. */
function toCursor(name: SearchName, order: SearchOrder, position: SearchPosition): string {
  const { part, id, values } = position
  const text = JSON.stringify([name, order.sort, order.isDescending, part, id, ...values])
  return Buffer.from(text).toString('base64url')
}

function parseCursor(cursor: string, name: SearchName, order: SearchOrder): SearchPosition {
  const parsed = parseJson(Buffer.from(cursor, 'base64url').toString())
  if (!Array.isArray(parsed)) throw createCursorError()
  const [ownName, sort, isDescending, part, id, ...values] = parsed as unknown[]
  const isOwn = ownName === name && sort === order.sort && isDescending === order.isDescending
  const isPosition =
    Number.isInteger(part) &&
    typeof id === 'string' &&
    values.every((value): value is string => typeof value === 'string')
  if (!isOwn || !isPosition) throw createCursorError()
  return { part: part as number, id, values: values as string[] }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function createCursorError(): Error {
  return createInputError({
    field: 'query.cursor',
    expected: 'the `nextCursor` of the previous response, with the same `sort` and `order`',
  })
}
