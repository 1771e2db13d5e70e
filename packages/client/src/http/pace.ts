import type { Clock } from './time.js'

/** The pause after a 429 without `Retry-After`, in milliseconds. */
export const pauseMs = 1000

/** The spacing after the first 429 when no rate was set, in milliseconds: 50 per second. */
const firstSpacingMs = 20

/** The widest spacing, in milliseconds: however often the server returns 429, an attempt starts every 10 s. */
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

/** The maximum number of attempts within any period of a given length. */
export interface PaceLimit {
  readonly requests: number
  readonly perMs: number
}

/**
 * Creates a pace, to share between several calls of `createMany`, or for all requests of a client.
 *
 * With a number of attempts per second, they are spaced evenly and never come in a burst: at 10 per second, each starts
 * 100 ms after the previous one. With a limit, as many start immediately as it allows, and the others as soon as it
 * allows them. After a 429, the spacing doubles, and then returns to normal step by step.
 *
 * @param limit `Infinity` for none until the server returns 429
 *
 * @example
 * createPace(systemClock, 10)
 * createPace(systemClock, { requests: 20, perMs: 15 * 60_000 })
 */
export function createPace(clock: Clock, limit: number | PaceLimit): Pace {
  // Even spacing is a limit of one attempt per period.
  const { requests, perMs } =
    typeof limit === 'number' ? { requests: 1, perMs: 1000 / limit } : limit
  const meanMs = perMs / requests
  // The latest attempts, oldest first, no more than the limit.
  const starts: number[] = []
  let extraMs = 0
  let nextAt = 0
  let pausedUntil = 0
  async function wait(signal: AbortSignal | undefined): Promise<void> {
    const oldest = starts.length < requests ? -Infinity : (starts.shift() ?? 0)
    const startsAt = Math.max(oldest + perMs, nextAt, clock.now())
    starts.push(startsAt)
    if (extraMs > 0) nextAt = startsAt + meanMs + extraMs
    extraMs = extraMs < 1 ? 0 : extraMs * recovery
    const waitMs = startsAt - clock.now()
    if (waitMs > 0) await clock.sleep(waitMs, signal)
    // After a 429 during the wait, the attempt joins the queue again. Otherwise, all waiting attempts would start
    // together.
    if (startsAt < pausedUntil && !signal?.aborted) await wait(signal)
  }
  return {
    wait,
    slowDown(ms = pauseMs) {
      const doubled = Math.max((meanMs + extraMs) * 2, firstSpacingMs)
      extraMs = Math.max(0, Math.min(maxSpacingMs, doubled) - meanMs)
      pausedUntil = Math.max(pausedUntil, clock.now() + ms)
      nextAt = Math.max(nextAt, pausedUntil)
    },
    get pausedForMs() {
      return Math.max(0, pausedUntil - clock.now())
    },
  }
}
