import { ConflictError } from '../errors/api-errors.js'
import { AbortedError, type CreateOutcome } from '../errors/call-errors.js'
import { createInputError } from '../errors/input-errors.js'
import { ReferlyError } from '../errors/referly-error.js'
import type { CollectionPath } from '../http/api.js'
import { createPace, type Pace } from '../http/pace.js'
import type { CallLimits } from '../http/send.js'
import type { Clock } from '../http/time.js'
import type { CallOptions } from '../options.js'

/** The request that `beforeSend` is called for. */
export interface SendContext {
  /** The position of the input, from 0. */
  readonly index: number
  /** The attempt of this input, from 1. */
  readonly attempt: number
}

/** Options for `createMany`. */
export interface CreateManyOptions<Model = unknown, New = unknown> extends CallOptions {
  /** Maximum number of creates in flight, and of inputs held in memory. Default: 4. */
  readonly concurrency?: number
  /** Maximum number of requests per second, evenly spaced, including retries. Default: unlimited. */
  readonly ratePerSecond?: number
  /** A pace to share with other calls, instead of `ratePerSecond`. */
  readonly pace?: Pace
  /**
   * The effect of an abort on the creates in flight: `cancel` aborts them, so that their records may or may not exist;
   * `finish` waits for them. Default: `cancel`.
   */
  readonly onAbort?: 'cancel' | 'finish'
  /**
   * Called and awaited before every request that may create a record, so that a journal can note it first. When it
   * returns false, the input is not sent and its result is `skipped`. When it throws, the run ends with that error.
   */
  readonly beforeSend?: (input: New, context: SendContext) => Promise<boolean | void>
  /** Called and awaited with every result, before it is yielded. When it throws, the run ends with that error. */
  readonly afterSettle?: (result: CreateManyResult<Model, New>) => Promise<void>
}

/** The result of one input. */
export type CreateManyResult<Model, New> = {
  /** The position of the input, from 0. */
  readonly index: number
  readonly input: New
} & (
  | CreateOutcome<Model>
  | { readonly status: 'exists'; readonly error: ConflictError }
  | { readonly status: 'failed'; readonly error: ReferlyError }
  | { readonly status: 'skipped' }
)

/** The collection that records are created in. */
export interface Creator<Model, New> {
  readonly create: (input: New, limits: CallLimits) => Promise<CreateOutcome<Model>>
  readonly path: CollectionPath
  readonly clock: Clock
}

/** The inputs of a bulk creation, which may be read or created while it runs. */
export type Inputs<New> = Iterable<New> | AsyncIterable<New>

/** Thrown instead of making an attempt that `beforeSend` refused. */
class SkippedSignal extends Error {}

/**
 * Creates records, several at once, and yields each result as it settles. Throws `InvalidInputError` immediately
 * for invalid options. While it runs, it only throws the errors of the inputs and hooks, and `AbortedError` when the
 * signal ends it early, in each case after the results of all requests in flight.
 */
export function createMany<Model, New>(
  creator: Creator<Model, New>,
  inputs: Inputs<New>,
  options: CreateManyOptions<Model, New> = {},
): AsyncGenerator<CreateManyResult<Model, New>, void, undefined> {
  const {
    concurrency = 4,
    ratePerSecond = Infinity,
    signal = new AbortController().signal,
  } = options
  assertPositive('concurrency', concurrency)
  assertPositive('ratePerSecond', ratePerSecond)
  const pace = options.pace ?? createPace(creator.clock, ratePerSecond)
  const { timeoutMs, beforeSend, afterSettle } = options
  // When creates should finish, the signal only ends their waits.
  const isFinishing = options.onAbort === 'finish'
  const limits: CallLimits = {
    timeoutMs,
    signal: isFinishing ? undefined : signal,
    pace: { ...pace, wait: () => pace.wait(signal) },
  }
  const start = async (input: New, index: number): Promise<CreateManyResult<Model, New>> => {
    const beforeAttempt = async (attempt: number): Promise<void> => {
      const isLate = isFinishing && signal.aborted && attempt === 1
      if (isLate || (await beforeSend?.(input, { index, attempt })) === false) {
        throw new SkippedSignal()
      }
    }
    // The spread is last: in Node.js 20, an object that begins with one and has more properties costs 1 to 3 us.
    const result = await settle(creator, { index, input }, { beforeAttempt, ...limits })
    await afterSettle?.(result)
    return result
  }
  return run(creator.path, { source: toIterator(inputs), start, limit: concurrency, signal })
}

