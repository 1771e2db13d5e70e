import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SqlValue } from './database.js'
import type { Condition } from './statements.js'
import type { TenantSession } from './tenant.js'

/** A page of a list in the order of ids. */
export interface PageRequest {
  /** Starts the page after this id. */
  readonly after?: string | undefined
  /** Ends the page at this id. */
  readonly upTo?: string | undefined
  /** Continues with older records after `after`. */
  readonly isNewestFirst?: boolean | undefined
  readonly limit: number
}

/** The source of the pages of one list. */
export interface PageSource<Row> {
  readonly tenant: TenantSession
  readonly table: string
  read(request: PageRequest): Promise<readonly Row[]>
}

// The first page is small so that the first byte is sent early. A short list takes one query.
const firstLimit = 200
const nextLimit = 1000

/**
 * Reads a list page by page, and prefetches the next page while the caller uses the current one.
 *
 * Each page is a separate query, so that a slow client holds no connection. Records that are created after the first
 * page was read are left out.
 */
export async function* readPages<Row extends { readonly id: string | number }>(
  source: PageSource<Row>,
): AsyncGenerator<readonly Row[]> {
  let page = await source.read({ limit: firstLimit })
  let limit = firstLimit
  const upTo = page.length < limit ? undefined : await readNewestId(source)
  while (page.length === limit) {
    limit = nextLimit
    const next = source.read({ after: String(page.at(-1)?.id), upTo, limit })
    // Nobody awaits this promise when the caller stops early.
    next.catch(() => {})
    // The query is sent at the end of this turn; the caller's work on the page would delay it.
    await nextTurn()
    yield page
    page = await next
  }
  if (page.length > 0) yield page
}

async function readNewestId({
  tenant: { session, programId },
  table,
}: Pick<PageSource<unknown>, 'tenant' | 'table'>): Promise<string | undefined> {
  const text = `SELECT id FROM ${table} WHERE program_id = $1 ORDER BY id DESC LIMIT 1`
  const [row] = await session.query<{ id: string }>(text, [programId])
  return row?.id
}

/** Returns the conditions of a page on a column of ids. */
export function toPageConditions(
  column: string,
  { after, upTo, isNewestFirst }: PageRequest,
): Condition[] {
  const comparison = isNewestFirst === true ? '<' : '>'
  return [toBound(`${column} ${comparison} ?`, after), toBound(`${column} <= ?`, upTo)]
}

function toBound(text: string, value: SqlValue | undefined): Condition {
  return value === undefined ? undefined : [text, value]
}
