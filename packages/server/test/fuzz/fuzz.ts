import { Agent, request as send } from 'node:http'
import { contract } from '../../src/http/contract.js'
import type { Operation } from '../../src/http/operations.js'
import type { RunningServer } from '../../src/index.js'
import { assertContract, isContractBody, type Json } from '../harness.js'
import { createRandom, type Random } from './random.js'
import { createRequest, createValidRequest, type FuzzRequest } from './requests.js'

/** Options for `fuzz`. */
export interface FuzzOptions {
  readonly seed: number
  readonly count: number
  readonly concurrency: number
}

/** The number of responses, by kind of request, operation, and status: `valid createCoupon 200`. */
export type FuzzTally = ReadonlyMap<string, number>

interface Reply {
  readonly status: number
  readonly type: string
  readonly text: string
}

const timeoutMs = 15_000
const internals = /node_modules|\bat .+:\d+:\d+|SELECT |INSERT |syntax error|pg_|relation "/

/**
 * Sends requests derived from a seed and checks every response against the contract.
 *
 * @throws Error with the request for the first response that is late, a 5xx, outside the contract, a 200 for a body
 *   that the contract rejects, or different from what was sent; and when records of another program have changed.
 */
export async function fuzz(server: RunningServer, options: FuzzOptions): Promise<FuzzTally> {
  const { seed, count, concurrency } = options
  const bystander = await createBystander(server)
  const { id } = await server.admin.createProgram({ name: 'Fuzz' })
  const { key } = await server.admin.createApiKey(id)
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency })
  const known: Record<string, string[]> = {}
  const tally = new Map<string, number>()
  const sales = createSaleWatch()
  const random = createRandom(seed)
  const ask = async (request: FuzzRequest): Promise<void> => {
    sales.noteRequest(request)
    const reply = await exchange(server, agent, request)
    check(request, reply)
    sales.check(request, reply)
    learn(known, request, { reply, random })
    const entry = `${request.kind} ${request.operation.id} ${reply.status}`
    tally.set(entry, (tally.get(entry) ?? 0) + 1)
  }
  let left = count
  const work = async (): Promise<void> => {
    while (left > 0) {
      left--
      await ask(createRequest(random, known, key))
    }
  }
  try {
    await Promise.all(Array.from({ length: concurrency }, work))
    // The order of the responses decides which records requests refer to, and so how many sales are recorded.
    const creations = contract.operations.filter(({ method }) => method === 'POST')
    const isRare = (each: Operation): boolean => countSuccesses(tally, each) < 4
    for (let tries = 0; tries < 100 && creations.some(isRare); tries++) {
      for (const each of creations) await ask(createValidRequest(random, known, key, each))
    }
    await bystander.assertUntouched()
  } finally {
    agent.destroy()
  }
  return tally
}

/** Counts the valid requests of an operation that succeeded. */
export function countSuccesses(tally: FuzzTally, operation: Operation): number {
  const status = operation.method === 'GET' ? 200 : operation.status
  return tally.get(`valid ${operation.id} ${status}`) ?? 0
}

function exchange(server: RunningServer, agent: Agent, request: FuzzRequest): Promise<Reply> {
  const { method, path, headers, body } = request
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const options = { agent, port: server.port, method, path, headers: { ...headers, ...length } }
    const call = send(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const type = response.headers['content-type'] ?? ''
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, type, text })
      })
    })
    call.setTimeout(timeoutMs, () => call.destroy(new Error('No response in time.')))
    call.on('error', (cause) => reject(toError(request, 'The connection was lost.', cause)))
    call.end(body)
  })
}

function check(request: FuzzRequest, reply: Reply): void {
  const { method, path } = request
  if (reply.status >= 500) throw toError(request, `${reply.status} ${reply.text}`)
  if (method === 'HEAD' || reply.status === 204) return
  const body = parseAnswer(request, reply)
  if (reply.status === 200) {
    checkSuccess(request, body)
    return
  }
  const { error, message, reason } = body as Json
  assertContract(method, path.replace('/api/v1', ''), reply.status, body)
  // A refund has another body for its own errors.
  if (method === 'PATCH' && typeof reason === 'string') return
  if (error !== reply.status || typeof message !== 'string' || message === '') {
    throw toError(request, `The body is not an Error: ${reply.text}`)
  }
  const isEcho = request.body !== undefined || path.includes('?')
  if (!isEcho && internals.test(message)) {
    throw toError(request, `The message shows internals: ${message}`)
  }
}

function parseAnswer(request: FuzzRequest, { type, text }: Reply): unknown {
  if (!type.startsWith('application/json')) {
    throw toError(request, `The content type is ${type}: ${text}`)
  }
  return JSON.parse(text)
}

