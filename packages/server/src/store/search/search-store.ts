import type {
  Found,
  SearchFilter,
  SearchName,
  SearchOrder,
  SearchPage,
  SearchPosition,
  SearchRecords,
  SearchStore,
} from '../../domain/search-ports.js'
import type { Database, SqlValue } from '../database.js'
import type { TenantSession } from '../tenant.js'
import { affiliateList } from './affiliate-search.js'
import { codeList } from './code-search.js'
import { couponList } from './coupon-search.js'
import { isKeyText, type Bind, type SearchList, type SortPart } from './list.js'
import { referralList } from './referral-search.js'
import { saleList } from './sale-search.js'

type Lists = { readonly [Name in SearchName]: SearchList<SearchRecords[Name]> }

const lists: Lists = {
  codes: codeList,
  coupons: couponList,
  affiliates: affiliateList,
  referrals: referralList,
  sales: saleList,
}

/** Creates the search of one program. */
export function createSearchStore(tenant: TenantSession, database: Database): SearchStore {
  return {
    read: <Name extends SearchName>(name: Name, filter: SearchFilter, page: SearchPage) => {
      const list: SearchList<SearchRecords[Name]> = lists[name]
      return readList(tenant, { list, filter, database }, page)
    },
    count: (name, filter, limit) =>
      countRows(tenant, { list: lists[name], filter, database }, limit),
    isPosition: (name, order, position) => isPosition(lists[name], order, position),
  }
}

/** A list, and the records to find in it. */
interface Search<Item = unknown> {
  readonly list: SearchList<Item>
  readonly filter: SearchFilter
  readonly database: Database
}

/** Collects the values of a statement. `$1` is the program. */
function createBind({ programId }: TenantSession): Bind & { readonly values: SqlValue[] } {
  const values: SqlValue[] = [programId]
  return Object.assign((value: SqlValue) => `$${values.push(value)}`, { values })
}

/** Reads the parts of an order one after the other, until the page is full. */
async function readList<Item>(
  tenant: TenantSession,
  search: Search<Item>,
  { after, ...page }: SearchPage,
): Promise<readonly Found<Item>[]> {
  const parts = search.list.toParts(page, () => '')
  const found: Found<Item>[] = []
  let { skip } = page
  for (let part = after?.part ?? 0; part < parts.length; part++) {
    const limit = page.limit - found.length
    const place = { ...page, part, skip, limit, after: part === after?.part ? after : undefined }
    const rows = await readPart(tenant, search, place)
    found.push(...rows)
    if (found.length >= page.limit) break
    // A part without rows may have had some that were skipped.
    if (rows.length > 0) skip = 0
    if (skip > 0) skip -= Math.min(skip, await countPart(tenant, search, place))
  }
  return found
}

interface PartPage extends SearchPage {
  readonly part: number
}

// Starting a worker takes up to 10 ms, as long as a scan of 100,000 codes, and PostgreSQL expects a fraction of that.
const settings = `SELECT set_config('parallel_setup_cost', '20000', true)`

/**
 * Reads a page of one part.
 *
 * The ids are sorted first, without the other columns: sorting 100,000 of them takes 25 ms, and sorting complete rows
 * with their coupons and affiliates 120 ms. OFFSET 0 keeps one index lookup per id, as in `selectByValues`.
 */
async function readPart<Item>(
  tenant: TenantSession,
  { list, filter, database }: Search<Item>,
  page: PartPage,
): Promise<readonly Found<Item>[]> {
  const bind = createBind(tenant)
  const now = tenant.clock().toISOString()
  const { part, isDescending } = page
  const keys = list.toParts(page, () => bind(now))[part] ?? { keys: [] }
  const places = keys.keys.map((_key, index) => `sort_${index}`)
  const direction = isDescending ? 'DESC' : 'ASC'
  const toOrder = (columns: readonly string[]): string =>
    columns.map((column) => `${column} ${direction}`).join(', ')
  const { alias, table } = list
  const where = [
    ...toConditions(list, filter, { bind, now }),
    ...(keys.condition === undefined ? [] : [keys.condition(() => bind(now))]),
    ...toBounds(list, keys, page).map((toText) => toText(bind)),
  ]
  const selected = keys.keys.map(({ sql }, index) => `, ${sql} AS sort_${index}`).join('')
  const texts = places.map((place) => `, k.${place}::text AS ${place}`).join('')
  const text = `SELECT ${list.toSelect(() => bind(now))}${texts}
    FROM (SELECT ${alias}.id${selected} FROM ${table} ${alias} ${keys.join ?? ''}
      WHERE ${where.join(' AND ')} ORDER BY ${toOrder([...keys.keys.map(({ sql }) => sql), `${alias}.id`])}
      LIMIT ${page.limit} OFFSET ${page.skip}) k
    CROSS JOIN LATERAL (SELECT * FROM ${table} WHERE program_id = $1 AND id = k.id OFFSET 0) ${alias} ${list.joins}
    ORDER BY ${toOrder([...places, 'id'].map((place) => `k.${place}`))}`
  const rows = await database.queryWith<Row>(settings, { text, values: bind.values })
  return rows.map((row) => ({
    record: list.toRecord(row),
    position: { part, id: String(row['id']), values: places.map((place) => String(row[place])) },
  }))
}

