import { randomUUID } from 'node:crypto'
import type { WebhookEventName } from '@referly-kit/types'
import { createIdSource, type Clock } from '../domain/identifiers.js'
import type { EventFacts, JsonRow } from '../domain/webhook-facts.js'
import { renderPayload } from '../domain/webhook-payloads.js'
import type { BackgroundDatabase } from './priorities.js'
import type { TenantSession } from './tenant.js'
import { readRelated } from './webhook-related.js'

/** Turns the events of changes into deliveries in the background. */
export interface FanOut {
  /** Fans out the events of a program soon. */
  wake(programId: string): void
  /** Starts to look for events that other processes have left. */
  start(): void
  close(): Promise<void>
}

/** Options of `createFanOut`. */
export interface FanOutOptions {
  readonly clock: Clock
  /** Called when a program has new deliveries or events of listeners. */
  readonly onFannedOut: (programId: string) => void
}

// Another process can have stopped between a commit and its fan-out.
const pollMs = 2000

// Rows of changes that are locked at once, and the number of their events after which no other row is taken.
const rowsAtOnce = 50
const eventsAtOnce = 200

/**
 * Creates the fan-out of one process. Several processes can do this at once: they skip each other's events. Programs
 * take turns, so that many events of one do not delay the events of others.
 */
export function createFanOut(database: BackgroundDatabase, options: FanOutOptions): FanOut {
  const services = { ...options, createId: createIdSource(options.clock) }
  const programs = new Set<string>()
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  const start = (): void => {
    // After a failure of the database, the next poll finds the events again.
    running ??= fanOutAll(database, { programs, services, isClosed: () => isClosed })
      .catch(() => {})
      .finally(() => {
        running = undefined
        if (programs.size > 0 && !isClosed) start()
      })
  }
  const poll = async (): Promise<void> => {
    const found = await listWaiting(database).catch(() => [])
    for (const programId of found) programs.add(programId)
    if (programs.size > 0) start()
  }
  return {
    wake(programId) {
      programs.add(programId)
      start()
    },
    start() {
      timer ??= setInterval(() => void poll(), pollMs).unref()
      void poll()
    },
    async close() {
      isClosed = true
      clearInterval(timer)
      await running
    },
  }
}

type FanOutServices = FanOutOptions & { readonly createId: () => string }

interface FanOutWork {
  readonly programs: Set<string>
  readonly services: FanOutServices
  isClosed(): boolean
}

/** Fans out the events of all programs, which take turns, until none are left. */
async function fanOutAll(
  database: BackgroundDatabase,
  { programs, services, isClosed }: FanOutWork,
): Promise<void> {
  for (const programId of programs) {
    if (isClosed()) return
    programs.delete(programId)
    const { isEmpty, isLast } = await fanOutBatch(database, programId, services)
    if (!isEmpty) services.onFannedOut(programId)
    if (!isLast) programs.add(programId)
  }
}

/** Lists the programs with events that wait, by one index lookup per program. */
async function listWaiting(database: BackgroundDatabase): Promise<readonly string[]> {
  const text = `SELECT program_id FROM programs p WHERE EXISTS (
    SELECT FROM webhook_outbox o WHERE o.program_id = p.program_id)`
  return (await database.query<{ program_id: string }>(text)).map((row) => row.program_id)
}

/** The events of one statement. */
interface OutboxRow {
  readonly seq: string
  readonly event: WebhookEventName
  readonly endpoint_ids: readonly string[]
  readonly created_at: string
  /** The columns of the records. */
  readonly columns: readonly string[]
  /** The values of each record, in no particular order of records. */
  readonly records: readonly (readonly unknown[])[]
}

interface NewEvent extends EventFacts {
  readonly messageId: string
  readonly endpointIds: readonly string[]
}

interface EndpointRow {
  readonly id: string
  readonly url: string | null
}

interface Batch {
  readonly isEmpty: boolean
  /** True when no more events are waiting. */
  readonly isLast: boolean
}

// Other processes skip the rows until they are deleted.
const lockRows = `SELECT seq, event, columns, records, endpoint_ids::text[] AS endpoint_ids,
    (created_at AT TIME ZONE 'UTC')::text || 'Z' AS created_at
  FROM webhook_outbox WHERE program_id = $1 AND seq IN (
    SELECT seq FROM (
      SELECT seq, sum(count) OVER (ORDER BY seq) - count AS before FROM (
        SELECT seq, count FROM webhook_outbox WHERE program_id = $1
        ORDER BY seq LIMIT ${rowsAtOnce} FOR UPDATE SKIP LOCKED) AS waiting
    ) AS added WHERE before < ${eventsAtOnce})
  ORDER BY seq`

/** Fans out some events of a program. */
function fanOutBatch(
  database: BackgroundDatabase,
  programId: string,
  { clock, createId }: FanOutServices,
): Promise<Batch> {
  return database.isolate(async (session) => {
    const tenant: TenantSession = { session, programId, clock }
    const rows = await session.query<OutboxRow>(lockRows, [programId])
    if (rows.length === 0) return { isEmpty: true, isLast: true }
    const events = rows.flatMap(toEvents)
    const [related, endpoints] = await Promise.all([
      readRelated(tenant, events),
      readEndpoints(tenant, rows),
    ])
    const payloads = events.map((event) => renderPayload(event, related))
    await replaceRows(tenant, rows, { events, payloads, endpoints, createId })
    const isLast = rows.length < rowsAtOnce && events.length < eventsAtOnce
    return { isEmpty: false, isLast }
  })
}

