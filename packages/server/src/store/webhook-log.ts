import type { IdPage } from '../domain/ledger-ports.js'
import type {
  AttemptRecord,
  DeliveryFilter,
  DeliveryLog,
  DeliveryRecord,
  EndpointRecord,
  SampleEvent,
} from '../domain/webhook-ports.js'
import { createRecordReader, toSelectList, type RowOf } from './columns.js'
import { equals, equalsId, toWhere, type Condition } from './statements.js'
import type { TenantSession } from './tenant.js'

const columns = {
  id: { name: 'id', kind: 'uuid' },
  endpointId: { name: 'endpoint_id', kind: 'uuid' },
  url: { name: 'url', kind: 'text' },
  state: { name: 'state', kind: 'text' },
  attempts: { name: 'attempts', kind: 'integer' },
  nextAttemptAt: { name: 'next_attempt_at', kind: 'instant' },
  createdAt: { name: 'created_at', kind: 'instant' },
  finishedAt: { name: 'finished_at', kind: 'instant' },
} as const

const eventColumns = {
  messageId: { name: 'message_id', kind: 'text' },
  event: { name: 'event', kind: 'text' },
  status: { name: 'status', kind: 'integer' },
  error: { name: 'error', kind: 'text' },
} as const

const allColumns = { ...columns, ...eventColumns } as const

const attemptColumns = {
  attempt: { name: 'attempt', kind: 'integer' },
  startedAt: { name: 'started_at', kind: 'instant' },
  durationMs: { name: 'duration_ms', kind: 'integer' },
  requestHeaders: { name: 'request_headers', kind: 'json' },
  status: { name: 'status', kind: 'integer' },
  responseBody: { name: 'response_body', kind: 'text' },
  error: { name: 'error', kind: 'text' },
} as const

const toDelivery = createRecordReader<DeliveryRecord, typeof allColumns>(allColumns)
const toAttempt = createRecordReader<AttemptRecord, typeof attemptColumns>(attemptColumns)

// The deliveries of a deleted endpoint are invisible until they are removed.
const select = `SELECT ${toSelectList(columns, 'd')}, e.id AS message_id, e.event, a.status, a.error
  FROM webhook_deliveries d
  JOIN webhook_events e ON e.program_id = d.program_id AND e.seq = d.event_seq
  JOIN webhook_endpoints w ON w.program_id = d.program_id AND w.id = d.endpoint_id AND w.deleted_at IS NULL
  LEFT JOIN webhook_attempts a ON a.program_id = d.program_id AND a.delivery_id = d.id
    AND a.attempt = d.attempts`

/** Creates the log of one program's deliveries. */
export function createDeliveryLog(tenant: TenantSession): DeliveryLog {
  const { session, programId } = tenant
  return {
    list: (filter, page) => readDeliveries(tenant, toConditions(filter, page), page.limit),
    async find(id) {
      const [delivery] = await readDeliveries(tenant, [equalsId('d.id', id)], 1)
      return delivery
    },
    async readPayload(id) {
      const text = `SELECT e.payload FROM webhook_deliveries d
        JOIN webhook_events e ON e.program_id = d.program_id AND e.seq = d.event_seq
        WHERE d.program_id = $1 AND d.id = $2`
      const [row] = await session.query<{ payload: string }>(text, [programId, id])
      return row?.payload ?? 'null'
    },
    async listAttempts(id) {
      const text = `SELECT ${toSelectList(attemptColumns)} FROM webhook_attempts
        WHERE program_id = $1 AND delivery_id = $2 ORDER BY attempt`
      const values = [programId, id]
      return (await session.query<RowOf<typeof attemptColumns>>(text, values)).map(toAttempt)
    },
    insertSample: (sample, endpoint) => insertSample(tenant, sample, endpoint),
    async resend(id, endpoint, now) {
      const condition = `id = $4 AND state <> 'SENDING'`
      await session.query(toRestart(condition), [programId, endpoint.url, now, id])
    },
    async resendFailed(endpoint, since, now) {
      const condition = `endpoint_id = $4 AND state = 'FAILED' AND finished_at >= $5`
      const text = `${toRestart(condition)} RETURNING id`
      const values = [programId, endpoint.url, now, endpoint.id, since]
      return (await session.query(text, values)).length
    },
  }
}

const toRestart = (condition: string): string => `UPDATE webhook_deliveries
  SET state = 'PENDING', url = $2, next_attempt_at = $3, attempts_before = attempts,
    claimed_until = NULL, finished_at = NULL
  WHERE program_id = $1 AND ${condition}`

function toConditions(filter: DeliveryFilter, { after }: IdPage): readonly Condition[] {
  return [
    equalsId('d.endpoint_id', filter.webhookId),
    equals('d.state', filter.state),
    equals('e.event', filter.event),
    filter.since === undefined ? undefined : ['d.created_at >= ?', filter.since],
    after === undefined ? undefined : ['d.id < ?', after],
  ]
}

async function readDeliveries(
  { session, programId }: TenantSession,
  conditions: readonly Condition[],
  limit: number,
): Promise<readonly DeliveryRecord[]> {
  const where = toWhere([equals('d.program_id', programId), ...conditions])
  const text = `${select} WHERE ${where.text} ORDER BY d.id DESC LIMIT ${limit}`
  return (await session.query<RowOf<typeof allColumns>>(text, where.values)).map(toDelivery)
}

/** Inserts an event and its delivery in one statement. */
async function insertSample(
  { session, programId }: TenantSession,
  { deliveryId, event, payload, createdAt }: SampleEvent,
  { id, url }: EndpointRecord,
): Promise<void> {
  const text = `WITH sample AS (
      INSERT INTO webhook_events (program_id, event, record_id, created_at, payload)
      VALUES ($1, $2, '', $4, $5) RETURNING seq)
    INSERT INTO webhook_deliveries
      (program_id, id, event_seq, endpoint_id, url, state, next_attempt_at, created_at)
      SELECT $1::uuid, $6::uuid, seq, $3::uuid, $7, 'PENDING', $4::timestamptz, $4::timestamptz FROM sample`
  await session.query(text, [programId, event, id, createdAt, payload, deliveryId, url])
}
