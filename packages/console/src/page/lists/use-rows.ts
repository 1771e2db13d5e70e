import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks'
import { onChange } from '../records/changes.js'
import {
  createKnownCounts,
  createRowWindow,
  type ReadPage,
  type RowWindow,
  type SearchQuery,
} from './row-window.js'

/** The rows in view. */
interface View {
  readonly first: number
  readonly end: number
}

/** The rows of a list, and whether more are being loaded. */
export interface RowSource<Row> {
  /** Undefined until the first rows have arrived. */
  readonly rows: RowWindow<Row> | undefined
  readonly isLoading: boolean
  /** Reads rows that have come into view. */
  show(first: number, end: number): void
  /** Reloads the visible rows. */
  retry(): void
}

interface OpenableSource<Row> extends RowSource<Row> {
  /**
   * Reads another search. The rows of the last one stay until its first rows have arrived, so that nothing flickers.
   */
  open(read: ReadPage<Row>, query: SearchQuery): void
  close(): void
}

const top: View = { first: 0, end: 1 }

function createSource<Row>(onUpdate: () => void): OpenableSource<Row> {
  let create: (onRows: () => void) => RowWindow<Row> | undefined = () => undefined
  let view = top
  let shown: RowWindow<Row> | undefined
  let next: RowWindow<Row> | undefined
  const read = async (): Promise<void> => {
    next?.close()
    const rows = create(() => shown === rows && onUpdate())
    next = rows
    onUpdate()
    await rows?.show(view.first, view.end)
    if (next !== rows) return
    next = undefined
    shown?.close()
    shown = rows
    onUpdate()
  }
  return {
    get rows() {
      return shown
    },
    get isLoading() {
      return next !== undefined || shown === undefined
    },
    open(readPage, query) {
      view = top
      create = (onRows) => createRowWindow(readPage, query, onRows)
      void read()
    },
    show(first, end) {
      view = { first, end }
      void shown?.show(first, end)
    },
    retry: () => void read(),
    close() {
      next?.close()
      shown?.close()
    },
  }
}

/** Reads the rows of a search, and reads them again when records were changed. */
export function useRows<Row>(read: ReadPage<Row>, query: SearchQuery): RowSource<Row> {
  const [, update] = useState({})
  const source = useMemo(() => createSource<Row>(() => update({})), [])
  const counts = useMemo(() => createKnownCounts<Row>(), [read])
  // Before the browser paints, which takes as long as the server needs for the first rows.
  useLayoutEffect(() => source.open(counts.toReader(read), query), [read, JSON.stringify(query)])
  useEffect(
    () =>
      onChange(() => {
        counts.forget()
        source.retry()
      }),
    [source, counts],
  )
  useEffect(() => source.close, [source])
  return source
}
