import type { Claim, ClaimRequest, DeliveryQueue, EndedDelivery } from '../webhooks/queue.js'
import type { Queryable, SqlScalar } from './database.js'
import type { Background, BackgroundDatabase } from './priorities.js'
import { readBacklog, removeOld, sweep } from './webhook-backlog.js'
import { markEndpoints } from './webhook-health.js'

/** The databases of a queue. */
export interface QueueDatabases {
  /** For claims and their results. */
  readonly sending: Background
  /** For bulk changes to deliveries. */
  readonly upkeep: BackgroundDatabase
}

/** Creates the queue of deliveries. */
export function createDeliveryQueue({ sending, upkeep }: QueueDatabases): DeliveryQueue {
  return {
    claim: (request) => sending.patient.isolate((session) => claim(session, request)),
    record: (ended) => record(sending.urgent, ended),
    markEndpoints: (ended) => markEndpoints(sending.urgent, ended),
    release: (claims) => release(sending.urgent, claims),
    sweep: (now) => sweep(upkeep, now.toISOString()),
    removeOld: (before) => removeOld(upkeep, before.toISOString()),
    readBacklog: (now) => readBacklog(upkeep, now.toISOString()),
  }
}

interface ReadyEndpoint {
  readonly program_id: string
  readonly id: string
  readonly secret: string
  readonly previous_secret: string | null
  readonly max_per_second: number
  readonly concurrency: number
  readonly send_after: Date | null
  readonly is_failing: boolean
}

const countSending = (endpoint: string): string => `(SELECT count(*) FROM webhook_deliveries s
  WHERE s.program_id = ${endpoint}.program_id AND s.endpoint_id = ${endpoint}.id AND s.state = 'SENDING')`

// The endpoint that was served longest ago comes first, so that one with a long queue does not delay the others. A
// scalar subquery with an order reads one row of the index, where EXISTS can become a join that reads the whole queue.
const lockReady = `SELECT program_id, id, secret, max_per_second, concurrency, send_after,
    CASE WHEN previous_secret_until > $1 THEN previous_secret END AS previous_secret,
    failing_since IS NOT NULL AS is_failing
  FROM webhook_endpoints e
  WHERE disabled_at IS NULL AND url IS NOT NULL AND (send_after IS NULL OR send_after <= $1)
    AND ${countSending('e')} < concurrency
    AND (SELECT d.id FROM webhook_deliveries d WHERE d.program_id = e.program_id AND d.endpoint_id = e.id
      AND d.state = 'PENDING' AND d.next_attempt_at <= $1 ORDER BY d.next_attempt_at LIMIT 1) IS NOT NULL
  ORDER BY send_after NULLS FIRST LIMIT $2
  FOR NO KEY UPDATE SKIP LOCKED`

// More than an endpoint can have in progress. With an expression as its limit, the planner expects a tenth of the
// table.
const mostPerEndpoint = 64

// This is a second statement, which sees what others claimed before the lock. That lock of the endpoint
// keeps other processes from claiming its deliveries, so these are not locked before they are changed.
const claimDue = `WITH due AS (
    SELECT program_id, id, next_attempt_at FROM (
      SELECT d.*, row_number() OVER (PARTITION BY e.program_id, e.id ORDER BY d.next_attempt_at) AS place,
        least(e.most, e.concurrency - ${countSending('e')}) AS most
      FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::integer[])
        AS e (program_id, id, most, concurrency)
      CROSS JOIN LATERAL (
        SELECT program_id, id, next_attempt_at FROM webhook_deliveries
        WHERE program_id = e.program_id AND endpoint_id = e.id AND state = 'PENDING' AND next_attempt_at <= $5
        ORDER BY next_attempt_at LIMIT ${mostPerEndpoint}) AS d
    ) AS picked WHERE place <= most
  ), claimed AS (
    UPDATE webhook_deliveries d SET state = 'SENDING', claimed_until = $6 FROM due
    WHERE d.program_id = due.program_id AND d.id = due.id AND d.state = 'PENDING'
    RETURNING d.program_id, d.id, d.endpoint_id, d.event_seq, d.url, d.attempts - d.attempts_before AS attempts,
      due.next_attempt_at
  )
  SELECT c.program_id, c.id, c.endpoint_id, c.url, c.attempts, v.id AS message_id, v.payload
  FROM claimed c JOIN webhook_events v ON v.program_id = c.program_id AND v.seq = c.event_seq
  ORDER BY c.next_attempt_at, c.event_seq`

interface ClaimedRow {
  readonly program_id: string
  readonly id: string
  readonly endpoint_id: string
  readonly url: string
  readonly attempts: number
  readonly message_id: string
  readonly payload: string
}

async function claim(
  session: Queryable,
  { now, until, most }: ClaimRequest,
): Promise<readonly Claim[]> {
  const instant = now.toISOString()
  const endpoints = await session.query<ReadyEndpoint>(lockReady, [instant, most])
  if (endpoints.length === 0) return []
  const share = Math.max(1, Math.floor(most / endpoints.length))
  const rows = await session.query<ClaimedRow>(claimDue, [
    endpoints.map(({ program_id: programId }) => programId),
    endpoints.map(({ id }) => id),
    endpoints.map((endpoint) => Math.min(share, toPace(endpoint, now).allowance)),
    endpoints.map(({ concurrency }) => concurrency),
    instant,
    until.toISOString(),
  ])
  await slowDown(session, { endpoints, rows, now })
  return toClaims(rows, endpoints, until)
}

// An endpoint that was idle gets at most a fifth of a second's events at once.
const burstMs = 200

