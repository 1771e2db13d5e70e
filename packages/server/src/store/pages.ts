import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SqlValue } from './database.js'
import type { Condition } from './statements.js'
import type { TenantSession } from './tenant.js'

/** A page of a list in the order of ids. */
export interface PageRequest {
  /** The page begins after this id. */
  readonly after?: string | undefined
  /** The page ends with this id at the latest. */
  readonly upTo?: string | undefined
  readonly limit: number
}

/** Where the pages of one list come from. */
export interface PageSource<Row> {
  readonly tenant: TenantSession
  readonly table: string
  read(request: PageRequest): Promise<readonly Row[]>
}

// The first page is small so that the first byte leaves soon, and short lists are answered by one statement.
const firstLimit = 200
const nextLimit = 1000

/**
 * Reads a list page by page, the next one while the reader is busy with this one.
 *
 * Each page is a statement of its own, so that a slow reader holds no connection; what is created after the first page
 * is left out.
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
    // A reader that goes away never awaits it.
    next.catch(() => {})
    // The statement is on its way only after this turn; what the reader does with the page would hold it back.
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

/** The conditions of a page on a column of ids. */
export function toPageConditions(column: string, { after, upTo }: PageRequest): Condition[] {
  return [toBound(`${column} > ?`, after), toBound(`${column} <= ?`, upTo)]
}

function toBound(text: string, value: SqlValue | undefined): Condition {
  return value === undefined ? undefined : [text, value]
}
