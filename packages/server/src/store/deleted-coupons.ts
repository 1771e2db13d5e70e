import { setTimeout as sleep } from 'node:timers/promises'
import { isForeignKeyViolation, type Database } from './database.js'
import type { TenantSession } from './tenant.js'
import { changeRows } from './webhook-events.js'

/** Removes the rows of deleted coupons and their codes in the background. */
export interface DeletedCoupons {
  /** Adds a coupon that was marked as deleted. */
  add(coupon: DeletedCoupon): void
  /** Adds the coupons whose removal an earlier process did not finish. */
  resume(): Promise<void>
  /** Stops after the statement in progress. The next start of a server continues. */
  close(): Promise<void>
}

// A statement of this size takes about ten milliseconds, which is how long it delays others on an embedded database.
const codesAtOnce = 1000

/** A coupon that was marked as deleted. */
export interface DeletedCoupon {
  readonly programId: string
  readonly id: string
}

// A database that is down is retried after these pauses, which double.
const firstPauseMs = 500
const longestPauseMs = 60_000

/**
 * Creates the remover of deleted coupons.
 *
 * A coupon can have any number of codes, so they are not removed with it, but in batches, each in a separate
 * transaction. Until then, they are only hidden. Several processes can do this at once: they skip each other's rows.
 */
export function createDeletedCoupons(
  database: Database,
  toTenant: (programId: string) => TenantSession,
): DeletedCoupons {
  const queue: DeletedCoupon[] = []
  const closing = new AbortController()
  let running: Promise<void> | undefined
  const run = async (): Promise<void> => {
    let pauseMs = firstPauseMs
    for (let coupon = queue.shift(); coupon !== undefined; coupon = queue.shift()) {
      try {
        await removeAllCodes(toTenant(coupon.programId), coupon, closing.signal)
        if (closing.signal.aborted) return
        await removeCoupon(database, coupon)
        pauseMs = firstPauseMs
      } catch {
        queue.push(coupon)
        await sleep(pauseMs, undefined, { signal: closing.signal, ref: false }).catch(() => {})
        pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      }
    }
  }
  const add = (...coupons: readonly DeletedCoupon[]): void => {
    queue.push(...coupons)
    running ??= run().finally(() => {
      running = undefined
      if (queue.length > 0 && !closing.signal.aborted) add()
    })
  }
  return {
    add,
    resume: async () => add(...(await listDeleted(database))),
    async close() {
      closing.abort()
      await running
    },
  }
}

function listDeleted(database: Database): Promise<readonly DeletedCoupon[]> {
  return database.query<DeletedCoupon>(
    `SELECT program_id AS "programId", id FROM coupons WHERE deleted_at IS NOT NULL
      ORDER BY program_id, id`,
  )
}

async function removeAllCodes(
  tenant: TenantSession,
  coupon: DeletedCoupon,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && (await removeCodes(tenant, coupon)) > 0) continue
}

/** Removes some codes of a coupon, and returns their number. */
async function removeCodes(
  tenant: TenantSession,
  { programId, id }: DeletedCoupon,
): Promise<number> {
  const text = `DELETE FROM promotional_codes WHERE program_id = $1 AND id IN (
    SELECT id FROM promotional_codes WHERE program_id = $1 AND coupon_id = $2
    ORDER BY id LIMIT ${codesAtOnce} FOR UPDATE SKIP LOCKED)`
  const change = { text, values: [programId, id] }
  return (await changeRows(tenant, change, { event: 'promocode.deleted' })).length
}

/** Removes the coupon itself, unless another process is still removing its codes. */
async function removeCoupon(database: Database, { programId, id }: DeletedCoupon): Promise<void> {
  const text = `DELETE FROM coupons WHERE program_id = $1 AND id = $2 AND NOT EXISTS (
    SELECT 1 FROM promotional_codes WHERE program_id = $1 AND coupon_id = $2)`
  try {
    await database.query(text, [programId, id])
  } catch (error) {
    // A code that was checked before the deletion can be inserted after it.
    if (!isForeignKeyViolation(error)) throw error
  }
}
