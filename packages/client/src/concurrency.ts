import { raceAbort } from './signals.js'

/** Where items come from, one at a time. */
export type Source<Item> = Iterator<Item> | AsyncIterator<Item>

/** What is run for each item of a source. */
export interface EachRun<Item, Result> {
  readonly source: Source<Item>
  readonly start: (item: Item, index: number) => Promise<Result>
  /** How many may be under way at once. */
  readonly limit: number
  readonly signal: AbortSignal
}

interface Settled<Result> {
  readonly job: Promise<Settled<Result>>
  readonly results: readonly Result[]
}

/**
 * Runs an action for each item, several at once, and yields each result when it settles. No item is taken before there
 * is room for it, so at most `limit` are held, results that nobody has taken yet included. After a failure, an abort
 * or a `break` nothing new is started, and what is under way is awaited. Returns whether all items were taken.
 */
export async function* runEach<Item, Result>(
  run: EachRun<Item, Result>,
): AsyncGenerator<Result, boolean, undefined> {
  const { source, signal } = run
  const jobs = new Set<Promise<Settled<Result>>>()
  const state: State = { isOpen: true, isDone: false, failures: [], count: 0 }
  let taking: Promise<undefined> | undefined
  try {
    for (;;) {
      const isOpen = state.isOpen && !signal.aborted
      if (isOpen && jobs.size < run.limit) {
        taking ??= take(run, state, jobs).finally(() => (taking = undefined))
      }
      const pending = isOpen && taking ? [...jobs, taking] : [...jobs]
      if (pending.length === 0) break
      const first = Promise.race(pending)
      const settled = await (isOpen ? raceAbort(first, signal).catch(() => undefined) : first)
      if (settled === undefined) continue
      jobs.delete(settled.job)
      yield* settled.results
    }
  } finally {
    state.isOpen = false
    await Promise.all(jobs)
    if (!state.isDone) await close(source, taking !== undefined)
  }
  if (state.failures.length > 0) throw state.failures[0]
  return state.isDone
}

interface State {
  isOpen: boolean
  /** Whether the source said that there are no more items. */
  isDone: boolean
  readonly failures: unknown[]
  count: number
}

/** Takes one item and starts its job. What is taken after the end was called is dropped. */
async function take<Item, Result>(
  { source, start, signal }: EachRun<Item, Result>,
  state: State,
  jobs: Set<Promise<Settled<Result>>>,
): Promise<undefined> {
  const fail = (error: unknown): readonly Result[] => {
    state.failures.push(error)
    state.isOpen = false
    return []
  }
  try {
    const { done = false, value } = await source.next()
    if (done) {
      state.isOpen = false
      state.isDone = true
    } else if (state.isOpen && !signal.aborted) {
      const work = start(value as Item, state.count++).then((result) => [result], fail)
      const job: Promise<Settled<Result>> = work.then((results) => ({ job, results }))
      jobs.add(job)
    }
  } catch (error) {
    state.isDone = true
    fail(error)
  }
}

/** Lets the source clean up; a source that is stuck is told, but not waited for. */
async function close<Item>(source: Source<Item>, isStuck: boolean): Promise<void> {
  const closing = (async () => source.return?.())()
  if (isStuck) closing.catch(() => {})
  else await closing
}
