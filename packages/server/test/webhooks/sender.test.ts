import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src/domain/ports.js'
import type { Database, Queryable } from '../../src/store/database.js'
import { migrate } from '../../src/store/migrate.js'
import { createStore, openDatabase } from '../../src/store/store.js'
import { addEvents } from '../../src/store/webhook-events.js'
import { createTransport } from '../../src/webhooks/attempt.js'
import { createLookup } from '../../src/webhooks/public-addresses.js'
import type { DeliveryQueue, DisabledEndpoint } from '../../src/webhooks/queue.js'
import { createWebhookSender, type WebhookSender } from '../../src/webhooks/sender.js'
import { listDatabases, type TestDatabase } from '../databases.js'
import { createId, createSeed } from '../store/records.js'

interface Hit {
  readonly path: string
  readonly id: string
  readonly signatures: number
  readonly body: string
}

interface DeliveryState {
  readonly state: string
  readonly attempts: number
  readonly wait: number | null
  readonly statuses: readonly (number | null)[]
}

const hour = 3_600_000

describe.each(listDatabases())('the sender of webhooks on %s', (name, createPlace) => {
  let place: TestDatabase
  let database: Database
  let store: Store
  let queue: DeliveryQueue
  let programId: string
  let receiver: Server
  let base: string
  let now = Date.parse('2026-06-01T12:00:00Z')
  let respond: (response: ServerResponse, hit: Hit) => void
  const hits: Hit[] = []
  const senders: WebhookSender[] = []
  const timers: NodeJS.Timeout[] = []
  const disabled: DisabledEndpoint[] = []
  const failures: unknown[] = []
  const outcomes: string[] = []

  beforeAll(async () => {
    place = createPlace()
    database = await openDatabase(place.options)
    await migrate(database)
    store = createStore(database, () => new Date(now))
    queue = store.deliveryQueue
    programId = (await createSeed(store)).programId
    receiver = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => (body += String(chunk)))
      request.on('end', () => {
        const { headers, url: path = '' } = request
        const signatures = String(headers['svix-signature']).split(' ').length
        const hit = { path, id: String(headers['svix-id']), signatures, body }
        hits.push(hit)
        respond(response, hit)
      })
    })
    receiver.listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  })

  afterAll(async () => {
    receiver.closeAllConnections()
    receiver.close()
    await database.close()
    place.close()
  })

  beforeEach(async () => {
    now = Date.parse('2026-06-01T12:00:00Z')
    respond = (response) => void response.end('ok')
    for (const list of [hits, disabled, failures, outcomes]) list.length = 0
    for (const table of ['attempts', 'deliveries', 'events', 'endpoints']) {
      await database.query(`DELETE FROM webhook_${table}`)
    }
  })

  afterEach(async () => {
    for (const timer of timers) clearInterval(timer)
    respond = (response) => void response.end()
    await Promise.all(senders.map((sender) => sender.close(5000)))
    senders.length = 0
    expect(failures).toEqual([])
  })

  function startSender(): WebhookSender {
    const rules = { allowPrivate: true }
    const transport = createTransport({ ...rules, lookup: createLookup(rules), timeoutMs: 5000 })
    const sender = createWebhookSender({
      queue,
      transport,
      clock: () => new Date(now),
      random: () => 0,
      events: {
        onAttempt: (outcome) => outcomes.push(outcome),
        onDisabled: (endpoint) => disabled.push(endpoint),
        onFailure: (error) => failures.push(error),
      },
    })
    senders.push(sender)
    sender.start()
    return sender
  }

  async function addEndpoint(
    path: string,
    more: Record<string, string | number> = {},
  ): Promise<string> {
    const id = createId()
    const row = { max_per_second: 1000, concurrency: 4, url: base + path, ...more }
    const columns = ['program_id', 'id', 'events', 'secret', 'created_at', 'updated_at']
    const values = [
      programId,
      id,
      '{sale.created}',
      'whsec_b25l',
      iso(),
      iso(),
      ...Object.values(row),
    ]
    const names = [...columns, ...Object.keys(row)]
    const places = values.map((_value, index) => `$${index + 1}`)
    await database.query(
      `INSERT INTO webhook_endpoints (${names.join(', ')}) VALUES (${places.join(', ')})`,
      values,
    )
    return id
  }

  /** Lets the clock run. */
  function passTime(stepMs: number, everyMs: number): void {
    timers.push(setInterval(() => (now += stepMs), everyMs))
  }

  const iso = (): string => new Date(now).toISOString()

  /** Adds deliveries of new events, and returns the ids of their messages. */
  async function addDeliveries(endpointId: string, count = 1): Promise<readonly string[]> {
    const rows = await database.query<{ id: string }>(
      `WITH events AS (
        INSERT INTO webhook_events
          (program_id, event, record_id, created_at, payload)
        SELECT $1, 'sale.created', n::text, $3, '{"n":' || n || '}'
        FROM generate_series(1, $4::integer) AS n RETURNING seq, id)
      , deliveries AS (
        INSERT INTO webhook_deliveries
          (program_id, id, event_seq, endpoint_id, url, state, next_attempt_at, created_at)
        SELECT $1, gen_random_uuid(), events.seq, e.id, e.url, 'PENDING', $3, $3
        FROM events JOIN webhook_endpoints e ON e.program_id = $1 AND e.id = $2)
      SELECT id FROM events`,
      [programId, endpointId, iso(), count],
    )
    return rows.map(({ id }) => id)
  }

  async function readDeliveries(endpointId: string): Promise<readonly DeliveryState[]> {
    const rows = await database.query<DeliveryState>(
      `SELECT d.state, d.attempts, extract(epoch FROM d.next_attempt_at - $3::timestamptz)::float AS wait,
        ARRAY(SELECT a.status FROM webhook_attempts a
          WHERE a.program_id = d.program_id AND a.delivery_id = d.id ORDER BY attempt) AS statuses
      FROM webhook_deliveries d WHERE program_id = $1 AND endpoint_id = $2 ORDER BY event_seq`,
      [programId, endpointId, iso()],
    )
    return rows
  }

  async function readEndpoint(id: string): Promise<Record<string, unknown>> {
    const [row] = await database.query<Record<string, unknown>>(
      `SELECT disabled_reason, failing_since FROM webhook_endpoints WHERE program_id = $1 AND id = $2`,
      [programId, id],
    )
    return row ?? {}
  }

  async function untilStates(endpointId: string, states: readonly string[]): Promise<void> {
    const read = async (): Promise<readonly string[]> =>
      (await readDeliveries(endpointId)).map(({ state }) => state)
    await expect.poll(read, { interval: 10 }).toEqual(states)
  }

  async function untilAttempts(endpointId: string, attempts: number): Promise<void> {
    const read = async (): Promise<string> => {
      const [first] = await readDeliveries(endpointId)
      return first?.state === 'SENDING' ? 'SENDING' : String(first?.attempts)
    }
    await expect.poll(read, { interval: 10 }).toBe(String(attempts))
  }

  it('delivers an event, and signs it with the old secret too while it is rotated', async () => {
    const previous = { previous_secret: 'whsec_dHdv' }
    const kept = await addEndpoint('/kept', {
      ...previous,
      previous_secret_until: new Date(now + hour).toISOString(),
    })
    const gone = await addEndpoint('/gone', { ...previous, previous_secret_until: iso() })
    const [first, second] = [await addDeliveries(kept), await addDeliveries(gone)]
    startSender()
    await untilStates(kept, ['SUCCEEDED'])
    await untilStates(gone, ['SUCCEEDED'])
    expect(hits.toSorted((one, other) => one.path.localeCompare(other.path))).toEqual([
      { path: '/gone', id: second[0], signatures: 1, body: '{"n":1}' },
      { path: '/kept', id: first[0], signatures: 2, body: '{"n":1}' },
    ])
    expect(await readDeliveries(kept)).toEqual([
      { state: 'SUCCEEDED', attempts: 1, wait: null, statuses: [200] },
    ])
    expect(outcomes).toEqual(['success', 'success'])
  })

  it('repeats a failed delivery on the schedule with the same bytes and id, at the URL it was queued for', async () => {
    const statuses = [500, 302, 410, 429, 404, 503, 500, 500]
    respond = (response) => void response.writeHead(statuses[hits.length - 1] ?? 200).end('no')
    const endpoint = await addEndpoint('/old')
    const [id] = await addDeliveries(endpoint)
    await database.query(`UPDATE webhook_endpoints SET url = $1`, [`${base}/new`])
    const sender = startSender()
    const waits: (number | null)[] = []
    for (let attempt = 1; attempt <= 8; attempt++) {
      await untilAttempts(endpoint, attempt)
      const [delivery] = await readDeliveries(endpoint)
      waits.push(delivery?.wait ?? null)
      now += (delivery?.wait ?? 0) * 1000
      sender.wake()
    }
    expect(waits).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 36_000, null])
    expect(await readDeliveries(endpoint)).toEqual([
      { state: 'FAILED', attempts: 8, wait: null, statuses },
    ])
    expect(hits.map(({ path, id: sent, body }) => [path, sent, body])).toEqual(
      statuses.map(() => ['/old', id, '{"n":1}']),
    )
    expect(new Set(outcomes)).toEqual(new Set(['rejected']))
  })

  it('restarts the schedule of a delivery that was resent manually', async () => {
    respond = (response) => void response.writeHead(500).end()
    const endpoint = await addEndpoint('/')
    await addDeliveries(endpoint)
    await database.query(`UPDATE webhook_deliveries SET attempts = 8, attempts_before = 8`)
    startSender()
    await untilAttempts(endpoint, 9)
    expect(await readDeliveries(endpoint)).toMatchObject([{ state: 'PENDING', wait: 5 }])
  })

  it('delivers each event once with several processes, and the oldest first', async () => {
    const endpoint = await addEndpoint('/', { concurrency: 1 })
    const ids: string[] = []
    for (let index = 0; index < 30; index++) {
      ids.push(...(await addDeliveries(endpoint)))
      now++
    }
    for (let index = 0; index < 3; index++) startSender()
    passTime(5, 5)
    await untilStates(
      endpoint,
      ids.map(() => 'SUCCEEDED'),
    )
    expect(hits.map(({ id }) => id)).toEqual(ids)
  })

  it('attempts as many deliveries of an endpoint at once as it allows, in all processes together', async () => {
    const endpoint = await addEndpoint('/', { concurrency: 3 })
    await addDeliveries(endpoint, 20)
    let [open, most] = [0, 0]
    respond = (response) => {
      open++
      most = Math.max(most, open)
      setTimeout(() => {
        open--
        response.end()
      }, 10)
    }
    passTime(100, 10)
    startSender()
    startSender()
    await untilStates(
      endpoint,
      Array.from({ length: 20 }, () => 'SUCCEEDED'),
    )
    expect(most).toBe(3)
  })

  it('keeps the rate of an endpoint in all processes together', async () => {
    const endpoint = await addEndpoint('/', { concurrency: 50, max_per_second: 20 })
    await addDeliveries(endpoint, 30)
    const startedAt = now
    startSender()
    startSender()
    // A fifth of a second's events at once, and the one whose turn it is.
    await expect.poll(() => hits.length).toBe(5)
    passTime(10, 5)
    await untilStates(
      endpoint,
      Array.from({ length: 30 }, () => 'SUCCEEDED'),
    )
    expect(now - startedAt).toBeGreaterThanOrEqual((30 - 5) * 50)
  })

  it('serves the other endpoints while one hangs', async () => {
    const hanging = await addEndpoint('/hang')
    const working = await addEndpoint('/work')
    await addDeliveries(hanging, 500)
    const held: ServerResponse[] = []
    respond = (response, { path }) => void (path === '/hang' ? held.push(response) : response.end())
    const sender = startSender()
    await expect.poll(() => held.length).toBe(4)
    await addDeliveries(working, 20)
    sender.wake()
    passTime(10, 10)
    await untilStates(
      working,
      Array.from({ length: 20 }, () => 'SUCCEEDED'),
    )
    expect(held).toHaveLength(4)
    for (const response of held) response.end()
  })

  it('repeats the delivery of a process that was killed, under the same id', async () => {
    const endpoint = await addEndpoint('/')
    const [id] = await addDeliveries(endpoint)
    const [lost] = await queue.claim({ now: new Date(now), until: new Date(now + 60_000), most: 1 })
    expect(lost).toMatchObject({ messageId: id, attempts: 0 })
    startSender()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(hits).toEqual([])
    now += 60_000
    await untilStates(endpoint, ['SUCCEEDED'])
    expect(hits.map((hit) => hit.id)).toEqual([id])
    // The process was only slow: its result comes too late to count.
    if (lost === undefined) throw new Error('no claim')
    const startedAt = new Date(now)
    const result = {
      startedAt,
      durationMs: 1,
      requestHeaders: {},
      status: 500,
      responseBody: '',
      error: null,
    }
    await queue.record([{ claim: lost, result, endedAt: startedAt, next: { state: 'FAILED' } }])
    expect(await readDeliveries(endpoint)).toMatchObject([{ state: 'SUCCEEDED', statuses: [200] }])
  })

  it('finishes the attempts in progress when it stops, and gives up on those that take too long', async () => {
    const endpoint = await addEndpoint('/', { concurrency: 2 })
    await addDeliveries(endpoint, 3)
    const held: ServerResponse[] = []
    respond = (response) => void held.push(response)
    const sender = startSender()
    await expect.poll(() => held.length).toBe(2)
    held[0]?.end()
    await sender.close(100)
    expect(
      (await readDeliveries(endpoint)).map(({ state, attempts }) => [state, attempts]).toSorted(),
    ).toEqual([
      ['PENDING', 0],
      ['PENDING', 0],
      ['SUCCEEDED', 1],
    ])
    respond = (response) => void response.end()
    startSender()
    await untilStates(endpoint, ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'])
    expect(new Set(hits.map(({ id }) => id)).size).toBe(3)
  })

  it('disables an endpoint whose attempts have all failed for five days', async () => {
    respond = (response) => void response.writeHead(500).end()
    const endpoint = await addEndpoint('/')
    const failingSince = iso()
    const sender = startSender()
    for (let day = 0; day <= 5; day++) {
      expect((await readEndpoint(endpoint))['disabled_reason']).toBeNull()
      await addDeliveries(endpoint)
      const sent = hits.length
      sender.wake()
      await expect.poll(() => hits.length).toBeGreaterThan(sent)
      await expect.poll(async () => (await readDeliveries(endpoint)).at(-1)?.attempts).toBe(1)
      await database.query(
        `UPDATE webhook_deliveries SET state = 'FAILED' WHERE state = 'PENDING' AND attempts > 0`,
      )
      if (day < 5) now += 24 * hour
    }
    await expect.poll(() => disabled).toEqual([{ programId, endpointId: endpoint, failingSince }])
    expect((await readEndpoint(endpoint))['disabled_reason']).toBe('FAILING')
    const count = hits.length
    await addDeliveries(endpoint, 2)
    await untilStates(
      endpoint,
      Array.from({ length: 8 }, () => 'FAILED'),
    )
    expect(hits).toHaveLength(count)
    expect(await queue.readBacklog(new Date(now))).toMatchObject({
      pending: 0,
      disabledEndpoints: 1,
    })
  })

  it('restarts the five days after a success, and after two days without an attempt', async () => {
    const endpoint = await addEndpoint('/')
    const sender = startSender()
    const sendOne = async (status: number): Promise<unknown> => {
      respond = (response) => void response.writeHead(status).end()
      await addDeliveries(endpoint)
      sender.wake()
      await expect.poll(async () => (await readDeliveries(endpoint)).at(-1)?.attempts).toBe(1)
      await database.query(`UPDATE webhook_deliveries SET state = 'FAILED' WHERE state = 'PENDING'`)
      await sender.close(1000)
      sender.start()
      const { failing_since: since } = await readEndpoint(endpoint)
      return since instanceof Date ? since.getTime() : since
    }
    const first = now
    expect(await sendOne(500)).toBe(first)
    now += 24 * hour
    expect(await sendOne(500)).toBe(first)
    expect(await sendOne(200)).toBeNull()
    now += 24 * hour
    expect(await sendOne(500)).toBe(now)
    now += 49 * hour
    expect(await sendOne(500)).toBe(now)
    now += 6 * 24 * hour
    expect(await sendOne(500)).toBe(now)
    expect(disabled).toEqual([])
  })

  it.each([
    ['violates a constraint', 'INSERT INTO schema_lock (id) VALUES (1)', '23505'],
    ['loses its connection', 'SELECT pg_terminate_backend(pg_backend_pid())', '57P01'],
  ])(
    'sends nothing of a transaction that %s after its event was written',
    async (_, text, code) => {
      // PGlite has no connections.
      if (code === '57P01' && name === 'PGlite') return
      const endpoint = await addEndpoint('/')
      await database.query(`UPDATE webhook_endpoints SET events = '{coupon.deleted}'`)
      const [lost, kept] = [createId(), createId()]
      const countWaiting = async (session: Queryable): Promise<number> => {
        const rows = await session.query<{ count: string }>('SELECT count FROM webhook_outbox')
        return rows.length
      }
      const failing = database.transaction(async (session) => {
        const tenant = { session, programId, clock: (): Date => new Date(now) }
        await addEvents(tenant, 'coupon.deleted', [lost])
        expect(await countWaiting(session)).toBe(1)
        await session.query(text)
      })
      await expect(failing).rejects.toMatchObject({ code })
      expect(await countWaiting(database)).toBe(0)
      const sender = startSender()
      const data = store.forProgram(programId)
      await data.transaction(({ webhooks }) => webhooks.add('coupon.deleted', [kept]))
      await expect.poll(() => countWaiting(database)).toBe(0)
      sender.wake()
      await untilStates(endpoint, ['SUCCEEDED'])
      expect(hits.map(({ body }) => body)).toEqual([
        JSON.stringify({ event: 'coupon.deleted', body: { id: kept } }),
      ])
    },
  )

  it('hides a deleted endpoint immediately, and removes its deliveries in steps', async () => {
    const [endpoint, other] = [await addEndpoint('/deleted'), await addEndpoint('/kept')]
    await addDeliveries(endpoint, 2500)
    await addDeliveries(other, 2)
    const { webhooks } = store.forProgram(programId)
    expect(await webhooks.endpoints.delete(endpoint)).toBe(true)
    expect(await webhooks.endpoints.delete(endpoint)).toBe(false)
    expect(await webhooks.endpoints.find(endpoint)).toBeUndefined()
    const ids = (await webhooks.endpoints.list({ limit: 10, after: undefined })).map(({ id }) => id)
    expect(ids).toEqual([other])
    expect(await webhooks.deliveries.list({}, { limit: 10, after: undefined })).toHaveLength(2)
    expect(await queue.readBacklog(new Date(now))).toMatchObject({ pending: 2 })
    // The first process stops after a step, and the next one continues.
    expect(await queue.sweep(new Date(now))).toBe(true)
    expect(await readDeliveries(endpoint)).toHaveLength(1500)
    startSender()
    await expect.poll(() => readDeliveries(endpoint)).toEqual([])
    const left = 'SELECT id FROM webhook_endpoints'
    await expect.poll(() => database.query(left)).toEqual([{ id: other }])
    await untilStates(other, ['SUCCEEDED', 'SUCCEEDED'])
    expect(hits.filter(({ path }) => path === '/deleted')).toEqual([])
  })

  it('keeps deliveries for 30 days', async () => {
    const endpoint = await addEndpoint('/')
    await addDeliveries(endpoint, 3)
    startSender()
    await untilStates(endpoint, ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'])
    now += 10 * 24 * hour
    await addDeliveries(endpoint)
    await expect.poll(() => hits.length).toBe(4)
    const remove = (days: number): Promise<boolean> =>
      queue.removeOld(new Date(Date.parse('2026-06-01T12:00:00Z') + days * 24 * hour))
    expect(await remove(0)).toBe(false)
    expect(await readDeliveries(endpoint)).toHaveLength(4)
    expect(await remove(1)).toBe(false)
    expect(await readDeliveries(endpoint)).toHaveLength(1)
    const counts = await database.query<{ events: string; attempts: string }>(
      `SELECT (SELECT count(*) FROM webhook_events) AS events,
        (SELECT count(*) FROM webhook_attempts) AS attempts`,
    )
    expect(counts.map(({ events }) => Number(events))).toEqual([1])
  })

  it('reports its backlog, and for how long the oldest delivery has been due', async () => {
    const endpoint = await addEndpoint('/', { concurrency: 1 })
    await addDeliveries(endpoint, 3)
    const held: ServerResponse[] = []
    respond = (response) => void held.push(response)
    startSender()
    await expect.poll(() => held.length).toBe(1)
    const dueSince = new Date(now)
    now += 90_000
    const state = { pending: 2, sending: 1, dueSince, disabledEndpoints: 0 }
    expect(await queue.readBacklog(new Date(now - 1000))).toEqual(state)
    for (const response of held) response.end()
  })
})
