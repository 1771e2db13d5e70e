import type { WebhookEventName } from '@referly-kit/types'
import { createIdSource, type Clock } from '../domain/identifiers.js'
import type { EventFacts, JsonRow } from '../domain/webhook-facts.js'
import { renderPayload } from '../domain/webhook-payloads.js'
import type { Database } from './database.js'
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

const eventsAtOnce = 200

/**
 * Creates the fan-out of one process. Several processes can do this at once: they skip each other's events. Programs take
 * turns, so that many events of one do not hold up those of others.
 */
export function createFanOut(database: Database, options: FanOutOptions): FanOut {
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

/** Fans out the events of programs, some of one after some of another, until none waits. */
async function fanOutAll(
  database: Database,
  { programs, services, isClosed }: FanOutWork,
): Promise<void> {
  for (const programId of programs) {
    if (isClosed()) return
    programs.delete(programId)
    const count = await fanOutBatch(database, programId, services)
    if (count > 0) services.onFannedOut(programId)
    if (count === eventsAtOnce) programs.add(programId)
  }
}

/** Lists the programs with events that wait, by one index lookup per program. */
async function listWaiting(database: Database): Promise<readonly string[]> {
  const text = `SELECT program_id FROM programs p WHERE EXISTS (
    SELECT FROM webhook_events e WHERE e.program_id = p.program_id AND e.fanned_out_at IS NULL)`
  return (await database.query<{ program_id: string }>(text)).map((row) => row.program_id)
}

interface EventRow {
  readonly seq: string
  readonly event: WebhookEventName
  readonly record_id: string
  readonly record: JsonRow | null
  readonly endpoint_ids: readonly string[]
  readonly created_at: string
}

interface EndpointRow {
  readonly id: string
  readonly url: string | null
}

/** Fans out some events of a program, and returns their number. */
function fanOutBatch(
  database: Database,
  programId: string,
  { clock, createId }: FanOutServices,
): Promise<number> {
  return database.transaction(async (session) => {
    const tenant: TenantSession = { session, programId, clock, isTransaction: true }
    const text = `SELECT seq, event, record_id, record, endpoint_ids::text[] AS endpoint_ids,
        (created_at AT TIME ZONE 'UTC')::text || 'Z' AS created_at
      FROM webhook_events WHERE program_id = $1 AND fanned_out_at IS NULL
      ORDER BY seq LIMIT ${eventsAtOnce} FOR UPDATE SKIP LOCKED`
    const rows = await session.query<EventRow>(text, [programId])
    if (rows.length === 0) return 0
    const facts = rows.map(toFacts)
    const related = await readRelated(tenant, facts)
    const payloads = facts.map((each) => renderPayload(each, related))
    const endpoints = await readEndpoints(tenant, rows)
    await writePayloads(tenant, rows, payloads)
    await insertDeliveries(tenant, rows, { endpoints, createId })
    await addToListeners(tenant, rows, endpoints)
    return rows.length
  })
}

function toFacts({ event, record_id, record, created_at }: EventRow): EventFacts {
  const createdAt = new Date(created_at.replace(' ', 'T')).toISOString()
  return { event, recordId: record_id, record, createdAt }
}

type Endpoints = ReadonlyMap<string, EndpointRow>

/** Reads the endpoints that still exist. One that was disabled after the change keeps its delivery. */
async function readEndpoints(
  { session, programId }: TenantSession,
  rows: readonly EventRow[],
): Promise<Endpoints> {
  const ids = [...new Set(rows.flatMap((row) => row.endpoint_ids))]
  const text = `SELECT id, url FROM webhook_endpoints
    WHERE program_id = $1 AND id = ANY ($2::uuid[])`
  const found = await session.query<EndpointRow>(text, [programId, ids])
  return new Map(found.map((endpoint) => [endpoint.id, endpoint]))
}

async function writePayloads(
  { session, programId, clock }: TenantSession,
  rows: readonly EventRow[],
  payloads: readonly string[],
): Promise<void> {
  // The row is no longer needed once its payload is rendered.
  const text = `UPDATE webhook_events SET payload = new.payload, fanned_out_at = $4, record = NULL
    FROM unnest($2::bigint[], $3::text[]) AS new (seq, payload)
    WHERE program_id = $1 AND webhook_events.seq = new.seq`
  const seqs = rows.map(({ seq }) => seq)
  await session.query(text, [programId, seqs, payloads, clock().toISOString()])
}

interface DeliveryServices {
  readonly endpoints: Endpoints
  readonly createId: () => string
}

async function insertDeliveries(
  { session, programId, clock }: TenantSession,
  rows: readonly EventRow[],
  { endpoints, createId }: DeliveryServices,
): Promise<void> {
  const deliveries = rows.flatMap(({ seq, endpoint_ids, created_at }) =>
    endpoint_ids.flatMap((endpointId) => {
      const url = endpoints.get(endpointId)?.url ?? null
      return url === null ? [] : { id: createId(), seq, endpointId, url, createdAt: created_at }
    }),
  )
  if (deliveries.length === 0) return
  const text = `INSERT INTO webhook_deliveries
      (program_id, id, event_seq, endpoint_id, url, state, next_attempt_at, created_at)
    SELECT $1::uuid, new.id, new.seq, new.endpoint_id, new.url, 'PENDING', $2::timestamptz, new.created_at
    FROM unnest($3::uuid[], $4::bigint[], $5::uuid[], $6::text[], $7::timestamptz[])
      AS new (id, seq, endpoint_id, url, created_at)`
  await session.query(text, [
    programId,
    clock().toISOString(),
    deliveries.map(({ id }) => id),
    deliveries.map(({ seq }) => seq),
    deliveries.map(({ endpointId }) => endpointId),
    deliveries.map(({ url }) => url),
    deliveries.map(({ createdAt }) => createdAt),
  ])
}

/** Adds events to the listeners that want them, in the order in which their rows are locked. */
async function addToListeners(
  { session, programId }: TenantSession,
  rows: readonly EventRow[],
  endpoints: Endpoints,
): Promise<void> {
  const listeners = [...endpoints.values()].filter(({ url }) => url === null)
  for (const { id } of listeners.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    const wanted = rows.filter((row) => row.endpoint_ids.includes(id))
    const text = `WITH listener AS (
        UPDATE webhook_endpoints SET listener_position = listener_position + $3
        WHERE program_id = $1 AND id = $2 RETURNING listener_position)
      INSERT INTO webhook_listener_events (program_id, endpoint_id, position, event_seq)
      SELECT $1::uuid, $2::uuid, listener_position - $3 + new.place, new.seq
      FROM listener, unnest($4::bigint[]) WITH ORDINALITY AS new (seq, place)`
    await session.query(text, [programId, id, wanted.length, wanted.map(({ seq }) => seq)])
  }
}
