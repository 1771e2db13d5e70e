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
  const { source, start, limit, signal } = run
  const jobs = new Set<Promise<Settled<Result>>>()
  const failures: unknown[] = []
  let [isClosed, isDone, count, taking] = [false, false, 0, undefined as Taking]
  const isGoing = (): boolean => !(isClosed || isDone || failures.length || signal.aborted)
  const fail = (error: unknown): [] => (failures.push(error), [])
  /** Takes one item and starts its job. What is taken after the end was called is dropped. */
  const take = async (): Promise<undefined> => {
    const { done, value } = await source.next()
    if (done) isDone = true
    if (!isGoing()) return
    const work = start(value as Item, count++).then((result) => [result], fail)
    const job: Promise<Settled<Result>> = work.then((results) => ({ job, results }))
    jobs.add(job)
  }
  try {
    for (;;) {
      if (isGoing() && jobs.size < limit) {
        taking ??= take()
          .catch((error: unknown) => ((isDone = true), fail(error)))
          .then(() => (taking = undefined))
      }
      const pending = isGoing() && taking ? [...jobs, taking] : [...jobs]
      if (!pending.length) break
      const first = Promise.race(pending)
      const settled = await (isGoing() ? raceAbort(first, signal).catch(() => undefined) : first)
      if (!settled) continue
      jobs.delete(settled.job)
      yield* settled.results
    }
  } finally {
    isClosed = true
    await Promise.all(jobs)
    if (!isDone) await close(source, taking !== undefined)
  }
  if (failures.length) throw failures[0]
  return isDone
}

type Taking = Promise<undefined> | undefined

/** Lets the source clean up; a source that is stuck is told, but not waited for. */
async function close<Item>(source: Source<Item>, isStuck: boolean): Promise<void> {
  const closing = (async () => source.return?.())()
  if (isStuck) closing.catch(() => {})
  else await closing
}
