import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A fault in the first request. Later requests work. */
export interface Fault {
  readonly name: string
  /** True if the record is created or changed anyway. */
  readonly isCommitted: boolean
  /** Undefined: the connection is reset before the request is read. */
  readonly reply: ((response: ServerResponse, answer: string) => void) | undefined
}

const html = { 'content-type': 'text/html' }
const json = { 'content-type': 'application/json' }

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}

function rateLimit(toValue: () => string): Fault['reply'] {
  return (response) => response.writeHead(429, { 'retry-after': toValue() }).end()
}

/** The faults of the table, in order. */
export const faults: readonly Fault[] = [
  { name: 'reset before the request is read', isCommitted: false, reply: undefined },
  { name: 'reset after the request is read', isCommitted: false, reply: reset },
  { name: 'reset after the record is created', isCommitted: true, reply: reset },
  {
    name: '500, empty body',
    isCommitted: false,
    reply: (response) => response.writeHead(500, { 'content-length': '0' }).end(),
  },
  {
    name: '502, HTML, record created',
    isCommitted: true,
    reply: (response) => response.writeHead(502, html).end('<html>Bad gateway</html>'),
  },
  { name: '429, Retry-After: 1', isCommitted: false, reply: rateLimit(() => '1') },
  {
    name: '429, Retry-After: a date',
    isCommitted: false,
    reply: rateLimit(() => new Date(Date.now() + 2000).toUTCString()),
  },
  {
    name: '200, HTML (a login page)',
    isCommitted: false,
    reply: (response) => response.writeHead(200, html).end('<html>Log in</html>'),
  },
  {
    name: '200, cut off by the connection',
    isCommitted: true,
    reply: (response, answer) => {
      response.writeHead(200, { ...json, 'content-length': String(answer.length) })
      response.write(answer.slice(0, answer.length / 2), () => response.destroy())
    },
  },
  {
    name: '200, half the JSON, well-formed HTTP',
    isCommitted: true,
    reply: (response, answer) => response.writeHead(200, json).end(answer.slice(0, -9)),
  },
  { name: 'no response at all', isCommitted: true, reply: () => {} },
  {
    name: 'a response that trickles in and never ends',
    isCommitted: true,
    reply: (response) => {
      response.writeHead(200, json)
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(timer))
    },
  },
]

/** A small imitation of Referly. Coupons have no unique key here; promotional codes have `code`. */
export interface FaultyApi {
  readonly url: string
  /** Returns the number of requests received, including lookups. */
  readonly requests: () => number
  readonly creates: () => number
  readonly records: readonly Readonly<Record<string, unknown>>[]
  /** Returns the number of updates, refunds, and deletions that took effect. */
  readonly changes: () => number
  close(): Promise<void>
}

export async function startFaultyApi(fault: Fault, path: string): Promise<FaultyApi> {
  const records: Record<string, unknown>[] = givenRecords[path]?.() ?? []
  let changes = 0
  let requests = 0
  let creates = 0
  let connections = 0
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await readBody(request)
    const isFaulty = ++requests === 1 && fault.reply !== undefined
    if (request.method === 'POST') creates++
    const isCommitted = !isFaulty || fault.isCommitted
    const [status, body] = respond()
    function respond(): [number, unknown] {
      const { method, url = '' } = request
      if (method === 'GET') return [200, find(records, url)]
      if (method === 'POST') return create(records, sent, isCommitted)
      const given = { ...Object.fromEntries(new URL(url, 'http://x').searchParams), ...sent }
      const [code, record] = change(records, { method, given, isCommitted })
      if (code === 200 && isCommitted) changes++
      return [code, record]
    }
    // Stripe's client only reads errors in the shape of its own API.
    const isForm = request.headers['content-type']?.includes('form') === true
    const shaped = status >= 400 && isForm ? { error: body } : body
    const text = JSON.stringify(shaped)
    if (isFaulty) fault.reply?.(response, text)
    else response.writeHead(status, json).end(text)
  }
  const server = createServer((request, response) => void answer(request, response))
  server.on('connection', (socket) => {
    if (fault.reply === undefined && ++connections === 1) socket.resetAndDestroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    requests: () => requests,
    creates: () => creates,
    records,
    changes: () => changes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The records that exist before the call. */
const givenRecords: Readonly<Record<string, () => Record<string, unknown>[]>> = {
  list: () => [toRecord({ name: 'Spring' })],
  coupon: () => [toRecord({ id: 'c1', name: 'Spring', percentOff: 20 })],
  sale: () => [toRecord({ id: 1, affiliateId: 'a1', name: 'Eve', totalEarned: 50, ...sale })],
}

const sale = { commissionRate: 30, status: 'ACTIVE' }

interface Change {
  readonly method: string | undefined
  readonly given: Readonly<Record<string, unknown>>
  readonly isCommitted: boolean
}

/** Changes the record whose id is the first field, and returns what the API returns. */
function change(
  records: Record<string, unknown>[],
  { method, given, isCommitted }: Change,
): [number, unknown] {
  const [[, id] = [], ...fields] = Object.entries(given)
  const at = records.findIndex((record) => String(record['id']) === String(id))
  const record = records[at]
  if (record === undefined) return [404, { error: 404, message: 'does not exist' }]
  if (method === 'DELETE') {
    if (isCommitted) records.splice(at, 1)
    return [200, { message: 'deleted', deletedCoupon: { id, name: record['name'] } }]
  }
  if (method === 'PATCH') {
    const alreadyRefunded = record['status'] === 'REFUNDED'
    if (isCommitted) record['status'] = 'REFUNDED'
    return [200, { success: true, alreadyRefunded }]
  }
  const changed = { ...record, ...Object.fromEntries(fields) }
  if (isCommitted) records[at] = changed
  return [200, changed]
}

function create(
  records: Record<string, unknown>[],
  sent: Record<string, unknown>,
  isCommitted: boolean,
): [number, unknown] {
  const { code } = sent
  if (code !== undefined && records.some((record) => record['code'] === code)) {
    return [409, { error: 409, message: 'code is taken' }]
  }
  const record = toRecord(sent)
  if (isCommitted) records.push(record)
  return [200, record]
}

function find(records: readonly Record<string, unknown>[], url: string): unknown {
  const wanted = [...new URL(url, 'http://x').searchParams]
  return records.filter((record) => wanted.every(([name, value]) => String(record[name]) === value))
}

let lastId = 0

function toRecord(sent: Record<string, unknown>): Record<string, unknown> {
  const at = new Date().toISOString()
  const always = { createdAt: at, updatedAt: at, productIds: [], limitToProducts: false }
  const coupon = { couponType: 'PERCENTAGE', duration: 'forever', valid: true }
  const flags = { firstTimeOrder: false, limitToCustomers: false, limitToAffiliate: false }
  const code = { active: true, timesRedeemed: 0, isAutoGenerated: false, ...flags }
  return { id: `r${++lastId}`, affiliateProgramId: 'p1', ...always, ...coupon, ...code, ...sent }
}

/** Parses JSON, or a form, which Stripe sends. */
async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  return text.startsWith('{') ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text))
}
