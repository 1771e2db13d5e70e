import { ConflictError } from '../errors/api-errors.js'
import { AbortedError, type CreateOutcome } from '../errors/call-errors.js'
import { createInputError } from '../errors/input-errors.js'
import { ReferlyError } from '../errors/referly-error.js'
import type { CollectionPath } from '../http/api.js'
import { createPace, type Pace } from '../http/pace.js'
import type { CallLimits } from '../http/send.js'
import type { Clock } from '../http/time.js'
import type { CallOptions } from '../options.js'
import { runEach } from './run-each.js'

/** The request that `beforeSend` is called for. */
export interface SendContext {
  /** The position of the input, from 0. */
  readonly index: number
  /** The attempt of this input, from 1. */
  readonly attempt: number
}

/** Options for `createMany`. */
export interface CreateManyOptions<Model = unknown, New = unknown> extends CallOptions {
  /** The most creates under way at once, and the most inputs held. Default: 4. */
  readonly concurrency?: number
  /** The most requests started per second, evenly spaced, retries included. Default: unlimited. */
  readonly ratePerSecond?: number
  /** A pace to share with other calls, instead of `ratePerSecond`. */
  readonly pace?: Pace
  /**
   * The effect of an abort on the creates under way: `cancel` aborts them, so that their records may or may not exist;
   * `finish` awaits them. Default: `cancel`.
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

/** Thrown before an attempt that is not to be made. */
class SkippedSignal extends Error {}

/**
 * Creates records, several at once, and yields each result as it settles. Throws `InvalidInputError` at once for
 * options that cannot work; while it runs, only the errors of the inputs and hooks, and `AbortedError` when the signal
 * ends it early, in each case after the results of everything that was under way.
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
  const start = async (input: New, index: number): Promise<CreateManyResult<Model, New>> => {
    const result = await settle(creator, { index, input }, { ...options, signal, pace })
    await options.afterSettle?.(result)
    return result
  }
  return run(creator.path, { source: toIterator(inputs), start, limit: concurrency, signal })
}

async function settle<Model, New>(
  { create }: Creator<Model, New>,
  item: { readonly index: number; readonly input: New },
  options: CreateManyOptions<Model, New> & { readonly signal: AbortSignal; readonly pace: Pace },
): Promise<CreateManyResult<Model, New>> {
  const { signal, pace, timeoutMs, beforeSend } = options
  const { index, input } = item
  // When creates are to finish, the signal ends only their waits.
  const isFinishing = options.onAbort === 'finish'
  const limits: CallLimits = {
    timeoutMs,
    signal: isFinishing ? undefined : signal,
    pace: { ...pace, wait: () => pace.wait(signal) },
    async beforeAttempt(attempt) {
      const isLate = isFinishing && signal.aborted && attempt === 1
      if (isLate || (await beforeSend?.(input, { index, attempt })) === false) {
        throw new SkippedSignal()
      }
    },
  }
  try {
    return { ...item, ...(await create(input, limits)) }
  } catch (error) {
    if (error instanceof SkippedSignal) return { ...item, status: 'skipped' }
    if (!(error instanceof ReferlyError)) throw error
    return error instanceof ConflictError
      ? { ...item, status: 'exists', error }
      : { ...item, status: 'failed', error }
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
