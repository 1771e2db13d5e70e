import type { WebhookEventName } from '@referly-kit/types'
import { recordColumns, type RecordTable } from '../domain/webhook-facts.js'
import type { Queryable, SqlValue, Statement } from './database.js'
import { toDuplicateError } from './duplicates.js'
import type { TenantSession } from './tenant.js'

/** The table of the records of each kind of event. The row of an affiliate or a payout is read when it is rendered. */
const tables: Readonly<Record<string, RecordTable>> = {
  referral: 'referrals',
  sale: 'sales',
  commission: 'sales',
  coupon: 'coupons',
  promocode: 'promotional_codes',
}

/**
 * Returns the table of the record that an event keeps, because it is rendered later, or nothing if the id is enough.
 */
function toRecordTable(event: WebhookEventName): RecordTable | undefined {
  const [noun = '', verb] = event.split('.')
  return verb === 'deleted' ? undefined : tables[noun]
}

/** The parameters of an outbox: the program, the event, and the instant. */
interface Places {
  readonly program: string
  readonly event: string
  readonly instant: string
}

// An endpoint that exists when the change is made gets the event, even if this process has not seen it yet.
const toWanted = ({ program, event, instant }: Places): string => `(
    SELECT array_agg(id) AS ids FROM webhook_endpoints
    WHERE program_id = ${program}::uuid AND disabled_at IS NULL
      AND (listener_until IS NULL OR listener_until > ${instant}::timestamptz)
      AND ${event}::text = ANY (events))`

// A row with more events would make the step that fans it out too long.
const eventsPerRow = 100

/** Returns the columns that an event keeps of its record. */
function toColumns(table: RecordTable | undefined): readonly string[] {
  return table === undefined ? ['id'] : recordColumns[table]
}

// Rows as lists of values are a fraction of the size of rows as objects, and faster to write: see docs/webhooks.md.
const toInsert = ({ program, event, instant }: Places, columns: readonly string[]): string =>
  `INSERT INTO webhook_outbox (program_id, event, endpoint_ids, created_at, count, columns, records)
    SELECT ${program}::uuid, ${event}::text, wanted.ids, ${instant}::timestamptz, count(*),
      '{${columns.join(',')}}'::text[], json_agg(numbered.record)
    FROM wanted, (SELECT record, (row_number() OVER () - 1) / ${eventsPerRow} AS part FROM changed) AS numbered
    WHERE wanted.ids IS NOT NULL GROUP BY wanted.ids, numbered.part`

/** Adds an event for each of the given records to the transaction of their change, unless no endpoint wants it. */
export async function addEvents(
  { session, programId, clock, onEvent }: TenantSession,
  event: WebhookEventName,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  const table = toRecordTable(event)
  const columns = toColumns(table)
  const type = table === 'sales' || event === 'sale.deleted' ? 'bigint' : 'uuid'
  const changed =
    table === undefined
      ? `(SELECT json_build_array(id) AS record FROM unnest($4::${type}[]) AS id)`
      : `(SELECT json_build_array(${columns.join(', ')}) AS record FROM ${table}
          WHERE program_id = $1 AND id = ANY ($4::${type}[]))`
  const places = { program: '$1', event: '$2', instant: '$3' }
  const text = `WITH wanted AS ${toWanted(places)}, changed AS ${changed} ${toInsert(places, columns)} RETURNING seq`
  const added = await session.query(text, [programId, event, clock().toISOString(), ids])
  if (added.length > 0) onEvent?.()
}

/** A statement that changes rows. The names in it come from our source code, never from input. */
interface Change extends Statement {
  /** Another change in the same statement, as a named part of its WITH clause. */
  readonly before?: string
}

/** The event of a change of one row. */
export interface RowEvent {
  readonly event: WebhookEventName
  /** The column with the id of the record that the event is about. */
  readonly id?: string
  /** A column to return. */
  readonly shown?: string
}

/** A row that was changed. */
export interface ChangedRow {
  readonly id: string
  readonly shown: string | null
}

