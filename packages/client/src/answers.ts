import { toAnswerFacts } from './answer-facts.js'
import { OutcomeUnknownError } from './errors/call-errors.js'
import { UnexpectedResponseError } from './errors/response-errors.js'
import { toList } from './one-or-many.js'
import { findFault, toTypeName, type RecordFault, type RequiredFields } from './records.js'
import type { Received } from './transport.js'

/** Reads the records of an answer; throws `UnexpectedResponseError` when it breaks the contract. */
export function parseList<Model>(received: Received, fields: RequiredFields<Model>): Model[] {
  const value = parseJson(received)
  const list = toList(value)
  if (list === undefined) {
    const expected = 'an object, an array or null'
    throw toResponseError(received, { property: '', expected, received: toTypeName(value) })
  }
  list.forEach((record, index) => {
    const fault = findFault(record, fields)
    if (fault !== undefined) {
      throw toRecordError(received, fault, Array.isArray(value) ? `[${index}]` : '')
    }
  })
  return toModels(list)
}

/** Reads the one record, if any, of a look-up by unique key. */
export function parseFound<Model>(
  received: Received,
  fields: RequiredFields<Model>,
): Model | undefined {
  const records = parseList(received, fields)
  if (records.length > 1) throw toCountError(received, records.length, 'one record or none')
  return records[0]
}

/**
 * Reads the record that a create answers. Throws `OutcomeUnknownError` when the answer breaks the contract: the server
 * said yes, but whether there is a record cannot be seen.
 */
export function parseCreated<Model>(received: Received, fields: RequiredFields<Model>): Model {
  try {
    const records = parseList(received, fields)
    const [record] = records
    if (record !== undefined && records.length === 1) return record
    throw toCountError(received, records.length, 'one record')
  } catch (error) {
    if (!(error instanceof UnexpectedResponseError)) throw error
    const { method, path, attempts } = error
    throw new OutcomeUnknownError({ method, path, attempts, cause: error })
  }
}

function parseJson(received: Received): unknown {
  const { text, headers, redact } = received.answer
  try {
    return JSON.parse(text)
  } catch (cause) {
    const type = redact(headers.get('content-type') ?? 'no stated type')
    const what = `${text.length} characters of ${type} that are not`
    const fault = { property: '', expected: 'complete JSON', received: what }
    throw toResponseError(received, fault, toJsonCause(cause, text, received))
  }
}

/** Returns what `JSON.parse` said, unless the key is in the text: it quotes a part, which may be half of the key. */
export function toJsonCause(cause: unknown, text: string, { answer }: Received): unknown {
  return answer.redact(text) === text ? cause : undefined
}

/** Creates the error for a record that breaks the contract, at its place in the answer. */
export function toRecordError(
  received: Received,
  fault: RecordFault,
  place: string,
): UnexpectedResponseError {
  const property = [place, fault.property].filter((part) => part !== '').join('.')
  return toResponseError(received, { ...fault, property })
}

/** The boundary: `findFault` has looked at each record. */
function toModels<Model>(records: readonly unknown[]): Model[] {
  return records as Model[]
}

function toCountError(
  received: Received,
  count: number,
  expected: string,
): UnexpectedResponseError {
  return toResponseError(received, { property: '', expected, received: `${count} records` })
}

/** Creates the error for an answer that breaks the contract. */
export function toResponseError(
  received: Received,
  fault: RecordFault,
  cause?: unknown,
): UnexpectedResponseError {
  const { request, answer, attempts, arrived } = received
  const { method, path } = request
  return new UnexpectedResponseError({
    method,
    path,
    attempts,
    ...(arrived !== undefined && { arrived }),
    ...toAnswerFacts(answer),
    ...fault,
    cause,
  })
}
