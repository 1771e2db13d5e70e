import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { Agent, createServer as createReceiver, request as send } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, isServerError, startServer, type RunningServer } from '../src/index.js'

interface LogLine {
  readonly [name: string]: unknown
}

const json = 'application/json'
let server: RunningServer
let headers: Record<string, string>
let keyId: string
let programId: string
let key: string
const lines: LogLine[] = []

/** Lines from one turn of the event loop arrive in one write. */
function createLogger(log: LogLine[]): { write(text: string): void } {
  return {
    write(text) {
      for (const line of text.trimEnd().split('\n')) log.push(JSON.parse(line) as LogLine)
    },
  }
}

beforeAll(async () => {
  server = await startServer({
    managementPort: 0,
    logger: createLogger(lines),
    webhooksAllowPrivate: true,
  })
  programId = (await server.admin.createProgram({ name: 'Acme' })).id
  const created = await server.admin.createApiKey(programId)
  keyId = created.id
  key = created.key
  headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
})

afterAll(() => server.close())

async function manage(path: string, init?: RequestInit): Promise<[number, string]> {
  const response = await fetch(`${server.managementUrl}${path}`, init)
  return [response.status, await response.text()]
}

async function readLine(status: number): Promise<LogLine> {
  for (;;) {
    const line = lines.find((candidate) => candidate['status'] === status)
    if (line !== undefined) return line
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

describe('the management port', () => {
  it('serves liveness and readiness, and no operations', async () => {
    expect(await manage('/livez')).toEqual([200, 'alive\n'])
    expect(await manage('/readyz')).toEqual([200, 'ready\n'])
    expect((await manage('/api/v1/coupons'))[0]).toBe(404)
    expect((await manage('/livez', { method: 'POST' }))[0]).toBe(405)
  })

  it('listens on this machine only, and its pages are not on the main port', async () => {
    expect(server.managementUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const { origin } = new URL(server.url)
    expect((await fetch(`${origin}/metrics`)).status).toBe(404)
  })

  it('counts requests in the text format of Prometheus', async () => {
    await (await fetch(`${server.url}/coupons?name=x`, { headers })).text()
    await (await fetch(`${server.url}/nothing`)).text()
    await (await fetch(`${server.url}/coupons`, { method: 'PROPFIND' })).text()
    const [status, text] = await manage('/metrics')
    expect(status).toBe(200)
    const name = 'http_server_request_duration_seconds'
    const labels = `http_request_method="GET",http_route="/api/v1/coupons",http_response_status_code="200"`
    expect(text).toContain(`# TYPE ${name} histogram\n`)
    expect(text).toContain(`${name}_bucket{le="+Inf",${labels}} 1\n`)
    expect(text).toContain(`${name}_count{${labels}} 1\n`)
    expect(text).toMatch(/_count\{http_request_method="GET",http_route="",[^}]*="404"\} [1-9]/)
    expect(text).toContain('http_request_method="_OTHER"')
    expect(text).toMatch(/^http_server_active_requests 0$/m)
    expect(text).not.toContain('nothing')
    for (const line of text.split('\n').filter((one) => one !== '')) {
      expect(line).toMatch(
        /^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{\w+="[^"]*"(?:,\w+="[^"]*")*\})? \S+)$/,
      )
    }
  })

  it('counts attempts to deliver events, and pending deliveries', async () => {
    const receiver = createReceiver((_request, response) => response.end()).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    const { port } = receiver.address() as AddressInfo
    const kit = server.url.replace('/api/v1', '/api/kit/v1')
    const postToKit = async (path: string, body: object): Promise<LogLine> => {
      const init = { method: 'POST', headers, body: JSON.stringify(body) }
      return (await (await fetch(kit + path, init)).json()) as LogLine
    }
    const events = ['sale.created']
    const endpoint = await postToKit('/webhooks', { url: `http://127.0.0.1:${port}/`, events })
    await postToKit(`/webhooks/${String(endpoint['id'])}/test`, { event: 'sale.created' })
    const expected = [
      'referly_webhook_attempt_duration_seconds_count{outcome="success"} 1',
      'referly_webhook_deliveries{state="pending"} 0',
      'referly_webhook_delay_seconds 0',
      'referly_webhook_endpoints_disabled 0',
      'referly_webhook_endpoints_disabled_total 0',
    ]
    const readMissing = async (): Promise<string[]> => {
      const [, text] = await manage('/metrics')
      return expected.filter((line) => !text.includes(`\n${line}\n`))
    }
    await expect.poll(readMissing).toEqual([])
    receiver.close()
  })

  it('counts requests that exceed a limit', async () => {
    const limited = await startServer({
      managementPort: 0,
      rateLimit: { perSecond: 0.01, burst: 1 },
    })
    const { id } = await limited.admin.createProgram({ name: 'Acme' })
    const { key: bearer } = await limited.admin.createApiKey(id)
    const get = (): Promise<Response> =>
      fetch(`${limited.url}/coupons`, { headers: { authorization: `Bearer ${bearer}` } })
    expect([(await get()).status, (await get()).status, (await get()).status]).toEqual([
      200, 429, 429,
    ])
    const text = await (await fetch(`${limited.managementUrl}/metrics`)).text()
    await limited.close()
    expect(text).toContain('\nreferly_rejected_requests_total{reason="rate_limit"} 2\n')
  })

  it('names its version', async () => {
    const [, text] = await manage('/metrics')
    expect(text).toMatch(/\nreferly_build_info\{version="[^"]+",nodejs_version="[\d.]+"\} 1\n/)
    expect(text).not.toContain('referly_database_')
  })

  it('reports that the server is stopping and stays open until it has stopped', async () => {
    const stopping = await startServer({ managementPort: 0, drainDelayMs: 1500 })
    const url = stopping.managementUrl
    const closed = stopping.close()
    const readiness = await fetch(`${url}/readyz`)
    expect([readiness.status, await readiness.text()]).toEqual([503, 'stopping\n'])
    expect((await fetch(`${url}/livez`)).status).toBe(200)
    expect((await fetch(`${stopping.url}/coupons`)).status).toBe(401)
    await closed
    await expect(fetch(`${url}/livez`)).rejects.toThrow('fetch failed')
  })
})