/**
 * Runs a change and adds an event for each row that it returns, in one statement, so that it needs no transaction.
 * Returns the ids of the records.
 */
export async function changeRows(
  tenant: EventSession,
  change: Change,
  event: RowEvent,
): Promise<readonly ChangedRow[]> {
  const { session, onEvent } = tenant
  const { text, values } = toChange(tenant, change, event)
  const all = `${text}
    SELECT changed.id, changed.shown, wanted.ids IS NOT NULL AS is_wanted FROM changed, wanted`
  const rows = await session.query<ChangedRow & { readonly is_wanted: boolean }>(all, values)
  if (rows.some((row) => row.is_wanted)) onEvent?.()
  return rows
}

interface ChangeCount {
  readonly count: number
  readonly ids: readonly string[] | null
  readonly is_wanted: boolean
}

/**
 * Runs a change of given records like `changeRows`, and returns the ids of those that it has changed. The database
 * returns ids only when some are missing, because a row per id takes it longer than all the rest of its response.
 */
export async function changeAll(
  tenant: EventSession,
  change: Change,
  { event, ids }: { readonly event: WebhookEventName; readonly ids: readonly string[] },
): Promise<readonly string[]> {
  const { text, values } = toChange(tenant, change, { event })
  const all = `${text}
    SELECT count(*)::integer AS count, (SELECT ids FROM wanted) IS NOT NULL AS is_wanted,
      CASE WHEN count(*) <> $${values.length + 1} THEN array_agg(changed.id)::text[] END AS ids
    FROM changed`
  const [changed] = await tenant.session.query<ChangeCount>(all, [...values, ids.length])
  const { count = 0, is_wanted = false } = changed ?? {}
  if (is_wanted && count > 0) tenant.onEvent?.()
  return count === ids.length ? ids : (changed?.ids ?? [])
}

type EventSession = Pick<TenantSession, 'session' | 'programId' | 'clock' | 'onEvent'>

/** Returns the parts of a statement that make a change and add its events, for a SELECT from `changed` and `wanted`. */
function toChange(
  { programId, clock }: EventSession,
  { text, before, values }: Change,
  { event, id = 'id', shown = 'NULL::text' }: RowEvent,
): Statement {
  const [program, name, instant] = [1, 2, 3].map((place) => `$${values.length + place}`)
  const places = { program: `${program}`, event: `${name}`, instant: `${instant}` }
  const table = toRecordTable(event)
  const columns = toColumns(table)
  const [, ...others] = columns
  const kept = [id, ...others.map((column) => `${table}.${column}`)].join(', ')
  // Left out when no endpoint wants it, because it costs time for each row.
  const record = `CASE WHEN (SELECT ids FROM wanted) IS NOT NULL THEN json_build_array(${kept}) END`
  const returned = `${id} AS id, ${shown} AS shown, ${record} AS record`
  const all = `WITH wanted AS ${toWanted(places)}, ${before === undefined ? '' : `${before}, `}
    changed AS (${text} RETURNING ${returned}),
    added AS (${toInsert(places, columns)})`
  return { text: all, values: [...values, programId, event, clock().toISOString()] }
}

/**
 * Inserts one row with its event. The keys are column names from our source code, never from input.
 *
 * @throws ServerError `DUPLICATE` when a unique key is taken.
 */
export async function insertWithEvent(
  tenant: TenantSession,
  { table, row }: { readonly table: string; readonly row: Readonly<Record<string, SqlValue>> },
  event: RowEvent,
): Promise<void> {
  const columns = Object.keys(row)
  const places = columns.map((_column, index) => `$${index + 1}`)
  const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')})`
  try {
    await changeRows(tenant, { text, values: Object.values(row) }, event)
  } catch (error) {
    throw toDuplicateError(error, row) ?? error
  }
}

/** Returns whether a database has the table of events, which databases of earlier versions lack. */
export async function hasWebhooks(session: Queryable): Promise<boolean> {
  const text = `SELECT to_regclass('webhook_outbox') IS NOT NULL AS found`
  const [row] = await session.query<{ found: boolean }>(text)
  return row?.found ?? false
}
