import { randomUUID } from 'node:crypto'
import type { JsonObject, JsonValue } from '../contract-case.js'
import { readExample, readOperation } from '../contract.js'
import { isShownBy } from '../findings.js'
import { fillPlaceholders, type Placeholders } from '../fixtures.js'
import type { KitCase, KitExpected, KitGiven, KitRequest } from './kit-case.js'
import { findKitFaults, readKitOperation } from './kit-contract.js'
import type { KitProgram, KitTarget } from './kit-target.js'

interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: unknown
}

/**
 * Sends the requests of a case, and returns every difference between the responses and what the case expects.
 *
 * @throws TypeError if a record that the case needs cannot be created.
 */
export async function findKitCaseFaults(
  target: KitTarget,
  kitCase: KitCase,
): Promise<readonly string[]> {
  const program = await target.createProgram()
  let values: Record<string, string | number> = { unique: randomUUID().slice(0, 8) }
  for (const given of kitCase.given ?? []) {
    const record = await createGiven(program, fill(given, values))
    values = { ...values, ...toPlaceholders(given.as, record) }
  }
  const faults: string[] = []
  for (const expected of [kitCase, ...(kitCase.afterwards ?? [])]) {
    const filled = fill(expected, values)
    const answer = await sendExpected(program, filled, target.isMock)
    faults.push(...findFaults(filled, answer, target.isMock))
  }
  return faults
}

function fill<Request extends KitRequest>(
  request: Request,
  values: Readonly<Record<string, string | number>>,
): Request {
  const { params, query, body, shows } = request as KitRequest & Pick<KitExpected, 'shows'>
  const given = { params, query, body, shows }
  const parts = Object.entries(given).filter(([, value]) => value !== undefined)
  const filled = fillPlaceholders(
    Object.fromEntries(parts) as JsonObject,
    values as unknown as Placeholders,
  )
  return { ...request, ...(filled as JsonObject) }
}

/** Creates a record, or returns the example of the contract if the target has no such API. */
async function createGiven(program: KitProgram, given: KitGiven): Promise<unknown> {
  const answer =
    'kit' in given
      ? await sendExpected(program, { ...given, operation: given.kit, status: 200 }, false)
      : await sendToReferly(program, given)
  if (answer.status < 300) return answer.body
  const operation = 'kit' in given ? given.kit : given.referly
  throw new TypeError(`${operation} returned ${answer.status}: ${JSON.stringify(answer.body)}`)
}

async function sendToReferly(
  { referlyUrl, apiKey }: KitProgram,
  { referly, body }: Extract<KitGiven, { referly: unknown }>,
): Promise<Answer> {
  const { method, path } = readOperation(referly)
  if (referlyUrl === undefined) {
    const example = readExample(referly, 200, 'single')
    return { status: 200, contentType: 'application/json', body: example }
  }
  return readAnswer(referlyUrl + path, { method, apiKey, body })
}

function sendExpected(
  { kitUrl, apiKey }: KitProgram,
  expected: KitExpected,
  isMock: boolean,
): Promise<Answer> {
  const { operation, params = {}, query = {}, body, status, authorization } = expected
  const { method, path } = readKitOperation(operation)
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  )
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      [value].flat().map((item): [string, string] => [name, String(item)]),
    ),
  )
  const url = `${kitUrl}${filled}${search.size === 0 ? '' : `?${search.toString()}`}`
  // The mock checks input and keys itself.
  const prefer = isMock && (expected.isAskedForStatus || ![400, 401].includes(status))
  return readAnswer(url, {
    method,
    apiKey,
    body,
    authorization,
    prefer: prefer ? `code=${status}` : undefined,
  })
}

interface Sending {
  readonly method: string
  readonly apiKey: string
  readonly body: JsonValue | undefined
  readonly authorization?: string | null | undefined
  readonly prefer?: string | undefined
}

async function readAnswer(url: string, sending: Sending): Promise<Answer> {
  const { method, apiKey, body, prefer } = sending
  const { authorization = `Bearer ${apiKey}` } = sending
  const response = await fetch(url, {
    method,
    headers: {
      ...(authorization !== null && { authorization }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(prefer !== undefined && { prefer }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  })
  const contentType = response.headers.get('content-type') ?? ''
  const text = await response.text()
  const isJson = contentType.startsWith('application/json')
  return { status: response.status, contentType, body: isJson ? JSON.parse(text) : text }
}

/**
 * Returns the texts and numbers of a record as placeholders, including those of records in it:
 * `{held.reservation.id}`.
 */
function toPlaceholders(
  prefix: string | undefined,
  record: unknown,
): Record<string, string | number> {
  if (prefix === undefined || typeof record !== 'object' || record === null) return {}
  const values = Object.entries(record as Readonly<Record<string, unknown>>).map(
    ([name, value]) => {
      const isValue = typeof value === 'string' || typeof value === 'number'
      return isValue ? { [`${prefix}.${name}`]: value } : toPlaceholders(`${prefix}.${name}`, value)
    },
  )
  return Object.assign({}, ...values) as Record<string, string | number>
}

function findFaults(expected: KitExpected, answer: Answer, isMock: boolean): readonly string[] {
  const { operation, status, shows } = expected
  const { body } = answer
  const faults = [...findKitFaults(operation, answer.status, answer)]
  if (answer.status !== status) {
    faults.unshift(`expected ${status}, received ${answer.status}: ${JSON.stringify(body)}`)
  }
  // A mock returns its example, not what was sent or asked for.
  if (isMock) return faults
  if (shows !== undefined && !isShownBy(shows, body)) {
    faults.push(`expected ${JSON.stringify(shows)} in ${JSON.stringify(body)}`)
  }
  if (status >= 400 && (body as { error?: unknown }).error !== status) {
    faults.push(`expected error ${status} in ${JSON.stringify(body)}`)
  }
  return faults
}
