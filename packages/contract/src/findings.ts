import { isDeepStrictEqual } from 'node:util'
import type { Answer } from './answers.js'
import type { AnswerShape, ExpectedAnswer, JsonValue } from './contract-case.js'
import { hasBody, validateAnswer } from './contract.js'

/** A check of a response: its status, the contract's schema for that status, its shape, or its contents. */
export type Check = 'status' | 'schema' | 'shape' | 'contents'

/** A difference between a response and its case. */
export interface Finding {
  readonly check: Check
  readonly message: string
}

/** Returns every difference between a response and its case. */
export function findFaults(expected: ExpectedAnswer, answer: Answer): readonly Finding[] {
  const schema = findSchemaFaults(expected, answer)
  if (answer.status !== expected.status) {
    const message = `expected ${expected.status}, received ${answer.status}: ${toText(answer.body)}`
    return [{ check: 'status', message }, ...schema]
  }
  return [...schema, ...findShapeFaults(expected, answer), ...findContentFaults(expected, answer)]
}

function findSchemaFaults({ operation }: ExpectedAnswer, answer: Answer): readonly Finding[] {
  const faults = [...validateAnswer(operation, answer.status, answer.body)]
  const isJson = /^application\/json\b/.test(answer.contentType)
  if (!isJson && (answer.body !== '' || hasBody(operation, answer.status))) {
    faults.unshift(`expected application/json, received ${answer.contentType || 'no content type'}`)
  }
  return faults.length === 0 ? [] : [{ check: 'schema', message: faults.join('; ') }]
}

function findShapeFaults({ shape }: ExpectedAnswer, { body }: Answer): readonly Finding[] {
  if (shape === undefined) return []
  const received = toShape(body)
  if (received === shape || (shape === 'list' && received === 'one')) return []
  return [{ check: 'shape', message: `expected ${shape}, received ${received}: ${toText(body)}` }]
}

function toShape(body: unknown): AnswerShape {
  if (!Array.isArray(body)) return 'single'
  if (body.length < 2) return body.length === 0 ? 'empty' : 'one'
  return 'list'
}

function findContentFaults(expected: ExpectedAnswer, { body }: Answer): readonly Finding[] {
  const wanted = toWantedValues(expected)
  const unlike = [body].flat().filter((record) => !isShownBy(wanted, record))
  const unsaid = (expected.mentions ?? []).filter((text) => !toText(body).includes(text))
  return [
    ...unlike.map((record) => `expected ${toText(wanted)} in ${toText(record)}`),
    ...unsaid.map((text) => `expected ${text} in the message of ${toText(body)}`),
  ].map((message) => ({ check: 'contents', message }))
}

/** Every error repeats its status, except those of refunds, whose `error` is a sentence. */
function toWantedValues({ operation, status, shows = {} }: ExpectedAnswer): JsonValue {
  const isRefundError = operation === 'refundSale' && [400, 404].includes(status)
  return status < 300 || isRefundError ? shows : { error: status, ...shows }
}

/** Returns whether a record has every wanted value, at any depth. It can have more. */
export function isShownBy(wanted: JsonValue, received: unknown): boolean {
  if (wanted === null || typeof wanted !== 'object' || Array.isArray(wanted)) {
    return isDeepStrictEqual(received, wanted)
  }
  if (received === null || typeof received !== 'object') return Object.keys(wanted).length === 0
  const record = received as Readonly<Record<string, unknown>>
  return Object.entries(wanted).every(([key, value]) => isShownBy(value, record[key]))
}

function toText(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 500) ?? 'nothing'
}
