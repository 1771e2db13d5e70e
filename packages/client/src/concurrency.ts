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

/**
 * Runs an action for each item, several at once, and yields each result when it settles. No item is taken before there
 * is room for it, so at most `limit` are held, results that nobody has taken yet included. After a failure, an abort
 * or a `break` nothing new is started, and what is under way is awaited. Returns whether all items were taken.
 */
export async function* runEach<Item, Result extends object>(
  run: EachRun<Item, Result>,
): AsyncGenerator<Result, boolean, undefined> {
  const jobs = new Set<Promise<unknown>>()
  const results: Result[] = []
  const failures: unknown[] = []
  let [isClosed, isDone, count] = [false, false, 0]
  /** The wait for the next item, if there is one. */
  let taking: readonly Promise<unknown>[] = []
  const isGoing = (): boolean => !(isClosed || isDone || failures.length || run.signal.aborted)
  const fail = (error: unknown): unknown => failures.push(error)
  /** Takes one item and starts its job. What is taken after the end was called is dropped. */
  const take = async (): Promise<void> => {
    const { done, value } = await run.source.next()
    if (done) isDone = true
    if (!isGoing()) return
    const work = run.start(value as Item, count++).then((result) => results.push(result), fail)
    const job: Promise<unknown> = work.then(() => jobs.delete(job))
    jobs.add(job)
  }
  try {
    while (isGoing() || jobs.size || results.length) {
      if (isGoing() && !taking.length && jobs.size + results.length < run.limit) {
        const taken = take().catch((error: unknown) => ((isDone = true), fail(error)))
        taking = [taken.then(() => (taking = []))]
      }
      const result = results.shift()
      if (result) {
        yield result
        continue
      }
      const next = Promise.race([...jobs, ...taking])
      await (isGoing() ? raceAbort(next, run.signal).catch(() => {}) : next)
    }
  } finally {
    isClosed = true
    await Promise.all(jobs)
    if (!isDone) await close(run.source, taking.length > 0)
  }
  if (failures.length) throw failures[0]
  return isDone
}

/** Lets the source clean up; a source that is stuck is told, but not waited for. */
async function close<Item>(source: Source<Item>, isStuck: boolean): Promise<void> {
  const closing = (async () => source.return?.())()
  if (isStuck) closing.catch(() => {})
  else await closing
}
