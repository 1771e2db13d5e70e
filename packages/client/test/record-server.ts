import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { affiliate, coupon, link, promotionalCode, referral, sale } from './records.js'

/** The behavior for one request, by order of arrival. */
export type FaultName =
  | 'none'
  | 'reset before send'
  | 'reset after body read'
  | '500 empty'
  | '502 HTML'
  | '429 in seconds'
  | '429 as a date'
  | '200 HTML'
  | '200 null'
  | '200 truncated'
  | 'hang'
  | 'slow drip'

/** A fault, and when a POST, PUT, PATCH, or DELETE takes effect: immediately, at the next request, or never. */
export interface Fault {
  readonly name: FaultName
  readonly keeps?: 'at once' | 'late' | 'never'
}

type Fields = Readonly<Record<string, unknown>>

/** A real HTTP server that stores records, unique by `code` or `externalId`, and fails as configured. */
export interface RecordServer {
  readonly url: string
  /** Method of each request whose headers were read. */
  readonly received: string[]
  readonly records: Fields[]
  /** Method of each request that took effect. */
  readonly applied: string[]
  close(): Promise<void>
}

interface Shelf {
  readonly template: Fields
  readonly key: string
}

const shelves: Readonly<Record<string, Shelf>> = {
  '/api/v1/coupons': { template: { ...coupon, externalId: null }, key: 'externalId' },
  '/api/v1/promotional-codes': {
    template: { ...promotionalCode, timesRedeemed: 0 },
    key: 'code',
  },
  '/api/v1/affiliates': { template: affiliate, key: 'email' },
  '/api/v1/links': { template: link, key: 'link' },
  '/api/v1/referrals': { template: referral, key: 'referredUserExternalId' },
  '/api/v1/sales': { template: { ...sale, externalId: null }, key: 'externalId' },
}

/** Filters whose names differ from the field they match. */
const renamed: Readonly<Record<string, string>> = {
  '/api/v1/referrals externalId': 'referredUserExternalId',
  '/api/v1/sales saleExternalId': 'externalId',
  '/api/v1/sales saleExternalInvoiceId': 'externalInvoiceId',
}

