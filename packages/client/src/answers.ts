import { toAnswerFacts } from './answer-facts.js'
import { OutcomeUnknownError } from './errors/call-errors.js'
import { UnexpectedResponseError } from './errors/response-errors.js'
import { toList } from './one-or-many.js'
import { findFault, toTypeName, type Checks, type RecordFault } from './records.js'
import type { Received } from './transport.js'

/** Reads the records of an answer; throws `UnexpectedResponseError` when it breaks the contract. */
export function parseList<Model>(received: Received, checks: Checks): Model[] {
  const value = parseJson(received)
  const list = toList(value)
  if (list === undefined) {
    const expected = 'an object, an array or null'
    throw toResponseError(received, { expected, received: toTypeName(value) })
  }
  return list.map((record, index) =>
    toModel(received, record, { checks, place: Array.isArray(value) ? `[${index}]` : '' }),
  )
}

/** Returns a record as its model; throws `UnexpectedResponseError` when a required field is not as it has to be. */
export function toModel<Model>(
  received: Received,
  record: unknown,
  { checks, place }: { readonly checks: Checks; readonly place: string },
): Model {
  const fault = findFault(record, checks)
  // The boundary: each record has been looked at.
  if (fault === undefined) return record as Model
  const property = [place, fault.property].filter(Boolean).join('.')
  throw toResponseError(received, { ...fault, property })
}

/** Reads the one record of a look-up by unique key; undefined when there is none and none has to be. */
export function parseFound<Model>(
  received: Received,
  checks: Checks,
  least: number = 0,
): Model | undefined {
  const { length, 0: record } = parseList<Model>(received, checks)
  if (length >= least && length <= 1) return record
  throw toResponseError(received, { expected: 'one record', received: `${length} records` })
}

/**
 * Reads the record that a create answers. Throws `OutcomeUnknownError` when the answer breaks the contract: the server
 * said yes, but whether there is a record cannot be seen.
 */
export function parseCreated<Model>(received: Received, checks: Checks): Model {
  try {
    return parseFound<Model>(received, checks, 1) as Model
  } catch (cause) {
    // Whatever it is, for the create was sent.
    throw new OutcomeUnknownError({ ...received.facts, cause: cause as Error })
  }
}

/** Reads the text of an answer, or of the record at a place in it; throws `UnexpectedResponseError`. */
export function parseJson(received: Received, property: string = ''): unknown {
  const { text, headers, redact } = received.answer
  try {
    return JSON.parse(text)
  } catch (cause) {
    const type = redact(headers.get('content-type') ?? 'no stated type')
    throw toResponseError(received, {
      property,
      expected: 'complete JSON',
      received: `${text.length} characters of ${type} that are not`,
      // Left out when the key is in the text: the message quotes a part of it, which may be half of the key.
      ...(redact(text) === text && { cause }),
    })
  }
}

/** Creates the error for an answer that breaks the contract. */
export function toResponseError(
  { answer, facts }: Received,
  fault: Omit<RecordFault, 'property'> & Partial<RecordFault> & { readonly cause?: unknown },
): UnexpectedResponseError {
  return new UnexpectedResponseError({ ...facts, ...toAnswerFacts(answer), property: '', ...fault })
}