function checkSuccess(request: FuzzRequest, body: unknown): void {
  const { method, operation, value } = request
  assertContract(method, operation.path, 200, body)
  if (method !== operation.method || value === undefined) return
  if (!isContractBody(method, operation.path, JSON.parse(JSON.stringify(value)))) {
    throw toError(request, 'The server accepted a body that the contract rejects.')
  }
  if (isKeyedSale(request) || (method !== 'POST' && method !== 'PUT')) return
  for (const name of echoed) {
    const [sent, got] = [(value as Json)[name], (body as Json)[name]]
    if (typeof sent !== 'string' || typeof got !== 'string' || sent === got) continue
    if (name === 'code' && (body as Json)['isAutoGenerated'] === true) continue
    throw toError(request, `${name} was returned as ${JSON.stringify(got)}`)
  }
}

// Values stored exactly as sent. Others are normalized: times, currencies, affiliate links.
const echoed = [
  'name',
  'externalId',
  'firstName',
  'lastName',
  'email',
  'code',
  'customerId',
  'plan',
]

function isKeyedSale({ operation, value }: FuzzRequest): boolean {
  const { externalId, externalInvoiceId } = (value as Json | undefined) ?? {}
  return operation.id === 'createSale' && (externalId ?? externalInvoiceId) !== undefined
}

interface SaleWatch {
  noteRequest(request: FuzzRequest): void
  check(request: FuzzRequest, reply: Reply): void
}

/**
 * Checks that a repeated `externalId` returns the first such sale, whatever else the body contains.
 *
 * Only the server knows which one was first, and a deleted sale frees its `externalId`.
 */
function createSaleWatch(): SaleWatch {
  const sales = new Map<unknown, unknown>()
  const deleted = new Set<unknown>()
  return {
    noteRequest({ operation, value }) {
      if (operation.id === 'deleteSale') deleted.add((value as Json | undefined)?.['saleId'])
    },
    check(request, reply) {
      if (reply.status !== 200 || !isKeyedSale(request)) return
      const { externalId, externalInvoiceId } = request.value as Json
      const { id } = JSON.parse(reply.text) as Json
      if (externalInvoiceId !== undefined || deleted.has(id)) return
      const first = sales.get(externalId) ?? id
      sales.set(externalId, deleted.has(first) ? id : first)
      if (first === id || deleted.has(first)) return
      throw toError(
        request,
        `The same externalId returned sales ${String(first)} and ${String(id)}`,
      )
    },
  }
}

interface Lesson {
  readonly reply: Reply
  readonly random: Random
}

/** Remembers what a response created, but not everything, so that later requests hit the same records. */
function learn(
  known: Record<string, string[]>,
  request: FuzzRequest,
  { reply, random }: Lesson,
): void {
  if (request.method === 'DELETE' && reply.status < 300) forget(known, request)
  if (request.method !== 'POST' || reply.status !== 200) return
  const record = JSON.parse(reply.text) as Json
  const { noun } = request.operation
  const facts: Record<string, unknown> = { [`${noun}Id`]: record['id'], code: record['code'] }
  if (noun === 'affiliate') facts['affiliateEmail'] = record['email']
  if (noun === 'referral') facts['referralEmail'] = record['email']
  if (noun === 'link') facts['link'] = record['link']
  for (const [name, fact] of Object.entries(facts)) {
    const pool = (known[name] ??= [])
    if (typeof fact !== 'string' && typeof fact !== 'number') continue
    if (pool.length < 50) pool.push(String(fact))
    else pool[random.below(50)] = String(fact)
  }
}

/** Forgets what a request has deleted, so that later requests do not refer to it. */
function forget(known: Record<string, string[]>, { operation, value }: FuzzRequest): void {
  const { noun } = operation
  const body = (value ?? {}) as Json
  const id = String(body[`${noun}Id`] ?? body['id'] ?? body['link'])
  for (const name of [`${noun}Id`, 'link']) {
    known[name] = (known[name] ?? []).filter((one) => one !== id)
  }
  // It is unknown which of these belonged to the record.
  if (noun === 'affiliate') known['affiliateEmail'] = []
  if (noun === 'coupon') {
    known['code'] = []
    known['promotionalCodeId'] = []
  }
}

interface Bystander {
  assertUntouched(): Promise<void>
}

/** A program whose key no request has. */
async function createBystander({ admin, url }: RunningServer): Promise<Bystander> {
  const { id } = await admin.createProgram({ name: 'Bystander' })
  const { key } = await admin.createApiKey(id)
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ name: 'Theirs', percentOff: 5, externalId: 'theirs' })
  await fetch(`${url}/coupons`, { method: 'POST', headers, body })
  const read = async (): Promise<string> => {
    const paths = [
      '/coupons',
      '/promotional-codes',
      '/affiliates',
      '/links',
      '/referrals',
      '/sales',
    ]
    const answers = await Promise.all(
      paths.map(async (path) => (await fetch(url + path, { headers })).text()),
    )
    return answers.join('\n')
  }
  const before = await read()
  return {
    async assertUntouched() {
      if ((await read()) !== before) throw new Error('The records of another program have changed.')
    },
  }
}

function toError(request: FuzzRequest, problem: string, cause?: unknown): Error {
  const { kind, method, path, body = '' } = request
  const sent = `${method} ${path.slice(0, 300)} ${String(body).slice(0, 1500)}`
  return new Error(`${problem.slice(0, 1500)}\n${kind}: ${sent}`, { cause })
}