interface Pace {
  /** Number of attempts that may start now. */
  readonly allowance: number
  toSendAfter(started: number): string
}

/** Computes the pace with the generic cell rate algorithm, which stores only one time per endpoint. */
function toPace({ max_per_second: rate, send_after: sendAfter }: ReadyEndpoint, now: Date): Pace {
  const intervalMs = 1000 / rate
  const startMs = Math.max(sendAfter?.getTime() ?? 0, now.getTime() - burstMs)
  return {
    allowance: Math.max(0, Math.floor((now.getTime() - startMs) / intervalMs) + 1),
    toSendAfter: (started) => new Date(startMs + started * intervalMs).toISOString(),
  }
}

interface Served {
  readonly endpoints: readonly ReadyEndpoint[]
  readonly rows: readonly ClaimedRow[]
  readonly now: Date
}

/** Moves the earliest next attempt of the endpoints that were served. */
async function slowDown(session: Queryable, { endpoints, rows, now }: Served): Promise<void> {
  const started = new Map<string, number>()
  for (const { endpoint_id: id } of rows) started.set(id, (started.get(id) ?? 0) + 1)
  const served = endpoints.filter(({ id }) => started.has(id))
  if (served.length === 0) return
  const text = `UPDATE webhook_endpoints e SET send_after = new.send_after
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS new (program_id, id, send_after)
    WHERE e.program_id = new.program_id AND e.id = new.id`
  await session.query(text, [
    served.map(({ program_id: programId }) => programId),
    served.map(({ id }) => id),
    served.map((endpoint) => toPace(endpoint, now).toSendAfter(started.get(endpoint.id) ?? 0)),
  ])
}

function toClaims(
  rows: readonly ClaimedRow[],
  endpoints: readonly ReadyEndpoint[],
  until: Date,
): readonly Claim[] {
  const endpointOf = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]))
  return rows.flatMap((row) => {
    const endpoint = endpointOf.get(row.endpoint_id)
    if (endpoint === undefined) return []
    const { secret, previous_secret: previous, is_failing: isFailing } = endpoint
    return {
      programId: row.program_id,
      deliveryId: row.id,
      endpointId: row.endpoint_id,
      messageId: row.message_id,
      url: row.url,
      payload: row.payload,
      attempts: row.attempts,
      secrets: previous === null ? [secret] : [secret, previous],
      claimedUntil: until.toISOString(),
      isFailing,
    }
  })
}

const columnsOfEnded = {
  program_id: 'uuid',
  id: 'uuid',
  claimed_until: 'timestamptz',
  state: 'text',
  next_attempt_at: 'timestamptz',
  finished_at: 'timestamptz',
  started_at: 'timestamptz',
  duration_ms: 'integer',
  request_headers: 'text',
  status: 'integer',
  response_body: 'text',
  error: 'text',
} as const

type EndedRow = Readonly<Record<keyof typeof columnsOfEnded, SqlScalar>>

const namesOfEnded = Object.keys(columnsOfEnded) as (keyof typeof columnsOfEnded)[]

const recordEnded = `WITH ended AS (SELECT * FROM unnest(${namesOfEnded
  .map((name, index) => `$${index + 1}::${columnsOfEnded[name]}[]`)
  .join(', ')}) AS ended (${namesOfEnded.join(', ')})),
  updated AS (
    UPDATE webhook_deliveries d SET state = ended.state, attempts = d.attempts + 1, claimed_until = NULL,
      next_attempt_at = ended.next_attempt_at, finished_at = ended.finished_at
    FROM ended WHERE d.program_id = ended.program_id AND d.id = ended.id
      AND d.state = 'SENDING' AND d.claimed_until = ended.claimed_until
    RETURNING d.program_id, d.id, d.attempts)
  INSERT INTO webhook_attempts (program_id, delivery_id, attempt, started_at, duration_ms, request_headers,
      status, response_body, error)
    SELECT program_id, id, updated.attempts, started_at, duration_ms, request_headers::jsonb,
      status, response_body, error
    FROM updated JOIN ended USING (program_id, id)`

async function record(database: Queryable, ended: readonly EndedDelivery[]): Promise<void> {
  if (ended.length === 0) return
  const rows = ended.map(toEndedRow)
  await database.query(
    recordEnded,
    namesOfEnded.map((name) => rows.map((row) => row[name])),
  )
}

function toEndedRow({ claim: claimed, result, next, endedAt }: EndedDelivery): EndedRow {
  const isPending = next.state === 'PENDING'
  return {
    program_id: claimed.programId,
    id: claimed.deliveryId,
    claimed_until: claimed.claimedUntil,
    state: next.state,
    next_attempt_at: isPending ? next.nextAttemptAt.toISOString() : null,
    finished_at: isPending ? null : endedAt.toISOString(),
    started_at: result.startedAt.toISOString(),
    duration_ms: result.durationMs,
    request_headers: JSON.stringify(result.requestHeaders),
    status: result.status,
    response_body: result.responseBody,
    error: result.error,
  }
}

async function release(database: Queryable, claims: readonly Claim[]): Promise<void> {
  if (claims.length === 0) return
  const text = `UPDATE webhook_deliveries d SET state = 'PENDING', claimed_until = NULL
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS old (program_id, id, claimed_until)
    WHERE d.program_id = old.program_id AND d.id = old.id
      AND d.state = 'SENDING' AND d.claimed_until = old.claimed_until`
  await database.query(text, [
    claims.map(({ programId }) => programId),
    claims.map(({ deliveryId }) => deliveryId),
    claims.map(({ claimedUntil }) => claimedUntil),
  ])
}
