import { createDeadline, raceAbort } from './signals.js'

/** Where the client takes its time from; tests give their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves after `ms` milliseconds, or as soon as the signal aborts. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>
}

/** The clock of the machine. */
export const systemClock: Clock = { now: () => Date.now(), sleep }

async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const deadline = createDeadline(ms, signal)
  await raceAbort(new Promise(() => {}), deadline.signal).catch(() => {})
  deadline.release()
}
