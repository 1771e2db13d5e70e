import { setTimeout as sleep } from 'node:timers/promises'

// Probes that arrive together share one query. A database that does not respond in time counts as down.
const freshMs = 500
const timeoutMs = 2000

/** Returns the reason why a server should not get requests right now, or nothing when it should. */
export type ReadReadiness = () => Promise<string | undefined>

/** Creates a readiness check whose result is shared by concurrent callers. */
export function createReadiness(assertReady: () => Promise<void>): ReadReadiness {
  let latest: Promise<string | undefined> | undefined
  let checkedAt = 0
  return () => {
    if (latest === undefined || performance.now() - checkedAt > freshMs) {
      checkedAt = performance.now()
      latest = check(assertReady)
    }
    return latest
  }
}

async function check(assertReady: () => Promise<void>): Promise<string | undefined> {
  const timer = new AbortController()
  const timeout = sleep(timeoutMs, 'the database does not respond', {
    signal: timer.signal,
    ref: false,
  }).catch(() => undefined)
  const outcome = assertReady().then(
    () => undefined,
    () => 'the database is not available or its schema is not up to date',
  )
  const problem = await Promise.race([outcome, timeout])
  timer.abort()
  return problem
}
