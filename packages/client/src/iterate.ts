import { parseJson, parseList, toModel, toResponseError } from './answers.js'
import { ArraySplitter } from './array-splitter.js'
import { toUnanswered, type Answered, type Unanswered } from './attempt.js'
import { toCallError } from './call-failures.js'
import type { CollectionPath } from './openapi-seam.js'
import { parseNumber, type CallOptions, type Settings } from './options.js'
import type { Checks } from './records.js'
import { createDeadline, raceAbort, type Deadline } from './signals.js'
import { send } from './transport.js'

/** What one `iterate` may set for itself. */
export interface IterateOptions extends CallOptions {
  /** Milliseconds to wait for the answer to begin, and then for each further record. */
  readonly timeoutMs?: number | undefined
  /** How long the JSON of one record may be, in bytes; the memory needed is this at most. Default: 16777216. */
  readonly maxRecordBytes?: number | undefined
}

/** Which records are to be read. */
export interface IterateQuery {
  readonly path: CollectionPath
  readonly checks: Checks
  readonly query: object | undefined
}

/** Yields the records while they arrive, each checked; ends the transfer however the loop ends. */
export async function* iterate<Model>(
  settings: Settings,
  { checks, ...query }: IterateQuery,
  { maxRecordBytes = 2 ** 24, ...options }: IterateOptions = {},
): AsyncGenerator<Model, void, undefined> {
  const { signal, timeoutMs = settings.timeoutMs } = options
  const limit = parseNumber('maxRecordBytes', maxRecordBytes, 1)
  const sent = await send(settings, { method: 'GET', ...query }, { ...options, isStreamed: true })
  // What errors are about: the text is that of the record at hand.
  const answer = { ...sent.answer }
  const facts = { ...sent.facts, arrived: 0 }
  const received = { answer, facts }
  const body = createBody(answer, { signal, timeoutMs }, (end) =>
    toCallError(facts, end, { timeoutMs, bound: 'attempt' }),
  )
  const splitter = new ArraySplitter(limit, (expected, found) => {
    answer.text = ''
    throw toResponseError(received, { expected, received: found })
  })
  try {
    for (let bytes = await body.read(); bytes; bytes = await body.read()) {
      for (const element of splitter.push(bytes)) {
        body.assertGoing()
        answer.text = decoder.decode(element)
        const place = `[${facts.arrived}]`
        const record = toModel<Model>(received, parseJson(received, place), { checks, place })
        facts.arrived++
        yield record
      }
    }
    const single = splitter.end()
    if (single === undefined) return
    answer.text = decoder.decode(single)
    for (const record of parseList<Model>(received, checks)) {
      facts.arrived++
      yield record
    }
  } finally {
    body.close()
  }
}

// A byte order mark is dropped by the splitter; later in the text it is a fault, as it is for JSON.parse.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

interface Patience {
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
}

interface Body {
  /** Returns the next bytes, undefined when there are no more. The time runs until the next record. */
  read(): Promise<Uint8Array | undefined>
  /** Stops the time, for a record has come; throws when the caller has aborted. */
  assertGoing(): void
  /** Ends the transfer. */
  close(): void
}

function createBody(
  { stream, redact }: Answered,
  { signal, timeoutMs }: Patience,
  toError: (end: Unanswered) => Error,
): Body {
  const reader = stream?.getReader()
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
        throw toError(toUnanswered(deadline, true, redact(error)))
      }
    },
    assertGoing() {
      stopTime()
      if (signal?.aborted) throw toError({ kind: 'aborted', sent: true, cause: signal.reason })
    },
    close() {
      stopTime()
      // Not waited for: what a broken body says to this helps nobody.
      reader?.cancel().catch(() => {})
    },
  }
}
