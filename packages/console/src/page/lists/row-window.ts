import type { SearchPage } from '@referly-kit/client'
import { toProblem } from '../problems.js'

/** The parameters of a search. */
export type SearchQuery = Readonly<Record<string, string | number | boolean>>

/** Reads a page of a search. */
export type ReadPage<Row> = (
  query: SearchQuery,
  options: { readonly signal: AbortSignal },
) => Promise<SearchPage<Row>>

/** Rows of a page: those of a 4K screen and a few more. */
const pageSize = 100

/**
 * The rows of a search, read page by page as they come into view.
 *
 * A page after one that has arrived is read with its cursor, so that no row is missed or repeated when others are added
 * or deleted in the meantime. Any other page is one that the scroll bar has jumped to.
 */
export interface RowWindow<Row> {
  /** The number of rows, or of those that are known to exist until it has been counted. */
  readonly count: number
  /** False until the rows have been counted. */
  readonly isCounted: boolean
  /** The reason why a page could not be read. */
  readonly problem: string | undefined
  /** Changes whenever rows have arrived. */
  readonly revision: number
  rowAt(index: number): Row | undefined
  /** Reads the pages with these rows. Pages that are no longer in view are left out. */
  show(first: number, end: number): Promise<void>
  close(): void
}

interface Page<Row> {
  readonly rows: readonly Row[]
  readonly nextCursor: string | null
}

interface Pages<Row> extends Pick<RowWindow<Row>, 'count' | 'isCounted' | 'rowAt'> {
  /** Returns the first of some pages that has not arrived but exists. */
  findMissing(first: number, last: number): number | undefined
  read(index: number): Promise<void>
}

function createPages<Row>(
  read: (query: SearchQuery) => Promise<SearchPage<Row>>,
  onUpdate: () => void,
): Pages<Row> {
  const pages = new Map<number, Page<Row>>()
  let total: number | undefined
  const count = async (): Promise<void> => {
    const page = await read({ limit: 1, includeTotal: true }).catch(() => undefined)
    total ??= page?.total ?? undefined
    if (page !== undefined) onUpdate()
  }
  return {
    get count() {
      return total ?? (Math.max(-1, ...pages.keys()) + 1) * pageSize
    },
    get isCounted() {
      return total !== undefined
    },
    rowAt: (index) => pages.get(Math.floor(index / pageSize))?.rows[index % pageSize],
    findMissing(first, last) {
      for (let index = first; index <= last; index++) {
        if (!pages.has(index) && index * pageSize < (total ?? Infinity)) return index
      }
      return undefined
    },
    async read(index) {
      const cursor = pages.get(index - 1)?.nextCursor
      const place = cursor ? { cursor } : { skip: index * pageSize }
      const page = await read({ limit: pageSize, ...(index > 0 && place) })
      pages.set(index, { rows: page.data, nextCursor: page.nextCursor })
      if (page.nextCursor === null) total = index * pageSize + page.data.length
      onUpdate()
      if (total === undefined && index === 0) void count()
    },
  }
}

/** The numbers of the pages in view. */
interface PageRange {
  readonly first: number
  readonly last: number
}

function toPages(first: number, end: number): PageRange {
  const toPage = (index: number): number => Math.floor(Math.max(0, index) / pageSize)
  return { first: toPage(first), last: toPage(end - 1) }
}

/** Reads the pages in view, which can change while one of them is read. */
async function readMissing(
  pages: Pick<Pages<unknown>, 'findMissing' | 'read'>,
  toRange: () => PageRange,
): Promise<void> {
  const findNext = (): number | undefined => pages.findMissing(toRange().first, toRange().last)
  for (let next = findNext(); next !== undefined; next = findNext()) await pages.read(next)
}

type PageReader = Pick<RowWindow<unknown>, 'problem' | 'show'>

function createPageReader(
  pages: Pick<Pages<unknown>, 'findMissing' | 'read'>,
  { signal, onUpdate }: { readonly signal: AbortSignal; readonly onUpdate: () => void },
): PageReader {
  let wanted = toPages(0, 1)
  let reading: Promise<void> | undefined
  let problem: string | undefined
  const readWanted = async (): Promise<void> => {
    try {
      await readMissing(pages, () => wanted)
      problem = undefined
    } catch (error) {
      if (signal.aborted) return
      problem = toProblem(error).message
      onUpdate()
    }
    reading = undefined
  }
  return {
    get problem() {
      return problem
    },
    show(first, end) {
      wanted = toPages(first, end)
      return (reading ??= readWanted())
    },
  }
}

/** Creates the rows of a search. Calls `onUpdate` whenever some have arrived. */
export function createRowWindow<Row>(
  read: ReadPage<Row>,
  query: SearchQuery,
  onUpdate: () => void,
): RowWindow<Row> {
  const stop = new AbortController()
  const { signal } = stop
  let revision = 0
  const update = (): void => {
    revision++
    onUpdate()
  }
  const pages = createPages((place) => read({ ...query, ...place }, { signal }), update)
  const reader = createPageReader(pages, { signal, onUpdate: update })
  return {
    get count() {
      return pages.count
    },
    get isCounted() {
      return pages.isCounted
    },
    get problem() {
      return reader.problem
    },
    get revision() {
      return revision
    },
    rowAt: pages.rowAt,
    show: reader.show,
    close: () => stop.abort(),
  }
}

/** Time for which a count is reused, in milliseconds. */
const countedMs = 30_000

/** Counts of searches that do not depend on the order of their rows. */
export interface KnownCounts<Row> {
  /** Returns a cached count instead of requesting it again. */
  toReader(read: ReadPage<Row>): ReadPage<Row>
  /** Drops the cached counts, because records were changed. */
  forget(): void
}

interface Count {
  readonly key: string
  readonly at: number
  readonly total: Promise<number | null>
}

/**
 * Remembers how many rows a search has, which the order of its rows does not change. A count in progress is not
 * started again, and continues when its list is sorted.
 */
export function createKnownCounts<Row>(
  now: () => number = () => performance.now(),
): KnownCounts<Row> {
  let known: Count | undefined
  return {
    toReader: (read) => async (query, options) => {
      if (query['includeTotal'] !== true) return read(query, options)
      const { sort: _sort, order: _order, ...rows } = query
      const key = JSON.stringify(rows)
      if (known?.key !== key || now() - known.at >= countedMs) {
        const { signal } = new AbortController()
        const total = read(query, { signal }).then((page) => page.total)
        known = { key, at: now(), total }
      }
      const count = known
      try {
        return { data: [], nextCursor: null, total: await count.total }
      } catch (error) {
        if (known === count) known = undefined
        throw error
      }
    },
    forget: () => void (known = undefined),
  }
}
