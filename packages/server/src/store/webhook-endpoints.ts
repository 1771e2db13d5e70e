import { isUuid } from '../domain/identifiers.js'
import type { IdPage } from '../domain/ledger-ports.js'
import type { EndpointRecord, EndpointState, EndpointStore } from '../domain/webhook-ports.js'
import { createRecordReader, createRowWriter, toSelectList, type RowOf } from './columns.js'
import { toPageConditions } from './pages.js'
import { equals, equalsId, insertRow, toWhere, updateRow, type Condition } from './statements.js'
import { selectRows, type TenantSession } from './tenant.js'

const columns = {
  id: { name: 'id', kind: 'uuid' },
  url: { name: 'url', kind: 'text' },
  description: { name: 'description', kind: 'text' },
  events: { name: 'events', kind: 'texts' },
  secret: { name: 'secret', kind: 'text' },
  previousSecret: { name: 'previous_secret', kind: 'text' },
  previousSecretUntil: { name: 'previous_secret_until', kind: 'instant' },
  disabledAt: { name: 'disabled_at', kind: 'instant' },
  disabledReason: { name: 'disabled_reason', kind: 'text' },
  failingSince: { name: 'failing_since', kind: 'instant' },
  maxPerSecond: { name: 'max_per_second', kind: 'integer' },
  concurrency: { name: 'concurrency', kind: 'integer' },
  createdAt: { name: 'created_at', kind: 'instant' },
  updatedAt: { name: 'updated_at', kind: 'instant' },
} as const

type EndpointRow = RowOf<typeof columns>

const selectList = toSelectList(columns)
const toEndpoint = createRecordReader<EndpointRecord, typeof columns>(columns)
const toRow = createRowWriter<EndpointRecord>(columns)

// A row without a URL is a listener.
const isVisible: Condition = ['url IS NOT NULL AND deleted_at IS NULL']

/** Creates the storage of one program's endpoints. */
export function createEndpointStore(tenant: TenantSession): EndpointStore {
  const { session, programId } = tenant
  return {
    insert: (endpoint) =>
      insertRow(session, 'webhook_endpoints', { program_id: programId, ...toRow(endpoint) }),
    list: (page) => readStates(tenant, toPageConditions('id', page), page),
    async find(id) {
      const [endpoint] = await readStates(tenant, [equalsId('id', id)], { limit: 1 })
      return endpoint
    },
    async lock(id) {
      const [row] = await selectRows<EndpointRow>(tenant, {
        columns: selectList,
        table: 'webhook_endpoints',
        conditions: [equalsId('id', id), isVisible],
        lock: 'FOR NO KEY UPDATE',
      })
      return row && toEndpoint(row)
    },
    async update(endpoint) {
      const { id } = endpoint
      await updateRow(session, { table: 'webhook_endpoints', programId, id }, toRow(endpoint))
    },
    delete: (id) => deleteEndpoint(tenant, id),
  }
}

interface Counts {
  readonly pending: string
  readonly failed: string
}

async function readStates(
  { session, programId }: TenantSession,
  conditions: readonly Condition[],
  { limit }: Pick<IdPage, 'limit'>,
): Promise<readonly EndpointState[]> {
  const where = toWhere([equals('program_id', programId), isVisible, ...conditions])
  const count = (state: string): string => `(SELECT count(*) FROM webhook_deliveries d
    WHERE d.program_id = e.program_id AND d.endpoint_id = e.id AND ${state})`
  const waiting = `(SELECT coalesce(sum(o.count), 0) FROM webhook_outbox o
    WHERE o.program_id = e.program_id AND e.id = ANY (o.endpoint_ids))`
  const text = `SELECT ${selectList}, ${waiting} + ${count("d.state IN ('PENDING', 'SENDING')")} AS pending,
      ${count("d.state = 'FAILED'")} AS failed
    FROM webhook_endpoints e WHERE ${where.text} ORDER BY id LIMIT ${limit}`
  const rows = await session.query<EndpointRow & Counts>(text, where.values)
  return rows.map((row) => ({
    ...toEndpoint(row),
    pending: Number(row.pending),
    failed: Number(row.failed),
  }))
}

/**
 * Hides an endpoint and ends its deliveries. Its rows are removed in the background, because it can have any number.
 */
async function deleteEndpoint(
  { session, programId, clock }: TenantSession,
  id: string,
): Promise<boolean> {
  if (!isUuid(id)) return false
  const text = `UPDATE webhook_endpoints
    SET deleted_at = $3, disabled_at = $3, disabled_reason = 'MANUAL', secret = '', previous_secret = NULL
    WHERE program_id = $1 AND id = $2 AND url IS NOT NULL AND deleted_at IS NULL RETURNING id`
  return (await session.query(text, [programId, id, clock().toISOString()])).length > 0
}
