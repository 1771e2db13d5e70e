import { parseJson, parseList, toModel, toResponseError } from './answers.js'
import { ArraySplitter } from './array-splitter.js'
import type { Answered, Unanswered } from './attempt.js'
import { toCallError } from './call-failures.js'
import type { CollectionPath } from './openapi-seam.js'
import { parseDuration, type CallOptions } from './options.js'
import type { RequiredFields } from './records.js'
import { createDeadline, raceAbort, type Deadline } from './signals.js'
import type { Transport } from './transport.js'

/** What one `iterate` may set for itself. */
export interface IterateOptions extends CallOptions {
  /** Milliseconds to wait for the answer to begin, and then for each further record. */
  readonly timeoutMs?: number | undefined
  /** How long the JSON of one record may be, in bytes; the memory needed is this at most. Default: 16777216. */
  readonly maxRecordBytes?: number | undefined
}

/** Which records are to be read. */
export interface IterateQuery<Model> {
  readonly path: CollectionPath
  readonly fields: RequiredFields<Model>
  readonly query: object | undefined
}

/** Yields the records while they arrive, each checked; ends the transfer however the loop ends. */
export async function* iterate<Model>(
  transport: Transport,
  { path, fields, query }: IterateQuery<Model>,
  { maxRecordBytes = 2 ** 24, ...options }: IterateOptions = {},
): AsyncGenerator<Model, void, undefined> {
  const { signal, timeoutMs = transport.settings.timeoutMs } = options
  const limit = parseDuration('maxRecordBytes', maxRecordBytes)
  const request = { method: 'GET', path, query } as const
  const sent = await transport.send(request, { ...options, isStreamed: true })
  // What errors are about: the text is that of the record at hand.
  const answer = { ...sent.answer }
  const received = { ...sent, answer, arrived: 0 }
  const body = createBody(answer, { signal, timeoutMs }, (result) =>
    toCallError({ ...received, result, timeoutMs, bound: 'attempt', retryAfterMs: undefined }),
  )
  const splitter = new ArraySplitter(limit, (expected, found) => {
    answer.text = ''
    throw toResponseError(received, { property: '', expected, received: found })
  })
  try {
    for (let bytes = await body.read(); bytes; bytes = await body.read()) {
      for (const element of splitter.push(bytes)) {
        body.assertGoing()
        answer.text = decoder.decode(element)
        const place = `[${received.arrived}]`
        const record = toModel(received, parseJson(received, place), { fields, place })
        received.arrived++
        yield record
      }
    }
    const single = splitter.end()
    if (single === undefined) return
    answer.text = decoder.decode(single)
    for (const record of parseList(received, fields)) {
      received.arrived++
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
  { stream, redactCause }: Answered,
  { signal, timeoutMs }: Patience,
  toError: (end: Unanswered) => Error,
): Body {
  const reader = stream?.getReader()
  let deadline: Deadline | undefined
  const stopTime = (): void => {
    deadline?.release()
    deadline = undefined
  }
  const fail = (kind: Unanswered['kind'], cause?: unknown): never => {
    throw toError({ kind, sent: true, cause })
  }
  return {
    async read() {
      const current = (deadline ??= createDeadline(timeoutMs, signal))
      try {
        return reader && (await raceAbort(reader.read(), current.signal)).value
      } catch (error) {
        if (current.isExpired()) return fail('timeout')
        return signal?.aborted ? fail('aborted', signal.reason) : fail('lost', redactCause(error))
      }
    },
    assertGoing() {
      stopTime()
      if (signal?.aborted) fail('aborted', signal.reason)
    },
    close() {
      stopTime()
      // Not waited for: what a broken body says to this helps nobody.
      reader?.cancel().catch(() => {})
    },
  }
}