type Row = Readonly<Record<string, unknown>>

/** Returns the conditions of the rows after a position. */
function toBounds(
  { alias, idType }: SearchList<unknown>,
  { keys }: SortPart,
  { after, isDescending }: SearchPage,
): readonly ((bind: Bind) => string)[] {
  if (after === undefined) return []
  const sign = isDescending ? '<' : '>'
  const [first] = keys
  return [
    (bind) => {
      const values = after.values.map((value, index) => `${bind(value)}::${keys[index]?.type}`)
      const columns = [...keys.map(({ sql }) => sql), `${alias}.id`]
      return `(${columns.join(', ')}) ${sign} (${[...values, `${bind(after.id)}::${idType}`].join(', ')})`
    },
    // Implied by the comparison of all values, which cannot use the index of the first when the others are in another
    // table.
    ...(first === undefined
      ? []
      : [(bind: Bind) => `${first.sql} ${sign}= ${bind(after.values[0] ?? '')}::${first.type}`]),
  ]
}

function toConditions(
  { alias, toFilters, toWord }: SearchList<unknown>,
  filter: SearchFilter,
  { bind, now }: { readonly bind: Bind; readonly now: string },
): readonly string[] {
  const id = filter.id === undefined ? [] : [`${alias}.id = ${bind(filter.id)}`]
  const words = filter.words.map((word) => `(${toWord(word, bind).join(' OR ')})`)
  return [`${alias}.program_id = $1`, ...id, ...toFilters(filter, { bind, now }), ...words]
}

async function countPart(tenant: TenantSession, search: Search, page: PartPage): Promise<number> {
  const { list } = search
  const bind = createBind(tenant)
  const now = tenant.clock().toISOString()
  const keys = list.toParts(page, () => bind(now))[page.part] ?? { keys: [] }
  const bounds = toBounds(list, keys, page).map((toText) => toText(bind))
  const condition = keys.condition === undefined ? [] : [keys.condition(() => bind(now))]
  return count(tenant, search, { bind, join: keys.join, conditions: [...condition, ...bounds] })
}

function countRows(tenant: TenantSession, search: Search, limit: number): Promise<number> {
  return count(tenant, search, { bind: createBind(tenant), conditions: [], limit })
}

interface Count {
  readonly bind: Bind & { readonly values: SqlValue[] }
  readonly join?: string | undefined
  readonly conditions: readonly string[]
  readonly limit?: number
}

async function count(
  tenant: TenantSession,
  { list, filter, database }: Search,
  { bind, join = '', conditions, limit }: Count,
): Promise<number> {
  const now = tenant.clock().toISOString()
  const where = [...toConditions(list, filter, { bind, now }), ...conditions].join(' AND ')
  const end = limit === undefined ? '' : `LIMIT ${limit}`
  const text = `SELECT count(*)::integer AS count FROM (
    SELECT FROM ${list.table} ${list.alias} ${join} WHERE ${where} ${end}) counted`
  const [row] = await database.queryWith<{ count: number }>(settings, { text, values: bind.values })
  return row?.count ?? 0
}

function isPosition(
  { toParts, idType }: SearchList<unknown>,
  order: SearchOrder,
  { part, values, id }: SearchPosition,
): boolean {
  const keys = toParts(order, () => '')[part]?.keys
  return (
    keys?.length === values.length &&
    isKeyText(id, idType) &&
    values.every((value, index) => isKeyText(value, keys[index]?.type ?? 'text'))
  )
}
