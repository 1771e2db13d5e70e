import type { Clock } from './clock.js'
import { runEach, type EachRun } from './concurrency.js'
import { ConflictError } from './errors/api-errors.js'
import { AbortedError, type CreateOutcome } from './errors/call-errors.js'
import { refuse } from './errors/input-errors.js'
import { ReferlyError } from './errors/referly-error.js'
import type { CallOptions } from './options.js'
import { createPace } from './pace.js'
import type { CallLimits } from './transport.js'

/** How many are created. */
export interface CreateManyOptions extends CallOptions {
  /** How many creates may be under way at once, and how many inputs are held at most. Default: 4. */
  readonly concurrency?: number
  /** How many requests may start per second, evenly spaced, repeated ones included. Default: no limit of its own. */
  readonly ratePerSecond?: number
}

/** What became of one input. */
export type CreateManyResult<Model, New> = {
  /** Its place among the inputs, from 0. */
  readonly index: number
  readonly input: New
} & (
  | CreateOutcome<Model>
  | { readonly status: 'exists'; readonly error: ConflictError }
  | { readonly status: 'failed'; readonly error: ReferlyError }
)

/** What records are created with. */
export interface Creator<Model, New> {
  readonly create: (input: New, limits: CallLimits) => Promise<CreateOutcome<Model>>
  readonly clock: Clock
}

/** Inputs of a bulk creation, which may be read or made while it runs. */
export type Inputs<New> = Iterable<New> | AsyncIterable<New>

/**
 * Creates records, several at once, and yields what became of each as it settles. Throws `InvalidInputError` at once
 * for options that cannot work; while it runs, only what the inputs throw, and `AbortedError` when the signal cut it
 * short, both after the results of all that was under way.
 */
export function createMany<Model, New>(
  { create, clock }: Creator<Model, New>,
  inputs: Inputs<New>,
  options: CreateManyOptions = {},
): AsyncGenerator<CreateManyResult<Model, New>, void, undefined> {
  const { concurrency = 4, ratePerSecond = Infinity, timeoutMs } = options
  const { signal = new AbortController().signal } = options
  assertPositive('concurrency', concurrency)
  assertPositive('ratePerSecond', ratePerSecond)
  const limits: CallLimits = { signal, timeoutMs, pace: createPace(clock, ratePerSecond) }
  const settle = async (input: New, index: number): Promise<CreateManyResult<Model, New>> => {
    try {
      return { index, input, ...(await create(input, limits)) }
    } catch (error) {
      if (!(error instanceof ReferlyError)) throw error
      return error instanceof ConflictError
        ? { index, input, status: 'exists', error }
        : { index, input, status: 'failed', error }
    }
  }
  return run({ source: toIterator(inputs), start: settle, limit: concurrency, signal })
}

async function* run<New, R extends object>(
  each: EachRun<New, R>,
): AsyncGenerator<R, void, undefined> {
  const isComplete = yield* runEach(each)
  if (isComplete) return
  throw new AbortedError({
    method: 'POST',
    path: '/promotional-codes',
    attempts: 0,
    outcomeUnknown: false,
    cause: each.signal.reason,
  })
}

function assertPositive(field: string, value: number): void {
  if (!(value > 0)) refuse(field, `must be above 0; received ${value}`)
}

function toIterator<New>(inputs: Inputs<New>): Iterator<New> | AsyncIterator<New> {
  return Symbol.asyncIterator in inputs ? inputs[Symbol.asyncIterator]() : inputs[Symbol.iterator]()
}