/** Starts a server that applies the faults to its first requests in turn, and then works. */
export async function startRecordServer(
  faults: readonly Fault[],
  existing: readonly Fields[] = [],
): Promise<RecordServer> {
  const state: State = {
    faults: [...faults],
    received: [],
    records: [...existing],
    applied: [],
    late: [],
    pathOf: new WeakMap(),
  }
  const faultOf = new WeakMap<Socket, Fault>()
  const server = createServer((request, response) => {
    const fault = faultOf.get(request.socket) ?? healthy
    // A client that stops waiting may leave in the middle of its request.
    answer(state, { request, response, fault }).catch(() => response.destroy())
  })
  server.on('connection', (socket: Socket) => {
    // One request per connection, so that a fault can occur before the request is read.
    const fault = state.faults.shift() ?? healthy
    faultOf.set(socket, fault)
    if (fault.name === 'reset before send') socket.resetAndDestroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const { received, records, applied } = state
  return {
    url: `http://127.0.0.1:${port}/api/v1`,
    received,
    records,
    applied,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const healthy: Fault = { name: 'none' }

interface State {
  readonly faults: Fault[]
  readonly received: string[]
  readonly records: Fields[]
  readonly applied: string[]
  /** Changes that take effect at the next request. */
  readonly late: (() => unknown)[]
  readonly pathOf: WeakMap<Fields, string>
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly fault: Fault
}

async function answer(state: State, { request, response, fault }: Exchange): Promise<void> {
  const { method = '', url = '' } = request
  state.received.push(method)
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  for (const apply of state.late.splice(0)) apply()
  const { pathname, searchParams } = new URL(url, 'http://server')
  const result =
    method === 'GET'
      ? { status: 200, body: list(state, pathname, searchParams) }
      : write(state, { method, path: pathname, body: Buffer.concat(chunks).toString(), fault })
  response.setHeader('connection', 'close')
  fail(response, fault.name, result)
}

interface Result {
  readonly status: number
  readonly body: unknown
}

function list({ records, pathOf }: State, path: string, filter: URLSearchParams): Fields[] {
  return records
    .filter((record) => (pathOf.get(record) ?? path) === path)
    .filter((record) =>
      [...filter].every(([name, value]) => {
        const field = renamed[`${path} ${name}`] ?? name
        return fold(record[field]) === fold(value)
      }),
    )
}

interface Write {
  readonly method: string
  readonly path: string
  readonly body: string
  readonly fault: Fault
}

/** Carries out a write now, at the next request, or never. The response is that of a success. */
function write(state: State, { method, path, body, fault }: Write): Result {
  const { name, keeps = 'at once' } = fault
  const input: Fields = JSON.parse(body)
  const apply = method === 'POST' ? post(state, path, input) : change(state, method, input)
  const applyAndCount = (): Result => {
    const result = apply()
    if (result.status < 300) state.applied.push(method)
    return result
  }
  if (name.startsWith('429') || (name !== 'none' && keeps === 'never')) {
    return { status: 200, body: { message: 'looks like a success' } }
  }
  if (name !== 'none' && keeps === 'late') {
    state.late.push(applyAndCount)
    return { status: 200, body: { message: 'looks like a success' } }
  }
  return applyAndCount()
}

function post(state: State, path: string, input: Fields): () => Result {
  const number = state.received.length
  const id = path === '/api/v1/sales' ? number : `r${number}`
  const record: Fields = { ...shelves[path]?.template, ...input, id }
  return () =>
    keep(state, path, record)
      ? { status: 200, body: record }
      : { status: 409, body: { error: 409, message: 'exists already' } }
}

/** The fields of an update that its record shows under another name. */
const shownAs: Readonly<Record<string, string>> = { affiliateStatus: 'status', newLink: 'link' }

/** Changes the record that the first field of an input identifies. */
function change(state: State, method: string, input: Fields): () => Result {
  const [[name = '', value] = [], ...changes] = Object.entries(input)
  const key = name === 'link' ? name : 'id'
  return () => {
    const at = state.records.findIndex((record) => record[key] === value)
    const record = state.records[at]
    if (!record) return { status: 404, body: { error: 404, message: 'does not exist' } }
    if (method === 'DELETE') {
      state.records.splice(at, 1)
      return { status: 200, body: { message: 'deleted' } }
    }
    if (method === 'PATCH') {
      const alreadyRefunded = record['status'] === 'REFUNDED'
      state.records[at] = { ...record, status: 'REFUNDED', commissionEarned: 0 }
      return { status: 200, body: { success: true, alreadyRefunded } }
    }
    const shown = changes.map(([field, sent]) => [shownAs[field] ?? field, sent])
    const updated: Fields = { ...record, ...Object.fromEntries(shown) }
    state.records[at] = updated
    const path = state.pathOf.get(record)
    if (path !== undefined) state.pathOf.set(updated, path)
    return { status: 200, body: updated }
  }
}

function keep(state: State, path: string, record: Fields): boolean {
  const key = shelves[path]?.key ?? ''
  const value = record[key]
  const filter = new URLSearchParams([[key, String(value)]])
  const isTaken = value !== null && list(state, path, filter).length > 0
  if (!isTaken) {
    state.records.push(record)
    state.pathOf.set(record, path)
  }
  return !isTaken
}

function fold(value: unknown): string {
  return String(value).toLowerCase()
}

function fail(response: ServerResponse, name: FaultName, { status, body }: Result): void {
  const text = JSON.stringify(body)
  const page = { 'content-type': 'text/html' }
  const json = { 'content-type': 'application/json' }
  if (name === 'none') response.writeHead(status, json).end(text)
  if (name === 'reset after body read') response.socket?.resetAndDestroy()
  if (name === '500 empty') response.writeHead(500, { 'content-length': '0' }).end()
  if (name === '502 HTML') response.writeHead(502, page).end('<html>Bad gateway</html>')
  if (name === '429 in seconds') response.writeHead(429, { 'retry-after': '1' }).end()
  if (name === '429 as a date') {
    response.writeHead(429, { 'retry-after': new Date(Date.now() + 2000).toUTCString() }).end()
  }
  if (name === '200 HTML') response.writeHead(200, page).end('<html>Log in</html>')
  if (name === '200 null') response.writeHead(200, json).end('null')
  if (name === '200 truncated') {
    response.writeHead(200, { ...json, 'content-length': String(text.length) })
    response.write(text.slice(0, -9), () => response.destroy())
  }
  if (name === 'slow drip') {
    response.writeHead(200, json)
    const timer = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(timer))
  }
}