function toEvents(row: OutboxRow): readonly NewEvent[] {
  const { event, endpoint_ids: endpointIds, created_at: instant, columns, records } = row
  const createdAt = new Date(instant.replace(' ', 'T')).toISOString()
  return records
    .map((values): JsonRow => Object.fromEntries(columns.map((name, at) => [name, values[at]])))
    .toSorted(byId)
    .map((record) => {
      const messageId = `msg_${randomUUID().replaceAll('-', '')}`
      return { event, recordId: String(record['id']), record, createdAt, messageId, endpointIds }
    })
}

/** Compares records by id, which is the order of their creation. */
function byId({ id: one }: JsonRow, { id: other }: JsonRow): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  return String(one) < String(other) ? -1 : 1
}

type Endpoints = ReadonlyMap<string, EndpointRow>

/** Reads the endpoints that still exist. One that was disabled after the change keeps its delivery. */
async function readEndpoints(
  { session, programId }: TenantSession,
  rows: readonly OutboxRow[],
): Promise<Endpoints> {
  const ids = [...new Set(rows.flatMap((row) => row.endpoint_ids))]
  const text = `SELECT id, url FROM webhook_endpoints
    WHERE program_id = $1 AND id = ANY ($2::uuid[]) AND deleted_at IS NULL`
  const found = await session.query<EndpointRow>(text, [programId, ids])
  return new Map(found.map((endpoint) => [endpoint.id, endpoint]))
}

interface Replacement {
  readonly events: readonly NewEvent[]
  /** The payload of each event. */
  readonly payloads: readonly string[]
  readonly endpoints: Endpoints
  readonly createId: () => string
}

// One statement, so that no failure comes between its parts.
const replaceAll = `WITH taken AS (
    DELETE FROM webhook_outbox WHERE program_id = $1 AND seq = ANY ($3::bigint[])
  ), events AS (
    INSERT INTO webhook_events (program_id, id, event, record_id, created_at, payload)
    SELECT $1::uuid, new.id, new.event, new.record_id, new.created_at, new.payload
    FROM unnest($4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[])
      WITH ORDINALITY AS new (id, event, record_id, created_at, payload, place)
    ORDER BY new.place RETURNING seq, id, created_at
  ), deliveries AS (
    INSERT INTO webhook_deliveries
      (program_id, id, event_seq, endpoint_id, url, state, next_attempt_at, created_at)
    SELECT $1::uuid, new.id, events.seq, new.endpoint_id, new.url, 'PENDING', $2::timestamptz, events.created_at
    FROM unnest($9::uuid[], $10::text[], $11::uuid[], $12::text[]) AS new (id, message_id, endpoint_id, url)
    JOIN events ON events.id = new.message_id
  ), heard AS (
    SELECT new.endpoint_id, events.seq,
      row_number() OVER (PARTITION BY new.endpoint_id ORDER BY events.seq) AS place,
      count(*) OVER (PARTITION BY new.endpoint_id) AS count
    FROM unnest($13::uuid[], $14::text[]) AS new (endpoint_id, message_id)
    JOIN events ON events.id = new.message_id
  ), listeners AS (
    UPDATE webhook_endpoints e SET listener_position = listener_position + heard.count
    FROM heard WHERE e.program_id = $1 AND e.id = heard.endpoint_id AND heard.place = 1
    RETURNING e.id, e.listener_position - heard.count AS position
  )
  INSERT INTO webhook_listener_events (program_id, endpoint_id, position, event_seq)
  SELECT $1::uuid, listeners.id, listeners.position + heard.place, heard.seq
  FROM listeners JOIN heard ON heard.endpoint_id = listeners.id`

/** Replaces rows of changes with events, with their deliveries and the events of listeners. */
async function replaceRows(
  { session, programId, clock }: TenantSession,
  rows: readonly OutboxRow[],
  { events, payloads, endpoints, createId }: Replacement,
): Promise<void> {
  const wanted = events.flatMap(({ messageId, endpointIds }) =>
    endpointIds.flatMap((id) => {
      const endpoint = endpoints.get(id)
      return endpoint === undefined ? [] : { messageId, endpointId: id, url: endpoint.url }
    }),
  )
  const deliveries = wanted.flatMap(({ url, ...rest }) => (url === null ? [] : { ...rest, url }))
  const heard = wanted.filter(({ url }) => url === null)
  await session.query(replaceAll, [
    programId,
    clock().toISOString(),
    rows.map(({ seq }) => seq),
    events.map(({ messageId }) => messageId),
    events.map(({ event }) => event),
    events.map(({ recordId }) => recordId),
    events.map(({ createdAt }) => createdAt),
    payloads,
    deliveries.map(() => createId()),
    deliveries.map(({ messageId }) => messageId),
    deliveries.map(({ endpointId }) => endpointId),
    deliveries.map(({ url }) => url),
    heard.map(({ endpointId }) => endpointId),
    heard.map(({ messageId }) => messageId),
  ])
}
