import { randomUUID } from 'node:crypto'
import type { AnswerTarget } from './answer-target.js'
import type { ContractCase, ExpectedAnswer, GivenRequest, JsonValue } from './contract-case.js'
import { readExample, readOperation } from './contract.js'
import { fillPlaceholders, type Placeholders } from './fixtures.js'

/** The response to a request. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  /** The parsed body, or its text if it is not JSON. */
  readonly body: unknown
}

/** A request whose placeholders have been filled, and its response. */
export interface Exchange {
  readonly request: ExpectedAnswer
  readonly answer: Answer
}

/** Returns the target's fixtures and a new `unique`. */
export function createPlaceholders(target: AnswerTarget): Placeholders {
  return { ...target.fixtures, unique: randomUUID().slice(0, 8) }
}

/**
 * Sends the requests of a case: those that create its records, its own, and those that follow.
 *
 * @returns the exchanges, without those that create records unless `isComplete` is true
 * @throws TypeError if a record cannot be created, the connection fails, or there is no response within ten seconds.
 */
export async function readExchanges(
  target: AnswerTarget,
  contractCase: ContractCase,
  { isComplete = false }: { readonly isComplete?: boolean } = {},
): Promise<readonly Exchange[]> {
  const created: Exchange[] = []
  let placeholders = createPlaceholders(target)
  for (const given of contractCase.given ?? []) {
    const exchange = await readExchange(target, { ...given, status: 200 }, placeholders)
    assertAccepted(exchange)
    created.push(exchange)
    placeholders = { ...placeholders, ...toPlaceholders(given, exchange.answer.body) }
  }
  const exchanges: Exchange[] = []
  for (const expected of [contractCase, ...(contractCase.afterwards ?? [])]) {
    exchanges.push(await readExchange(target, expected, placeholders))
  }
  return isComplete ? [...created, ...exchanges] : exchanges
}

async function readExchange(
  target: AnswerTarget,
  expected: ExpectedAnswer,
  placeholders: Placeholders,
): Promise<Exchange> {
  const request = fillRequest(expected, placeholders)
  return { request, answer: await readAnswer(target, request) }
}

function assertAccepted({ request, answer }: Exchange): void {
  if (answer.status < 300) return
  const { operation, body } = request
  throw new TypeError(
    `${operation} returned ${answer.status}, but the case needs it: ${JSON.stringify(answer.body)}. The body was ${JSON.stringify(body)}.`,
  )
}

/** Returns the properties of a created record that are texts or numbers. */
function toPlaceholders({ as }: GivenRequest, record: unknown): Readonly<Record<string, string>> {
  if (as === undefined || typeof record !== 'object' || record === null) return {}
  const entries = Object.entries(record)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]: [string, string]) => [`${as}.${name}`, value])
  return Object.fromEntries(entries) as Readonly<Record<string, string>>
}

/**
 * Returns every request of a case with the values of the contract's examples, as the mock would receive it. Requests
 * that create records are expected to be accepted.
 */
export function fillWithExamples(
  contractCase: ContractCase,
  values: Placeholders,
): readonly ExpectedAnswer[] {
  const { given = [], afterwards = [] } = contractCase
  const created = given.map((request): ExpectedAnswer => ({
    ...request,
    status: toStatus(request),
  }))
  const placeholders = given.reduce(
    (found, request) => ({ ...found, ...toPlaceholders(request, readCreated(request)) }),
    values,
  )
  return [...created, contractCase, ...afterwards].map((request) =>
    fillRequest(request, placeholders),
  )
}

function readCreated({ operation }: GivenRequest): JsonValue | undefined {
  return readExample(operation, 200, 'single')
}

function toStatus({ operation }: GivenRequest): number {
  return readOperation(operation).statuses.find((status) => status < 300) ?? 200
}

/**
 * Sends a request whose placeholders have been filled.
 *
 * @throws TypeError if the connection fails or there is no response within ten seconds.
 */
async function readAnswer(target: AnswerTarget, filled: ExpectedAnswer): Promise<Answer> {
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

/** Replaces the placeholders of a request and its expected response with values. */
function fillRequest(expected: ExpectedAnswer, placeholders: Placeholders): ExpectedAnswer {
  const { query, body, shows } = expected
  return {
    ...expected,
    ...(query && { query: fillPlaceholders(query, placeholders) as typeof query }),
    ...(body !== undefined && { body: fillPlaceholders(body, placeholders) }),
    ...(shows && { shows: fillPlaceholders(shows, placeholders) as typeof shows }),
  }
}

function toSearch({ query }: ExpectedAnswer): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of [value].flat()) search.append(name, String(item))
  }
  return search.size === 0 ? '' : `?${search.toString()}`
}

function toHeaders(target: AnswerTarget, filled: ExpectedAnswer): Record<string, string> {
  const { authorization = `Bearer ${target.apiKey}`, preferredExample = filled.shape } = filled
  const headers: Record<string, string> = {}
  if (authorization !== null) headers['authorization'] = authorization
  if (filled.body !== undefined || filled.rawBody !== undefined) {
    headers['content-type'] = 'application/json'
  }
  if (filled.preferredStatus !== undefined) headers['prefer'] = `code=${filled.preferredStatus}`
  else if (preferredExample !== undefined) headers['prefer'] = `example=${preferredExample}`
  return headers
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
