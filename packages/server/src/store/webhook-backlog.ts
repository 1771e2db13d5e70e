import type { Backlog } from '../webhooks/queue.js'
import type { Database } from './database.js'

// A statement of this size takes some ten milliseconds, which is how long it delays others on an embedded database.
const rowsAtOnce = 1000

/**
 * Frees deliveries whose claims have expired, and ends those of disabled endpoints. Returns whether it should be called
 * again, because there were many.
 */
export async function sweep(database: Database, now: string): Promise<boolean> {
  await database.query(
    `UPDATE webhook_deliveries SET state = 'PENDING', claimed_until = NULL
      WHERE state = 'SENDING' AND claimed_until <= $1`,
    [now],
  )
  const text = `WITH picked AS (
      SELECT picked.program_id, picked.id FROM webhook_endpoints e
      CROSS JOIN LATERAL (SELECT program_id, id FROM webhook_deliveries d
        WHERE d.program_id = e.program_id AND d.endpoint_id = e.id AND d.state = 'PENDING'
        LIMIT ${rowsAtOnce} FOR UPDATE SKIP LOCKED) AS picked
      WHERE e.disabled_at IS NOT NULL AND e.url IS NOT NULL LIMIT ${rowsAtOnce}
    )
    UPDATE webhook_deliveries d SET state = 'FAILED', next_attempt_at = NULL, finished_at = $1
    FROM picked WHERE d.program_id = picked.program_id AND d.id = picked.id RETURNING d.id`
  return (await database.query(text, [now])).length === rowsAtOnce
}

/** Removes some of the events from before an instant, with their deliveries. Returns whether there may be more. */
export async function removeOld(database: Database, before: string): Promise<boolean> {
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
  readonly disabled: string
}

/** Reads the state of the queue. */
export async function readBacklog(database: Database, now: string): Promise<Backlog> {
  const text = `SELECT
      (SELECT count(*) FROM webhook_deliveries WHERE state IN ('PENDING', 'SENDING')) AS pending,
      (SELECT count(*) FROM webhook_deliveries WHERE state = 'SENDING') AS sending,
      (SELECT min(first.next_attempt_at) FROM webhook_endpoints e
        CROSS JOIN LATERAL (SELECT next_attempt_at FROM webhook_deliveries d
          WHERE d.program_id = e.program_id AND d.endpoint_id = e.id AND d.state = 'PENDING'
          ORDER BY next_attempt_at LIMIT 1) AS first
        WHERE e.disabled_at IS NULL AND first.next_attempt_at <= $1) AS due_since,
      (SELECT count(*) FROM webhook_endpoints WHERE disabled_reason = 'FAILING') AS disabled`
  const [row] = await database.query<BacklogRow>(text, [now])
  const sending = Number(row?.sending ?? 0)
  return {
    pending: Number(row?.pending ?? 0) - sending,
    sending,
    dueSince: row?.due_since ?? undefined,
    disabledEndpoints: Number(row?.disabled ?? 0),
  }
}
