import type { Clock } from './clock.js'

/** A pause after a 429 without `Retry-After`, in milliseconds. */
export const pauseMs = 1000

/** The first spacing where no rate was asked for, in milliseconds. */
const firstSpacingMs = 50

/** The widest spacing, in milliseconds: however often the server says 429, one attempt every 10 s is made. */
const maxSpacingMs = 10_000

/** How much of the extra spacing each attempt takes back: after 14 attempts half of it is gone. */
const recovery = 0.95

/** Spaces the attempts of many calls, so that together they keep a rate. */
export interface Pace {
  /** Resolves when the next attempt may start, or as soon as the signal aborts. */
  wait(signal: AbortSignal | undefined): Promise<void>
  /** Tells that the server answered 429: everybody pauses for so many milliseconds, and the spacing doubles. */
  slowDown(ms: number): void
}

/**
 * Creates a pace of at most `ratePerSecond` attempts. They are spaced: of 10 per second each starts 100 ms after the
 * one before, and there is never a burst. After a 429 the spacing doubles and returns step by step.
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
    // A 429 came meanwhile: back into the queue, or all that waited would start together.
    if (startsAt < pausedUntil && !signal?.aborted) await wait(signal)
  }
  return {
    wait,
    slowDown(ms) {
      spacingMs = Math.min(maxSpacingMs, Math.max(spacingMs * 2, firstSpacingMs))
      pausedUntil = Math.max(pausedUntil, clock.now() + ms)
      nextAt = Math.max(nextAt, pausedUntil)
    },
  }
}
