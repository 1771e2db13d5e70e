import { parseJson, type Answer } from '../http/answers.js'
import { toUnanswered, type Unanswered } from '../http/attempt.js'
import { createCallError, type CallLimits } from '../http/send.js'
import { createDeadline, raceAbort, type Deadline } from '../http/time.js'
import { parseNumber, type CallOptions, type Settings } from '../options.js'
import { createArraySplitter, createSkip } from './array-splitter.js'
import { toModel, toModels, type FieldTypes } from './records.js'

/** Options for `iterate`. */
export interface IterateOptions extends CallOptions {
  /** The time limit until the response begins, and then until each further record, in milliseconds. */
  readonly timeoutMs?: number | undefined
  /** The longest JSON of one record, in characters, which also limits the memory needed. Default: 16777216. */
  readonly maxRecordLength?: number | undefined
}

/** The list to iterate. */
export interface IterateQuery {
  readonly fields: FieldTypes
  /** The property of the response that has the list. Default: the response is the list. */
  readonly property?: string
  /** Sends the lookup. */
  readonly read: (limits: CallLimits) => Promise<Answer>
}

/** Yields the records as they arrive, each checked, and ends the transfer when the loop ends for any reason. */
export async function* iterate<Model>(
  settings: Pick<Settings, 'timeoutMs'>,
  { fields, property, read }: IterateQuery,
  { maxRecordLength = 2 ** 24, ...options }: IterateOptions = {},
): AsyncGenerator<Model, void, undefined> {
  const { signal, timeoutMs = settings.timeoutMs } = options
  const limit = parseNumber('maxRecordLength', maxRecordLength, 1)
  const answer = await read({ ...options, isStreamed: true })
  // Errors from here on state how many records arrived.
  const facts = { ...answer.facts, arrived: 0 }
  answer.facts = facts
  const body = readBody(answer, { signal, timeoutMs })
  const fail = (expected: string, received: string): never => {
    throw answer.createError({ expected, received }, '')
  }
  const splitter = createArraySplitter(limit, fail, createSkip(property))
  try {
    for (let bytes = await body.read(); bytes; bytes = await body.read()) {
      for (const text of splitter.push(bytes)) {
        body.assertOpen()
        const place = `[${facts.arrived}]`
        const record = toModel<Model>(parseJson(text, answer, place), fields, {
          answer,
          place,
          text,
        })
        facts.arrived++
        yield record
      }
    }
    const text = splitter.end()
    if (text === undefined) return
    const list = toList(parseJson(text, answer), property)
    for (const record of toModels<Model>(list, fields, { answer, text })) {
      facts.arrived++
      yield record
    }
  } finally {
    body.close()
  }
}

/** Returns the list of a response that did not begin with it. */
function toList(value: unknown, property: string | undefined): unknown {
  return property === undefined ? value : (value as Record<string, unknown> | null)?.[property]
}

/** The limits of a body. */
export interface BodyLimits {
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
}

/** The body of a response that is read while it arrives. */
export interface Body {
  /** Returns the next bytes, or undefined at the end. The timer runs until the next record. */
  read(): Promise<Uint8Array | undefined>
  /** Stops the timer, because a record has arrived; throws when the caller has aborted. */
  assertOpen(): void
  /** Ends the transfer. */
  close(): void
}

/** Reads the body of a streamed response, within time limits. */
export function readBody({ answered, facts }: Answer, { signal, timeoutMs }: BodyLimits): Body {
  const reader = answered.stream?.getReader()
  const createError = (end: Unanswered): Error =>
    createCallError(facts, end, { timeoutMs, bound: 'attempt' })
  let deadline: Deadline | undefined
  const stopTime = (): void => {
    deadline?.release()
    deadline = undefined
  }
  return {
    async read() {
      deadline ??= createDeadline(timeoutMs, signal)
      try {
        return reader && (await raceAbort(reader.read(), deadline.signal)).value
      } catch (error) {
        throw createError(toUnanswered(deadline, true, answered.redact(error)))
      }
    },
    assertOpen() {
      stopTime()
      if (signal?.aborted) throw createError({ kind: 'aborted', sent: true, cause: signal.reason })
    },
    close() {
      stopTime()
      // Not awaited, because the result of canceling a broken body does not matter.
      reader?.cancel().catch(() => {})
    },
  }
}