async function settle<Model, New>(
  { create }: Creator<Model, New>,
  { index, input }: { readonly index: number; readonly input: New },
  limits: CallLimits,
): Promise<CreateManyResult<Model, New>> {
  try {
    return { index, input, ...(await create(input, limits)) }
  } catch (error) {
    if (error instanceof SkippedSignal) return { index, input, status: 'skipped' }
    if (!(error instanceof ReferlyError)) throw error
    if (error instanceof ConflictError) return { index, input, status: 'exists', error }
    return { index, input, status: 'failed', error }
  }
}

async function* run<New, R extends object>(
  path: CollectionPath,
  each: Parameters<typeof runEach<New, R>>[0],
): AsyncGenerator<R, void, undefined> {
  const isComplete = yield* runEach(each)
  if (isComplete) return
  throw new AbortedError({
    method: 'POST',
    path,
    attempts: 0,
    outcomeUnknown: false,
    cause: each.signal.reason,
  })
}

function assertPositive(field: string, value: number): void {
  if (!(value > 0)) throw createInputError(field, { expected: 'above 0', received: String(value) })
}

function toIterator<New>(inputs: Inputs<New>): Iterator<New> | AsyncIterator<New> {
  return Symbol.asyncIterator in inputs ? inputs[Symbol.asyncIterator]() : inputs[Symbol.iterator]()
}

/** A source of items, one at a time. */
type Source<Item> = Iterator<Item> | AsyncIterator<Item>

/** An action to run for each item of a source. */
interface EachRun<Item, Result> {
  readonly source: Source<Item>
  readonly start: (item: Item, index: number) => Promise<Result>
  /** Maximum number of items in flight. */
  readonly limit: number
  readonly signal: AbortSignal
}

/**
 * Runs an action for each item, several at once, and yields each result when it settles. An item is taken only when
 * there is room for it, so that at most `limit` are held, including results that have not been read yet. After a
 * failure, an abort, or a `break`, nothing new starts, and the items in flight are awaited. Returns whether all items
 * were taken.
 */
async function* runEach<Item, Result extends object>(
  each: EachRun<Item, Result>,
): AsyncGenerator<Result, boolean, undefined> {
  const state = new Run(each)
  try {
    while (state.isOpen || state.isBusy) {
      state.fill()
      const result = state.results.shift()
      if (result === undefined) await state.wait()
      else yield result
    }
  } finally {
    await state.close()
  }
  if (state.failure !== undefined) throw state.failure.error
  return state.isExhausted
}

class Run<Item, Result extends object> {
  readonly results: Result[] = []
  failure: { readonly error: unknown } | undefined
  isExhausted = false
  readonly #each: EachRun<Item, Result>
  #running = 0
  #isTaking = false
  #isClosed = false
  #count = 0
  #wake = (): void => {}
  readonly #onAbort = (): void => this.#wake()

  constructor(each: EachRun<Item, Result>) {
    this.#each = each
    each.signal.addEventListener('abort', this.#onAbort)
  }

  /** True while new items may start. */
  get isOpen(): boolean {
    const isEnded = this.isExhausted || this.#isClosed || this.failure !== undefined
    return !isEnded && !this.#each.signal.aborted
  }

  /** True while items are in flight or results are left. */
  get isBusy(): boolean {
    return this.#running > 0 || this.results.length > 0
  }

  /** Begins to take the next item when there is room for it. */
  fill(): void {
    const held = this.#running + this.results.length
    if (this.isOpen && !this.#isTaking && held < this.#each.limit) void this.#take()
  }

  /**
   * Resolves when an item has arrived or settled, or on an abort.
   *
   * One promise for all of them: a race of the items in flight would add a reaction to each, for every item.
   */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  /** Starts nothing more, and awaits the items in flight. */
  async close(): Promise<void> {
    this.#isClosed = true
    while (this.#running > 0) await this.wait()
    this.#each.signal.removeEventListener('abort', this.#onAbort)
    if (!this.isExhausted) await close(this.#each.source, this.#isTaking)
  }

  /** Takes one item and starts it. An item that arrives after the end is dropped. */
  async #take(): Promise<void> {
    this.#isTaking = true
    try {
      const { done, value } = await this.#each.source.next()
      if (done) this.isExhausted = true
      else if (this.isOpen) void this.#start(value)
    } catch (error) {
      this.isExhausted = true
      this.failure ??= { error }
    }
    this.#isTaking = false
    this.#wake()
  }

  async #start(item: Item): Promise<void> {
    this.#running++
    try {
      this.results.push(await this.#each.start(item, this.#count++))
    } catch (error) {
      this.failure ??= { error }
    }
    this.#running--
    this.#wake()
  }
}

/** Lets the source clean up. A stuck source is closed but not awaited. */
async function close<Item>(source: Source<Item>, isStuck: boolean): Promise<void> {
  const closing = (async () => source.return?.())()
  if (isStuck) closing.catch(() => {})
  else await closing
}
