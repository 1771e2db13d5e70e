import { setTimeout as sleep } from 'node:timers/promises'

// Probes of several sources at once cost one look; a database that hangs counts as gone.
const freshMs = 500
const patienceMs = 2000

/** Says why a server should get no requests now, or nothing when it should. */
export type ReadReadiness = () => Promise<string | undefined>

/** Creates a question to the database that many may ask. */
export function createReadiness(assertReady: () => Promise<void>): ReadReadiness {
  let latest: Promise<string | undefined> | undefined
  let askedAt = 0
  return () => {
    if (latest === undefined || performance.now() - askedAt > freshMs) {
      askedAt = performance.now()
      latest = ask(assertReady)
    }
    return latest
  }
}

async function ask(assertReady: () => Promise<void>): Promise<string | undefined> {
  const patience = new AbortController()
  const tooLate = sleep(patienceMs, 'the database does not answer', {
    signal: patience.signal,
    ref: false,
  }).catch(() => undefined)
  const outcome = assertReady().then(
    () => undefined,
    () => 'the database does not answer as it should',
  )
  const problem = await Promise.race([outcome, tooLate])
  patience.abort()
  return problem
}
