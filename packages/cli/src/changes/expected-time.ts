import { isVendorUrl } from '../api/base-url.js'
import { toVendorLimit } from '../api/limits.js'
import type { ChangeHeader } from '../jobs/job-store.js'
import { toDuration } from '../terminal/progress.js'
import type { NewChange } from './change-job.js'
import { collections } from './collections.js'
import type { Change } from './plan-change.js'

/** The parts of a change that its time depends on. */
type TimedChange = Change &
  Pick<ChangeHeader, 'settings'> & { readonly connection: Pick<NewChange['connection'], 'baseUrl'> }

/** Returns the time that a change is expected to take, and the pace that determines it. */
export function toExpectedTime(
  { collection, action, settings: { rate }, connection }: TimedChange,
  rows: number,
): string {
  if (typeof rate === 'number') return `${toDuration(rows / rate)} at ${rate} per second`
  if (rate === 'max' || !isVendorUrl(connection.baseUrl)) return 'as fast as the server responds'
  const limit = toVendorLimit({ method: 'PUT', path: collections[collection].path })
  const requests = countRequests({ collection, action }, rows)
  // The requests of the first period start immediately.
  const periods = Math.max(0, Math.ceil(requests / limit.requests) - 1)
  const seconds = (periods * limit.perMs) / 1000
  const duration = seconds === 0 ? 'less than a minute' : toDuration(seconds)
  return `${duration} at Referly's limit of ${limit.text}`
}

/**
 * Counts the requests of the kind that takes longest. Those about sales share one limit: the list of the plan, and for
 * each row a read, except before a refund, and a write.
 */
function countRequests({ collection, action }: Change, rows: number): number {
  if (collection !== 'sales') return rows
  return 1 + rows * (action === 'refund' ? 1 : 2)
}
