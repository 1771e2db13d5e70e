import type { Clock } from './time.js'

/** The pause after a 429 without `Retry-After`, in milliseconds. */
export const pauseMs = 1000

/** The spacing after the first 429 when no rate was set, in milliseconds: 50 per second. */
const firstSpacingMs = 20

/** The widest spacing, in milliseconds: however often the server returns 429, one attempt every 10 s is made. */
const maxSpacingMs = 10_000

/** The share of the extra spacing that remains after each attempt: after 14 attempts, half of it. */
const recovery = 0.95

/** Spaces the attempts of many calls, so that together they keep a rate. */
export interface Pace {
  /** Resolves when the next attempt may start, or as soon as the signal aborts. */
  wait(signal: AbortSignal | undefined): Promise<void>
  /** Reports a 429: all attempts pause for this many milliseconds (default 1000), and the spacing doubles. */
  slowDown(ms?: number): void
  /** The rest of the pause after a 429, in milliseconds, or 0. */
  readonly pausedForMs: number
}

/**
 * Creates a pace of at most `ratePerSecond` attempts, to share between several calls of `createMany`.
 *
 * Attempts are spaced evenly and never come in a burst: of 10 per second, each starts 100 ms after the previous one.
 * After a 429 the spacing doubles and returns step by step.
 *
 * @param ratePerSecond `Infinity` for no limit until the server returns 429
 */
export function createPace(clock: Clock, ratePerSecond: number): Pace {
  const baseMs = 1000 / ratePerSecond
  let spacingMs = baseMs
  let nextAt = 0
  let pausedUntil = 0
  async function wait(signal: AbortSignal | undefined): Promise<void> {
    const startsAt = Math.max(nextAt, clock.now())
    nextAt = startsAt + spacingMs
    spacingMs = baseMs + (spacingMs - baseMs) * recovery
    const waitMs = startsAt - clock.now()
    if (waitMs > 0) await clock.sleep(waitMs, signal)
    // After a 429 during the wait it joins the queue again, or else all that waited would start together.
    if (startsAt < pausedUntil && !signal?.aborted) await wait(signal)
  }
  return {
    wait,
    slowDown(ms = pauseMs) {
      spacingMs = Math.min(maxSpacingMs, Math.max(spacingMs * 2, firstSpacingMs))
      pausedUntil = Math.max(pausedUntil, clock.now() + ms)
      nextAt = Math.max(nextAt, pausedUntil)
    },
    get pausedForMs() {
      return Math.max(0, pausedUntil - clock.now())
    },
  }
}
