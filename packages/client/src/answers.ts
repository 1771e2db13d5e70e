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
  return list.map((record, index) => {
    const place = Array.isArray(value) ? `[${index}]` : ''
    return toModel(received, record, { fields, place })
  })
}

/** Returns a record as its model; throws `UnexpectedResponseError` when a required field is not as it has to be. */
export function toModel<Model>(
  received: Received,
  record: unknown,
  { fields, place }: { readonly fields: RequiredFields<Model>; readonly place: string },
): Model {
  const fault = findFault(record, fields)
  // The boundary: each record has been looked at.
  if (fault === undefined) return record as Model
  const property = place && fault.property ? `${place}.${fault.property}` : place + fault.property
  throw toResponseError(received, { ...fault, property })
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

/** Reads the text of an answer, or of the record at a place in it; throws `UnexpectedResponseError`. */
export function parseJson(received: Received, property: string = ''): unknown {
  const { text, headers, redact } = received.answer
  try {
    return JSON.parse(text)
  } catch (error) {
    const type = redact(headers.get('content-type') ?? 'no stated type')
    const what = `${text.length} characters of ${type} that are not`
    // Left out when the key is in the text: the message quotes a part of it, which may be half of the key.
    const cause = redact(text) === text ? error : undefined
    throw toResponseError(received, { property, expected: 'complete JSON', received: what }, cause)
  }
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
