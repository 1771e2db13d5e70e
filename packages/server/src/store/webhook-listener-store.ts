import { isUuid } from '../domain/identifiers.js'
import type { ListenerEvent, ListenerRecord, ListenerStore } from '../domain/webhook-ports.js'
import { createRecordReader, createRowWriter, toSelectList, type RowOf } from './columns.js'
import { insertRow } from './statements.js'
import type { TenantSession } from './tenant.js'

const columns = {
  id: { name: 'id', kind: 'uuid' },
  events: { name: 'events', kind: 'texts' },
  secret: { name: 'secret', kind: 'text' },
  until: { name: 'listener_until', kind: 'instant' },
  createdAt: { name: 'created_at', kind: 'instant' },
} as const

const eventColumns = {
  messageId: { name: 'id', kind: 'text' },
  event: { name: 'event', kind: 'text' },
  createdAt: { name: 'created_at', kind: 'instant' },
  payload: { name: 'payload', kind: 'text' },
} as const

const toRow = createRowWriter<ListenerRecord>(columns)
const toEvent = createRecordReader<Omit<ListenerEvent, 'position'>, typeof eventColumns>(
  eventColumns,
)

/** Waits up to a number of milliseconds until events may have been added. Returns false when the server stops. */
export type WaitForEvents = (programId: string, ms: number) => Promise<boolean>

/** Creates the storage of one program's listeners. */
export function createListenerStore(tenant: TenantSession, wait: WaitForEvents): ListenerStore {
  const { session, programId } = tenant
  return {
    async insert(listener) {
      await deleteEnded(tenant, listener.createdAt)
      const row = { program_id: programId, ...toRow(listener), updated_at: listener.createdAt }
      await insertRow(session, 'webhook_endpoints', row)
    },
    async extend(id, now, until) {
      if (!isUuid(id)) return false
      const text = `UPDATE webhook_endpoints SET listener_until = $4
        WHERE program_id = $1 AND id = $2 AND listener_until >= $3 RETURNING id`
      return (await session.query(text, [programId, id, now, until])).length > 0
    },
    read: (id, after, limit) => readEvents(tenant, { id, after, limit }),
    wait: (ms) => wait(programId, ms),
  }
}

/** Deletes expired listeners with the events that they did not fetch. */
async function deleteEnded({ session, programId }: TenantSession, now: string): Promise<void> {
  const text = `WITH ended AS (
      DELETE FROM webhook_endpoints WHERE program_id = $1 AND listener_until < $2 RETURNING id)
    DELETE FROM webhook_listener_events WHERE program_id = $1 AND endpoint_id IN (SELECT id FROM ended)`
  await session.query(text, [programId, now])
}

async function readEvents(
  { session, programId }: TenantSession,
  { id, after, limit }: { readonly id: string; readonly after: number; readonly limit: number },
): Promise<readonly ListenerEvent[]> {
  const values = [programId, id, String(after)]
  const read = `DELETE FROM webhook_listener_events
    WHERE program_id = $1 AND endpoint_id = $2 AND position <= $3`
  if (after > 0) await session.query(read, values)
  const text = `SELECT l.position, ${toSelectList(eventColumns, 'e')} FROM webhook_listener_events l
    JOIN webhook_events e ON e.program_id = l.program_id AND e.seq = l.event_seq
    WHERE l.program_id = $1 AND l.endpoint_id = $2 AND l.position > $3
    ORDER BY l.position LIMIT ${limit}`
  const rows = await session.query<RowOf<typeof eventColumns> & { readonly position: string }>(
    text,
    values,
  )
  return rows.map((row) => ({ position: Number(row.position), ...toEvent(row) }))
}
