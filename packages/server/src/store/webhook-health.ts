import type { DisabledEndpoint, EndedDelivery } from '../webhooks/queue.js'
import type { Queryable } from './database.js'

const dayMs = 24 * 60 * 60 * 1000

/** An endpoint is disabled when all of its attempts have failed for this long. */
const failingLimitMs = 5 * dayMs

/**
 * Failures further apart than this do not belong to one outage. It is longer than the longest pause between two
 * attempts, so that only an endpoint without events has none for this long.
 */
const outageGapMs = 2 * dayMs

// A failing endpoint with many deliveries is updated at most once in this time.
const writePauseMs = 60_000

/** Marks endpoints as failing or not, and disables those that have failed for too long. */
export async function markEndpoints(
  database: Queryable,
  ended: readonly EndedDelivery[],
): Promise<readonly DisabledEndpoint[]> {
  const working = new Map(
    ended
      .filter(({ next }) => next.state === 'SUCCEEDED')
      .map(({ claim }) => [claim.endpointId, claim] as const),
  )
  const failing = new Map(
    ended
      .filter(({ claim, next }) => next.state !== 'SUCCEEDED' && !working.has(claim.endpointId))
      .map((one) => [one.claim.endpointId, one] as const),
  )
  const recovered = [...working.values()].filter(({ isFailing }) => isFailing)
  if (recovered.length > 0) await markRecovered(database, recovered)
  return failing.size === 0 ? [] : markFailing(database, [...failing.values()])
}

type EndpointKey = Pick<DisabledEndpoint, 'programId' | 'endpointId'>

async function markRecovered(database: Queryable, keys: readonly EndpointKey[]): Promise<void> {
  const text = `UPDATE webhook_endpoints e SET failing_since = NULL
    FROM unnest($1::uuid[], $2::uuid[]) AS ok (program_id, id)
    WHERE e.program_id = ok.program_id AND e.id = ok.id`
  const ids = [keys.map(({ programId }) => programId), keys.map(({ endpointId }) => endpointId)]
  await database.query(text, ids)
}

interface FailingRow {
  readonly program_id: string
  readonly id: string
  readonly failing_since: Date
}

async function markFailing(
  database: Queryable,
  failed: readonly EndedDelivery[],
): Promise<readonly DisabledEndpoint[]> {
  const nowMs = Math.max(...failed.map(({ endedAt }) => endedAt.getTime()))
  const text = `UPDATE webhook_endpoints e SET last_failed_at = $3, failing_since = outage.since,
      disabled_at = CASE WHEN outage.since <= $4 THEN $3::timestamptz END,
      disabled_reason = CASE WHEN outage.since <= $4 THEN 'FAILING' END
    FROM (
      SELECT e.program_id, e.id,
        CASE WHEN e.last_failed_at >= $5 THEN coalesce(e.failing_since, $3) ELSE $3::timestamptz END AS since
      FROM unnest($1::uuid[], $2::uuid[]) AS failed (program_id, id)
      JOIN webhook_endpoints e ON e.program_id = failed.program_id AND e.id = failed.id
    ) AS outage
    WHERE e.program_id = outage.program_id AND e.id = outage.id AND e.disabled_at IS NULL
      AND (e.failing_since IS NULL OR e.last_failed_at IS NULL OR e.last_failed_at < $6)
    RETURNING e.program_id, e.id, e.failing_since, e.disabled_at IS NOT NULL AS is_disabled`
  const rows = await database.query<FailingRow & { is_disabled: boolean }>(text, [
    failed.map(({ claim }) => claim.programId),
    failed.map(({ claim }) => claim.endpointId),
    ...[0, failingLimitMs, outageGapMs, writePauseMs].map((ms) =>
      new Date(nowMs - ms).toISOString(),
    ),
  ])
  return rows
    .filter((row) => row.is_disabled)
    .map(({ program_id: programId, id: endpointId, failing_since: since }) => ({
      programId,
      endpointId,
      failingSince: since.toISOString(),
    }))
}
