import { toJsonCause, toRecordError, toResponseError } from './answers.js'
import { ArrayFault, ArraySplitter } from './array-splitter.js'
import { AbortedError, ConnectionError, TimeoutError } from './errors/call-errors.js'
import { InvalidInputError } from './errors/input-errors.js'
import type { CollectionPath } from './openapi-seam.js'
import type { CallOptions } from './options.js'
import { findFault, type RequiredFields } from './records.js'
import { createDeadline, raceAbort, type Deadline } from './signals.js'
import type { Received, Transport } from './transport.js'

/** What is cut at a time: a given `fetch` may answer with one chunk of any size. */
const pieceBytes = 65_536

/** How much of the beginning is kept for errors: the excerpt of 2048 characters, and room for what is taken out. */
const headBytes = 8192

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

interface Reading<Model> {
  readonly fields: RequiredFields<Model>
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
  readonly received: Received
  readonly reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  readonly splitter: ArraySplitter
  /** The beginning of the answer, for errors. */
  head: string
  arrived: number
  /** Runs while a record is waited for, however many reads that takes. */
  deadline: Deadline | undefined
}

// Byte order marks are the splitter's business: within a text they are not to be dropped.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Yields the records while they arrive, each checked; ends the transfer however the loop ends. */
export async function* iterate<Model>(
  transport: Transport,
  { path, fields, query }: IterateQuery<Model>,
  { maxRecordBytes = 2 ** 24, ...options }: IterateOptions = {},
): AsyncGenerator<Model, void, undefined> {
  if (!(maxRecordBytes >= 1)) {
    const rule = `must be 1 or more; received ${maxRecordBytes}`
    throw new InvalidInputError({ field: 'maxRecordBytes', rule })
  }
  const limits = { ...options, isStreamed: true }
  const received = await transport.send({ method: 'GET', path, query }, limits)
  yield* readRecords({
    fields,
    signal: options.signal,
    timeoutMs: options.timeoutMs ?? transport.settings.timeoutMs,
    received,
    reader: received.answer.stream?.getReader(),
    splitter: new ArraySplitter(maxRecordBytes),
    head: '',
    arrived: 0,
    deadline: undefined,
  })
}

async function* readRecords<Model>(reading: Reading<Model>): AsyncGenerator<Model> {
  const { reader, splitter } = reading
  try {
    for (let bytes = await read(reading); bytes; bytes = await read(reading)) {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        yield* toRecords(reading, splitter.push(bytes.subarray(at, at + pieceBytes)))
      }
    }
    yield* toRecords(reading, splitter.end())
  } finally {
    reading.deadline?.release()
    // Not waited for: what a broken body says to this helps nobody.
    reader?.cancel().catch(() => {})
  }
}

async function read<Model>(reading: Reading<Model>): Promise<Uint8Array | undefined> {
  const { reader, signal, timeoutMs } = reading
  const deadline = (reading.deadline ??= createDeadline(timeoutMs, signal))
  try {
    const bytes = reader && (await raceAbort(reader.read(), deadline.signal)).value
    if (bytes && reading.head.length < headBytes) {
      reading.head += decoder.decode(bytes.subarray(0, headBytes))
    }
    return bytes
  } catch (error) {
    throw toReadError(reading, deadline, error)
  }
}

function* toRecords<Model>(
  reading: Reading<Model>,
  elements: Iterable<Uint8Array>,
): Generator<Model, void, undefined> {
  try {
    for (const element of elements) {
      reading.deadline?.release()
      reading.deadline = undefined
      if (reading.signal?.aborted) throw toAbortedError(reading)
      const record = parseRecord(reading, element)
      if (record === undefined) return
      reading.arrived++
      yield record
    }
  } catch (error) {
    if (!(error instanceof ArrayFault)) throw error
    const { expected, received } = error
    throw toResponseError(toReceived(reading), { property: '', expected, received })
  }
}

/** Returns undefined for an answer of `null`, which has no record. */
function parseRecord<Model>(reading: Reading<Model>, element: Uint8Array): Model | undefined {
  const { splitter, fields, arrived } = reading
  const place = splitter.isArray ? `[${arrived}]` : ''
  const text = decoder.decode(element)
  let record: unknown
  try {
    record = JSON.parse(text)
  } catch (cause) {
    const received = `${text.length} characters that are not`
    const fault = { property: place, expected: 'complete JSON', received }
    throw toResponseError(toReceived(reading), fault, toJsonCause(cause, text, reading.received))
  }
  if (record === null && place === '') return undefined
  const fault = findFault(record, fields)
  if (fault !== undefined) throw toRecordError(toReceived(reading), fault, place)
  // The boundary: the record has been looked at.
  return record as Model
}

function toReadError<Model>(reading: Reading<Model>, deadline: Deadline, error: unknown): Error {
  const { timeoutMs, signal, received } = reading
  if (signal?.aborted && !deadline.isExpired()) return toAbortedError(reading)
  const facts = toFacts(reading)
  if (deadline.isExpired()) return new TimeoutError({ ...facts, timeoutMs, bound: 'attempt' })
  const cause = received.answer.redactCause(error)
  return new ConnectionError({ ...facts, sent: true, cause })
}

function toAbortedError<Model>(reading: Reading<Model>): AbortedError {
  const cause: unknown = reading.signal?.reason
  return new AbortedError({ ...toFacts(reading), outcomeUnknown: false, cause })
}

function toFacts<Model>({ received, arrived }: Reading<Model>) {
  const { method, path } = received.request
  return { method, path, attempts: received.attempts, arrived }
}

/** What errors about the answer are made from: its beginning stands for the whole. */
function toReceived<Model>({ received, arrived, head }: Reading<Model>): Received {
  const { answer } = received
  return { ...received, arrived, answer: { ...answer, text: answer.redactHead(head) } }
}
