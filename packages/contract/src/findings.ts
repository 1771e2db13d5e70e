import { isDeepStrictEqual } from 'node:util'
import type { Answer } from './answers.js'
import type { AnswerShape, ContractCase, JsonValue } from './contract-case.js'
import { validateAnswer } from './contract.js'

/** A check of a response: its status, the contract's schema for that status, its shape, or its contents. */
export type Check = 'status' | 'schema' | 'shape' | 'contents'

/** A difference between a response and its case. */
export interface Finding {
  readonly check: Check
  readonly message: string
}

/** Returns every difference between a response and its case. */
export function findFaults(expected: ContractCase, answer: Answer): readonly Finding[] {
  const schema = findSchemaFaults(expected, answer)
  if (answer.status !== expected.status) {
    const message = `expected ${expected.status}, received ${answer.status}: ${toText(answer.body)}`
    return [{ check: 'status', message }, ...schema]
  }
  return [...schema, ...findShapeFaults(expected, answer), ...findContentFaults(expected, answer)]
}

function findSchemaFaults({ operation }: ContractCase, answer: Answer): readonly Finding[] {
  const faults = [...validateAnswer(operation, answer.status, answer.body)]
  if (!/^application\/json\b/.test(answer.contentType)) {
    faults.unshift(`expected application/json, received ${answer.contentType || 'no content type'}`)
  }
  return faults.length === 0 ? [] : [{ check: 'schema', message: faults.join('; ') }]
}

function findShapeFaults({ shape }: ContractCase, { body }: Answer): readonly Finding[] {
  if (shape === undefined) return []
  const received = toShape(body)
  if (received === shape) return []
  return [{ check: 'shape', message: `expected ${shape}, received ${received}: ${toText(body)}` }]
}

function toShape(body: unknown): AnswerShape {
  if (!Array.isArray(body)) return 'single'
  return body.length === 0 ? 'empty' : 'list'
}

function findContentFaults({ status, shows }: ContractCase, { body }: Answer): readonly Finding[] {
  const wanted = status === 200 ? shows : { error: status }
  if (wanted === undefined) return []
  return [body].flat().flatMap((record) => {
    if (isShownBy(wanted, record)) return []
    return [{ check: 'contents', message: `expected ${toText(wanted)} in ${toText(record)}` }]
  })
}

/** Returns whether a record has every wanted value, at any depth. It can have more. */
function isShownBy(wanted: JsonValue, received: unknown): boolean {
  if (wanted === null || typeof wanted !== 'object' || Array.isArray(wanted)) {
    return isDeepStrictEqual(received, wanted)
  }
  if (received === null || typeof received !== 'object') return false
  const record = received as Readonly<Record<string, unknown>>
  return Object.entries(wanted).every(([key, value]) => isShownBy(value, record[key]))
}

function toText(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 500) ?? 'nothing'
}
