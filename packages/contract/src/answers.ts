import { randomUUID } from 'node:crypto'
import type { AnswerTarget } from './answer-target.js'
import type { ContractCase } from './contract-case.js'
import { readOperation } from './contract.js'
import { fillPlaceholders, type Placeholders } from './fixtures.js'

/** The response to a case. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  /** The parsed body, or its text if it is not JSON. */
  readonly body: unknown
}

/** Returns the target's fixtures and a new `unique`. */
export function createPlaceholders(target: AnswerTarget): Placeholders {
  return { ...target.fixtures, unique: randomUUID().slice(0, 8) }
}

/**
 * Sends the request of a case whose placeholders have been filled.
 *
 * @throws TypeError if the connection fails or there is no response within ten seconds.
 */
export async function readAnswer(target: AnswerTarget, filled: ContractCase): Promise<Answer> {
  const { method, path } = readOperation(filled.operation)
  const response = await fetch(`${target.baseUrl}${path}${toSearch(filled)}`, {
    method,
    headers: toHeaders(target, filled),
    body: filled.rawBody ?? (filled.body === undefined ? null : JSON.stringify(filled.body)),
    signal: AbortSignal.timeout(10_000),
  })
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: parseBody(await response.text()),
  }
}

/** Replaces the placeholders of a case with the values of a target. */
export function fillCase(contractCase: ContractCase, placeholders: Placeholders): ContractCase {
  const { query, body, shows } = contractCase
  return {
    ...contractCase,
    ...(query && { query: fillPlaceholders(query, placeholders) as typeof query }),
    ...(body !== undefined && { body: fillPlaceholders(body, placeholders) }),
    ...(shows && { shows: fillPlaceholders(shows, placeholders) as typeof shows }),
  }
}

function toSearch({ query }: ContractCase): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of [value].flat()) search.append(name, String(item))
  }
  return search.size === 0 ? '' : `?${search.toString()}`
}

function toHeaders(target: AnswerTarget, filled: ContractCase): Record<string, string> {
  const headers: Record<string, string> = {}
  const { authorization = `Bearer ${target.apiKey}` } = filled
  if (authorization !== null) headers['authorization'] = authorization
  if (filled.body !== undefined || filled.rawBody !== undefined) {
    headers['content-type'] = 'application/json'
  }
  if (filled.preferredStatus !== undefined) headers['prefer'] = `code=${filled.preferredStatus}`
  else if (filled.shape !== undefined) headers['prefer'] = `example=${filled.shape}`
  return headers
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
