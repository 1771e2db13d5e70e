import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { coupon, promotionalCode } from './records.js'

/** What happens to one request, by its place in the order in which requests come in. */
export type FaultName =
  | 'none'
  | 'reset before send'
  | 'reset after body read'
  | '500 empty'
  | '502 HTML'
  | '429 in seconds'
  | '429 as a date'
  | '200 HTML'
  | '200 truncated'
  | 'hang'
  | 'slow drip'

/** A fault, and whether the server keeps what a POST sends: at once, when the next request comes, or not at all. */
export interface Fault {
  readonly name: FaultName
  readonly keeps?: 'at once' | 'late' | 'never'
}

type Fields = Readonly<Record<string, unknown>>

/** A real HTTP server that keeps records, each unique by `code` or `externalId`, and fails as it is told to. */
export interface RecordServer {
  readonly url: string
  /** Method of each request whose headers were read. */
  readonly received: string[]
  readonly records: Fields[]
  close(): Promise<void>
}

const templates: Readonly<Record<string, Fields>> = {
  '/api/v1/coupons': { ...coupon, externalId: null },
  '/api/v1/promotional-codes': promotionalCode,
}

/** Starts a server that meets its first requests with the faults in turn, and then works. */
export async function startRecordServer(
  faults: readonly Fault[],
  existing: readonly Fields[] = [],
): Promise<RecordServer> {
  const state: State = { faults: [...faults], received: [], records: [...existing], late: [] }
  const faultOf = new WeakMap<Socket, Fault>()
  const server = createServer((request, response) => {
    void answer(state, { request, response, fault: faultOf.get(request.socket) ?? healthy })
  })
  server.on('connection', (socket: Socket) => {
    // One request on each connection, so that a fault can hit before anything of it is read.
    const fault = state.faults.shift() ?? healthy
    faultOf.set(socket, fault)
    if (fault.name === 'reset before send') socket.resetAndDestroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const { received, records } = state
  return {
    url: `http://127.0.0.1:${port}/api/v1`,
    received,
    records,
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
  late: Fields[]
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
  for (const record of state.late.splice(0)) keep(state, record)
  const { pathname, searchParams } = new URL(url, 'http://server')
  const result =
    method === 'POST'
      ? post(
          state,
          { ...templates[pathname], ...JSON.parse(Buffer.concat(chunks).toString()) },
          fault,
        )
      : { status: 200, body: list(state, searchParams) }
  response.setHeader('connection', 'close')
  fail(response, fault.name, result)
}

interface Result {
  readonly status: number
  readonly body: unknown
}

function list({ records }: State, filter: URLSearchParams): Fields[] {
  return records.filter((record) =>
    [...filter].every(([field, value]) => fold(record[field]) === fold(value)),
  )
}

function post(state: State, fields: Fields, { name, keeps = 'at once' }: Fault): Result {
  const record = { ...fields, id: `r${state.received.length}` }
  if (name.startsWith('429') || (name !== 'none' && keeps === 'never')) {
    return { status: 200, body: record }
  }
  if (name !== 'none' && keeps === 'late') {
    state.late.push(record)
    return { status: 200, body: record }
  }
  if (keep(state, record)) return { status: 200, body: record }
  return { status: 409, body: { error: 409, message: 'exists already' } }
}

function keep({ records }: State, record: Fields): boolean {
  const key = 'timesRedeemed' in record ? 'code' : 'externalId'
  const isTaken =
    record[key] !== null && records.some((other) => fold(other[key]) === fold(record[key]))
  if (!isTaken) records.push(record)
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