describe('the log', () => {
  it('has one line per request with the ids of the key and the program', async () => {
    const response = await fetch(`${server.url}/affiliates?email=secret@example.com`, { headers })
    await response.text()
    const requestId = response.headers.get('x-request-id')
    const own = (): LogLine[] => lines.filter((line) => line['requestId'] === requestId)
    while (own().length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(own()).toMatchObject([
      { method: 'GET', path: '/api/v1/affiliates', status: 200, keyId, programId },
    ])
  })

  it('distinguishes requests canceled by the client from completed ones', async () => {
    const { port } = server
    const post = { method: 'POST', port, path: '/api/v1/sales', headers }
    const request = send({ ...post, headers: { ...headers, 'content-length': 100 } })
    request.on('error', () => {})
    request.write('{')
    await untilActive(server)
    request.destroy()
    expect(await readLine(499)).toMatchObject({ method: 'POST', path: '/api/v1/sales', keyId })
  })

  it('never contains a key, a query, or a body', () => {
    expect(JSON.stringify(lines)).not.toMatch(/rk_live|secret|Bearer/)
    expect(lines.length).toBeGreaterThan(3)
  })
})

describe('an internal server error', () => {
  it('reveals only the request id; the details are in the log', async () => {
    const logged: LogLine[] = []
    const app = await createApp({
      logger: createLogger(logged),
    })
    app.http.addHook('preHandler', async () => {
      throw new Error('SELECT secret FROM internals')
    })
    const { id } = await app.admin.createProgram({ name: 'Acme' })
    const authorization = `Bearer ${(await app.admin.createApiKey(id)).key}`
    const url = '/api/v1/coupons'
    const { statusCode, body } = await app.http.inject({ url, headers: { authorization } })
    const { error, message } = JSON.parse(body) as { error: number; message: string }
    expect([statusCode, error]).toEqual([500, 500])
    const [, requestId] = /^The server failed\. Request id: (\S+)$/.exec(message) ?? []
    expect(logged.find((line) => line['requestId'] === requestId)).toMatchObject({
      level: 50,
      status: 500,
      failure: { message: 'SELECT secret FROM internals', stack: expect.any(String) },
    })
    await app.close()
  })
})

describe('a port that is taken', () => {
  it.each(['port', 'managementPort'])(
    'is reported before the database is opened: %s',
    async (name) => {
      const other = createServer().listen(0, '127.0.0.1')
      await once(other, 'listening')
      const { port } = other.address() as AddressInfo
      const dataDir = mkdtempSync(join(tmpdir(), 'referly-port-'))
      const failure = await startServer({ dataDir, [name]: port }).catch((error: unknown) => error)
      expect(isServerError(failure, 'PORT_IN_USE')).toBe(true)
      expect(readdirSync(dataDir)).toEqual([])
      rmSync(dataDir, { recursive: true })
      other.close()
    },
  )
})

/** Resolves when the server has read the headers of a request. */
async function untilActive({ managementUrl }: RunningServer): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${managementUrl}/metrics`)).text()
    if (/^http_server_active_requests 1$/m.test(text)) return
  }
}

describe('stopping', () => {
  it('lets requests in progress finish', async () => {
    const stopping = await startServer({ managementPort: 0 })
    const { id } = await stopping.admin.createProgram({ name: 'Acme' })
    const created = await stopping.admin.createApiKey(id)
    const body = JSON.stringify({ name: 'Late', percentOff: 5 })
    const request = send({
      method: 'POST',
      port: stopping.port,
      path: '/api/v1/coupons',
      headers: {
        authorization: `Bearer ${created.key}`,
        'content-type': 'application/json',
        'content-length': body.length,
      },
    })
    request.write(body.slice(0, 5))
    await untilActive(stopping)
    const closed = stopping.close()
    await expect.poll(() => fetch(stopping.url).catch(String)).toBe('TypeError: fetch failed')
    request.end(body.slice(5))
    const [response] = (await once(request, 'response')) as [{ statusCode: number; resume(): void }]
    expect(response.statusCode).toBe(200)
    response.resume()
    await closed
  })

  it('does not wait beyond the shutdown timeout', async () => {
    const stopping = await startServer({ shutdownTimeoutMs: 300, managementPort: 0 })
    const { id } = await stopping.admin.createProgram({ name: 'Acme' })
    const { key: bearer } = await stopping.admin.createApiKey(id)
    const request = send({
      method: 'POST',
      port: stopping.port,
      path: '/api/v1/coupons',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': json, 'content-length': 100 },
    })
    const broken = once(request, 'error')
    request.write('{')
    await untilActive(stopping)
    const startedAt = performance.now()
    await stopping.close()
    expect(performance.now() - startedAt).toBeLessThan(9000)
    await broken
  })
})

describe('stopping under load', () => {
  it.each([0, 300])(
    'resets none of 32 kept-alive connections, with a drain delay of %d ms',
    async (drainDelayMs) => {
      const stopping = await startServer({ drainDelayMs })
      const agent = new Agent({ keepAlive: true, maxSockets: 32 })
      const failures: unknown[] = []
      const get = (): Promise<boolean> =>
        new Promise((resolve) => {
          const request = send(
            { port: stopping.port, path: '/api/v1/coupons', agent },
            (response) => {
              response.resume()
              response.on('end', () => resolve(true))
            },
          )
          request.on('error', (error: NodeJS.ErrnoException) => {
            // The operating system resets connections that are still waiting to be accepted when the port closes.
            if (request.reusedSocket) failures.push(error.code)
            resolve(false)
          })
          request.end()
        })
      const work = async (): Promise<void> => {
        while (await get());
      }
      const clients = Promise.all(Array.from({ length: 32 }, work))
      await new Promise((resolve) => setTimeout(resolve, 300))
      await stopping.close()
      await clients
      agent.destroy()
      expect(failures).toEqual([])
    },
  )
})
