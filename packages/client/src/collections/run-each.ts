import { raceAbort } from '../http/time.js'

/** A source of items, one at a time. */
export type Source<Item> = Iterator<Item> | AsyncIterator<Item>

/** An action to run for each item of a source. */
export interface EachRun<Item, Result> {
  readonly source: Source<Item>
  readonly start: (item: Item, index: number) => Promise<Result>
  /** The most items under way at once. */
  readonly limit: number
  readonly signal: AbortSignal
}

/**
 * Runs an action for each item, several at once, and yields each result when it settles. An item is taken only when
 * there is room for it, so that at most `limit` are held, including results that nobody has taken yet. After a failure,
 * an abort, or a `break`, nothing new starts, and the items under way are awaited. Returns whether all items were taken.
 */
export async function* runEach<Item, Result extends object>(
  each: EachRun<Item, Result>,
): AsyncGenerator<Result, boolean, undefined> {
  const run = new Run(each)
  try {
    while (run.isOpen || run.isBusy) {
      run.fill()
      const result = run.results.shift()
      if (result === undefined) await run.wait()
      else yield result
    }
  } finally {
    await run.close()
  }
  if (run.failure !== undefined) throw run.failure.error
  return run.isExhausted
}

class Run<Item, Result extends object> {
  readonly results: Result[] = []
  failure: { readonly error: unknown } | undefined
  isExhausted = false
  readonly #each: EachRun<Item, Result>
  readonly #running = new Set<Promise<void>>()
  /** The wait for the next item, while there is one. */
  #taking: Promise<void> | undefined
  #isClosed = false
  #count = 0

  constructor(each: EachRun<Item, Result>) {
    this.#each = each
  }

  /** True while new items may start. */
  get isOpen(): boolean {
    const isEnded = this.isExhausted || this.#isClosed || this.failure !== undefined
    return !isEnded && !this.#each.signal.aborted
  }

  /** True while items are under way or results are left. */
  get isBusy(): boolean {
    return this.#running.size > 0 || this.results.length > 0
  }

  /** Begins to take the next item when there is room for it. */
  fill(): void {
    const held = this.#running.size + this.results.length
    if (!this.isOpen || this.#taking !== undefined || held >= this.#each.limit) return
    const taken = this.#take()
    this.#taking = taken.finally(() => {
      this.#taking = undefined
    })
  }

  /** Resolves when an item has arrived or settled, or on an abort. */
  async wait(): Promise<void> {
    const next = Promise.race([...this.#running].concat(this.#taking ?? []))
    await (this.isOpen ? raceAbort(next, this.#each.signal).catch(() => {}) : next)
  }

  /** Starts nothing more, and awaits the items under way. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#running)
    if (!this.isExhausted) await close(this.#each.source, this.#taking !== undefined)
  }

  /** Takes one item and starts it. An item that arrives after the end is dropped. */
  async #take(): Promise<void> {
    try {
      const { done, value } = await this.#each.source.next()
      if (done) this.isExhausted = true
      else if (this.isOpen) this.#start(value)
    } catch (error) {
      this.isExhausted = true
      this.#fail(error)
    }
  }

  #start(item: Item): void {
    const settled = this.#each.start(item, this.#count++).then(
      (result) => void this.results.push(result),
      (error: unknown) => this.#fail(error),
    )
    const job: Promise<void> = settled.finally(() => this.#running.delete(job))
    this.#running.add(job)
  }

  #fail(error: unknown): void {
    this.failure ??= { error }
  }
}

/** Lets the source clean up. A source that is stuck is told but not awaited. */
async function close<Item>(source: Source<Item>, isStuck: boolean): Promise<void> {
  const closing = (async () => source.return?.())()
  if (isStuck) closing.catch(() => {})
  else await closing
}
