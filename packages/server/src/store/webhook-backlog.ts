import type { Backlog } from '../webhooks/queue.js'
import type { Queryable } from './database.js'

// A statement of this size takes about ten milliseconds, which is how long it delays others on an embedded database.
const rowsAtOnce = 1000

/**
 * Frees deliveries whose claims have expired, ends those of disabled endpoints, and removes those of deleted ones.
 * Returns whether it should be called again, because there were many.
 */
export async function sweep(database: Queryable, now: string): Promise<boolean> {
  await database.query(
    `UPDATE webhook_deliveries SET state = 'PENDING', claimed_until = NULL
      WHERE state = 'SENDING' AND claimed_until <= $1`,
    [now],
  )
  const isLastFailed = await failDisabled(database, now)
  const isLastRemoved = await removeDeleted(database)
  return !isLastFailed || !isLastRemoved
}

/**
 * Frees all claimed deliveries, for a database that only one process can open: the claims are those of earlier
 * processes.
 */
export async function freeAllClaims(database: Queryable): Promise<void> {
  await database.query(
    `UPDATE webhook_deliveries SET state = 'PENDING', claimed_until = NULL WHERE state = 'SENDING'`,
    [],
  )
}

/** Ends some deliveries of disabled endpoints. Returns false when there may be more. */
async function failDisabled(database: Queryable, now: string): Promise<boolean> {
  const text = `WITH picked AS (
      SELECT picked.program_id, picked.id FROM webhook_endpoints e
      CROSS JOIN LATERAL (SELECT program_id, id FROM webhook_deliveries d
        WHERE d.program_id = e.program_id AND d.endpoint_id = e.id AND d.state = 'PENDING'
        LIMIT ${rowsAtOnce} FOR UPDATE SKIP LOCKED) AS picked
      WHERE e.disabled_at IS NOT NULL AND e.deleted_at IS NULL AND e.url IS NOT NULL LIMIT ${rowsAtOnce}
    )
    UPDATE webhook_deliveries d SET state = 'FAILED', next_attempt_at = NULL, finished_at = $1
    FROM picked WHERE d.program_id = picked.program_id AND d.id = picked.id RETURNING d.id`
  return (await database.query(text, [now])).length < rowsAtOnce
}

/**
 * Removes some deliveries of deleted endpoints, and endpoints that have none left. Returns false when there may be
 * more.
 */
async function removeDeleted(database: Queryable): Promise<boolean> {
  const deliveries = `WITH picked AS (
      SELECT picked.program_id, picked.id FROM webhook_endpoints e
      CROSS JOIN LATERAL (SELECT program_id, id FROM webhook_deliveries d
        WHERE d.program_id = e.program_id AND d.endpoint_id = e.id
        LIMIT ${rowsAtOnce} FOR UPDATE SKIP LOCKED) AS picked
      WHERE e.deleted_at IS NOT NULL LIMIT ${rowsAtOnce}
    ), attempts AS (
      DELETE FROM webhook_attempts a USING picked
      WHERE a.program_id = picked.program_id AND a.delivery_id = picked.id
    )
    DELETE FROM webhook_deliveries d USING picked
    WHERE d.program_id = picked.program_id AND d.id = picked.id RETURNING d.id`
  const count = (await database.query(deliveries)).length
  if (count === rowsAtOnce) return false
  await database.query(`DELETE FROM webhook_endpoints e WHERE e.deleted_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM webhook_deliveries d
      WHERE d.program_id = e.program_id AND d.endpoint_id = e.id)`)
  return true
}

/**
 * Deletes some of the events from before a given time, with their deliveries. Returns whether there
 * may be more.
 */
export async function removeOld(database: Queryable, before: string): Promise<boolean> {
  // Events are numbered in the order of their creation, so the first ones of a program are its oldest.
  const text = `WITH old AS (
      SELECT first.program_id, first.seq FROM programs p
      CROSS JOIN LATERAL (SELECT program_id, seq, created_at FROM webhook_events v
        WHERE v.program_id = p.program_id ORDER BY v.seq LIMIT ${rowsAtOnce}) AS first
      WHERE first.created_at < $1 LIMIT ${rowsAtOnce}
    ), deliveries AS (
      DELETE FROM webhook_deliveries d USING old
      WHERE d.program_id = old.program_id AND d.event_seq = old.seq RETURNING d.program_id, d.id
    ), attempts AS (
      DELETE FROM webhook_attempts a USING deliveries d
      WHERE a.program_id = d.program_id AND a.delivery_id = d.id
    )
    DELETE FROM webhook_events v USING old
    WHERE v.program_id = old.program_id AND v.seq = old.seq RETURNING v.seq`
  return (await database.query(text, [before])).length === rowsAtOnce
}

interface BacklogRow {
  readonly pending: string
  readonly sending: string
  readonly due_since: Date | null
  /** The instant of the oldest change that is not fanned out. */
  readonly changed_since: Date | null
  readonly disabled: string
}

// Events that wait in the outbox become deliveries of the endpoints that wanted them.
const backlog = `WITH endpoints AS (
    SELECT program_id, id, disabled_at FROM webhook_endpoints WHERE url IS NOT NULL AND deleted_at IS NULL),
  counts AS (
    SELECT count(*) AS waiting, count(*) FILTER (WHERE d.state = 'SENDING') AS sending
    FROM endpoints e JOIN webhook_deliveries d ON d.program_id = e.program_id AND d.endpoint_id = e.id
    WHERE d.state IN ('PENDING', 'SENDING')),
  outbox AS (
    SELECT coalesce(sum(o.count), 0) AS waiting FROM webhook_outbox o
    JOIN endpoints e ON e.program_id = o.program_id AND e.id = ANY (o.endpoint_ids))
  SELECT counts.waiting - counts.sending + outbox.waiting AS pending, counts.sending,
    (SELECT min(first.next_attempt_at) FROM endpoints e
      CROSS JOIN LATERAL (SELECT next_attempt_at FROM webhook_deliveries d
        WHERE d.program_id = e.program_id AND d.endpoint_id = e.id AND d.state = 'PENDING'
        ORDER BY next_attempt_at LIMIT 1) AS first
      WHERE e.disabled_at IS NULL AND first.next_attempt_at <= $1) AS due_since,
    (SELECT min(created_at) FROM webhook_outbox) AS changed_since,
    (SELECT count(*) FROM webhook_endpoints
      WHERE disabled_reason = 'FAILING' AND deleted_at IS NULL) AS disabled
  FROM counts, outbox`

/** Reads the state of the queue. */
export async function readBacklog(database: Queryable, now: string): Promise<Backlog> {
  const [row] = await database.query<BacklogRow>(backlog, [now])
  const since = [row?.due_since, row?.changed_since].flatMap((instant) => instant ?? [])
  return {
    pending: Number(row?.pending ?? 0),
    sending: Number(row?.sending ?? 0),
    dueSince: since.toSorted((one, other) => one.getTime() - other.getTime())[0],
    disabledEndpoints: Number(row?.disabled ?? 0),
  }
}
