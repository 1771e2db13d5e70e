import { useEffect, useState } from 'preact/hooks'
import { toProblem } from '../problems.js'
import { onChange } from './changes.js'

/** The records of one list that have arrived so far. */
export interface CollectionState<Row> {
  readonly rows: readonly Row[]
  readonly status: 'loading' | 'ready' | 'failed'
  /** The reason why the list could not be read. */
  readonly problem: string | undefined
}

/** A list of records that is read as a whole, kept, and read again when records were changed. */
export interface Collection<Row> {
  readonly state: CollectionState<Row>
  /** Reads the list, unless it was read a moment ago. */
  load(): void
  /** Reads the list again. */
  reload(): Promise<void>
  subscribe(listener: () => void): () => void
}

/** Time for which a list counts as fresh, in milliseconds. */
const freshMs = 10_000

/** Time between two updates of the page while a long list arrives, in milliseconds. */
const updateMs = 200

/**
 * Creates a collection from a function that yields its records.
 *
 * A list of 100,000 records arrives in seconds, so its first rows are shown while the rest is read. A list that is
 * read again replaces the old one only when it is complete, so that rows do not disappear in between.
 */
export function createCollection<Row>(read: () => AsyncIterable<Row>): Collection<Row> {
  let state: CollectionState<Row> = { rows: [], status: 'loading', problem: undefined }
  let readAt = -Infinity
  const listeners = new Set<() => void>()
  const set = (change: Partial<CollectionState<Row>>): void => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const readAll = async (): Promise<void> => {
    try {
      const isFirst = state.rows.length === 0
      const rows = await readRows(read, (some) => isFirst && set({ rows: some }))
      readAt = performance.now()
      set({ rows, status: 'ready', problem: undefined })
    } catch (error) {
      set({ status: 'failed', problem: toProblem(error).message })
    }
  }
  // A list that is being read may already have passed what has changed since, so it is read once more after that.
  const queue = createQueue(readAll)
  onChange(() => {
    readAt = -Infinity
    if (listeners.size > 0) void queue.run()
  })
  return {
    get state() {
      return state
    },
    load() {
      if (!queue.isBusy() && performance.now() - readAt > freshMs) void queue.run()
    },
    reload: () => queue.run(),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

interface Queue {
  run(): Promise<void>
  isBusy(): boolean
}

/** Runs work one at a time, in order. */
function createQueue(work: () => Promise<void>): Queue {
  let last: Promise<void> | undefined
  return {
    run() {
      const own = (last ?? Promise.resolve()).then(work).finally(() => {
        if (last === own) last = undefined
      })
      last = own
      return own
    },
    isBusy: () => last !== undefined,
  }
}

/** Reads all rows. Calls `show` with those that have arrived, a few times a second. */
async function readRows<Row>(
  read: () => AsyncIterable<Row>,
  show: (rows: readonly Row[]) => void,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  let shownAt = performance.now()
  for await (const row of read()) {
    rows.push(row)
    if (performance.now() - shownAt < updateMs) continue
    show(rows.slice())
    shownAt = performance.now()
  }
  return rows
}

/** Reads a collection, and renders again whenever it changes. */
export function useCollection<Row>(collection: Collection<Row>): CollectionState<Row> {
  const [, update] = useState({})
  useEffect(() => {
    const stop = collection.subscribe(() => update({}))
    collection.load()
    return stop
  }, [collection])
  return collection.state
}
