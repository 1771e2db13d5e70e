import { useEffect, useMemo, useState } from 'preact/hooks'
import { toProblem } from '../problems.js'

/** One page of a list of the API. */
export interface Page<Row> {
  readonly data: readonly Row[]
  readonly nextCursor: string | null
}

/** Reads one page of a list. */
export type ReadPage<Row> = (query: {
  readonly limit: number
  readonly cursor?: string
}) => Promise<Page<Row>>

/** The rows of a list that have been read so far. */
export interface PagesState<Row> {
  readonly rows: readonly Row[]
  readonly status: 'loading' | 'ready' | 'failed'
  /** The reason why a page could not be read. */
  readonly problem: string | undefined
  readonly hasMore: boolean
}

/** A list that is read page by page. */
export interface PagedList<Row> {
  readonly state: PagesState<Row>
  /** Reads the first page, or the next one, unless a page is being read. */
  more(): void
  /** Changes the rows on the page to match a change on the server. */
  change(toRows: (rows: readonly Row[]) => readonly Row[]): void
  subscribe(listener: () => void): () => void
}

const pageSize = 100

/** Creates a list whose pages are read on demand, so a long list costs no more than the part that is viewed. */
export function createPagedList<Row>(read: ReadPage<Row>): PagedList<Row> {
  let state: PagesState<Row> = { rows: [], status: 'loading', problem: undefined, hasMore: true }
  let cursor: string | null = null
  let isReading = false
  const listeners = new Set<() => void>()
  const set = (change: Partial<PagesState<Row>>): void => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const readNext = async (): Promise<void> => {
    isReading = true
    try {
      const { data, nextCursor } = await read({ limit: pageSize, ...(cursor && { cursor }) })
      cursor = nextCursor
      const rows = [...state.rows, ...data]
      set({ rows, status: 'ready', problem: undefined, hasMore: nextCursor !== null })
    } catch (error) {
      set({ status: 'failed', problem: toProblem(error).message })
    } finally {
      isReading = false
    }
  }
  return {
    get state() {
      return state
    },
    more() {
      if (state.hasMore && !isReading) void readNext()
    },
    change: (toRows) => set({ rows: toRows(state.rows) }),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Functions of a list and its rows. */
export type Pages<Row> = PagesState<Row> & Pick<PagedList<Row>, 'more' | 'change'>

/**
 * Loads a list page by page and renders whenever rows arrive.
 *
 * @param key what the list depends on; another key starts another list
 */
export function usePages<Row>(key: string, read: ReadPage<Row>): Pages<Row> {
  const list = useMemo(() => createPagedList(read), [key])
  const [, update] = useState({})
  useEffect(() => {
    const stop = list.subscribe(() => update({}))
    list.more()
    return stop
  }, [list])
  return { ...list.state, more: list.more, change: list.change }
}
