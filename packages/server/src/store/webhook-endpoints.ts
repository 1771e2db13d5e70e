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

const hasUrl: Condition = ['url IS NOT NULL']

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
        conditions: [equalsId('id', id), hasUrl],
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
  const where = toWhere([equals('program_id', programId), hasUrl, ...conditions])
  const count = (state: string): string => `(SELECT count(*) FROM webhook_deliveries d
    WHERE d.program_id = e.program_id AND d.endpoint_id = e.id AND ${state})`
  const text = `SELECT ${selectList}, ${count("d.state IN ('PENDING', 'SENDING')")} AS pending,
      ${count("d.state = 'FAILED'")} AS failed
    FROM webhook_endpoints e WHERE ${where.text} ORDER BY id LIMIT ${limit}`
  const rows = await session.query<EndpointRow & Counts>(text, where.values)
  return rows.map((row) => ({
    ...toEndpoint(row),
    pending: Number(row.pending),
    failed: Number(row.failed),
  }))
}

async function deleteEndpoint({ session, programId }: TenantSession, id: string): Promise<boolean> {
  if (!isUuid(id)) return false
  const values = [programId, id]
  const text = `DELETE FROM webhook_endpoints WHERE program_id = $1 AND id = $2 AND url IS NOT NULL RETURNING id`
  if ((await session.query(text, values)).length === 0) return false
  await session.query(
    `DELETE FROM webhook_attempts a USING webhook_deliveries d
      WHERE d.program_id = $1 AND d.endpoint_id = $2
        AND a.program_id = $1 AND a.delivery_id = d.id`,
    values,
  )
  const deliveries = 'DELETE FROM webhook_deliveries WHERE program_id = $1 AND endpoint_id = $2'
  await session.query(deliveries, values)
  return true
}
