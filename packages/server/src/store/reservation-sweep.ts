import type { Clock } from '../domain/identifiers.js'
import type { Database } from './database.js'
import { lapse, lockCoupon } from './held-uses.js'

/** Releases the uses that lapsed reservations hold, in the background. */
export interface ReservationSweep {
  start(): void
  close(): Promise<void>
}

// A request that needs a use of a lapsed reservation takes it immediately. The sweep only keeps their number small.
const pauseMs = 30_000

/** Creates the sweep of one server process. Several processes can sweep at once; each use is released once. */
export function createReservationSweep(database: Database, clock: Clock): ReservationSweep {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()
  return {
    start() {
      timer ??= setInterval(() => {
        // After a failure of the database, the next sweep tries again.
        running = sweepReservations(database, clock()).catch(() => {})
      }, pauseMs).unref()
    },
    async close() {
      clearInterval(timer)
      await running
    },
  }
}

interface LapsedCoupon {
  readonly programId: string
  readonly couponId: string
}

/** Releases the uses that lapsed reservations hold, and returns their number. */
export async function sweepReservations(database: Database, now: Date): Promise<number> {
  const coupons = await database.query<LapsedCoupon>(
    `SELECT DISTINCT program_id AS "programId", coupon_id AS "couponId" FROM reservations
      WHERE status = 'HELD' AND expires_at < $1`,
    [now.toISOString()],
  )
  let uses = 0
  for (const coupon of coupons) uses += await sweepCoupon(database, coupon, now)
  return uses
}

/** Sweeps the reservations of one coupon, which may have been deleted. */
function sweepCoupon(
  database: Database,
  { programId, couponId }: LapsedCoupon,
  now: Date,
): Promise<number> {
  return database.transaction(async (session) => {
    const tenant = { session, programId, clock: (): Date => now }
    await lockCoupon(tenant, couponId)
    return lapse(tenant, [couponId])
  })
}
