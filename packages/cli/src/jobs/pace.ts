import { setTimeout as sleep } from 'node:timers/promises'

/** The longest time between two starts, in milliseconds. */
const maxSpacingMs = 30_000

/** The pause after a 429 without Retry-After, in milliseconds. */
const defaultPauseMs = 1000

/** The shortest time between two starts after a 429, in milliseconds; without it, twice zero would stay zero. */
const leastSlowedMs = 2

/** The longest pause after a 429, in milliseconds. Some APIs limit requests per hour. */
const maxPauseMs = 3_600_000

/** The share of the extra spacing that remains after each start. */
const recovery = 0.95

/** Spaces starts evenly. */
export interface Pace {
  /** Resolves when the next request may start, when the signal aborts, or when the pause is too long. */
  wait(signal: AbortSignal): Promise<void>
  /** Halves the rate after a 429, and pauses for the time it asks for. */
  slowDown(retryAfterMs: number | undefined): void
  /** The rest of the pause after a 429, in milliseconds. */
  readonly pausedForMs: number
  /** True when a 429 asks for a longer pause than a job accepts; then nothing waits any more. */
  readonly isPausedTooLong: boolean
}

/** Starts per second; `max` is limited only by the concurrency. */
export type Rate = number | 'max'

/** Creates a pace for the given rate, without bursts. */
export function createPace(rate: Rate): Pace {
  const baseMs = rate === 'max' ? 0 : 1000 / rate
  let spacingMs = baseMs
  let nextAt = 0
  let pausedUntil = 0
  const isPausedTooLong = (): boolean => pausedUntil - Date.now() > maxPauseMs
  async function wait(signal: AbortSignal): Promise<void> {
    if (isPausedTooLong()) return
    const startsAt = Math.max(nextAt, Date.now())
    nextAt = startsAt + spacingMs
    spacingMs = baseMs + (spacingMs - baseMs) * recovery
    await sleepUntil(startsAt, signal)
    // After a 429 in the meantime, all waiting requests would start together: queue again.
    if (startsAt < pausedUntil && !signal.aborted) await wait(signal)
  }
  return {
    wait,
    get pausedForMs() {
      return Math.max(0, pausedUntil - Date.now())
    },
    get isPausedTooLong() {
      return isPausedTooLong()
    },
    slowDown(retryAfterMs = defaultPauseMs) {
      spacingMs = Math.min(maxSpacingMs, Math.max(leastSlowedMs, spacingMs * 2))
      pausedUntil = Math.max(pausedUntil, Date.now() + retryAfterMs)
      nextAt = Math.max(nextAt, pausedUntil)
    },
  }
}

/** The longest timer; a longer one fires immediately. */
const maxTimerMs: number = 2 ** 31 - 1

/** Resolves at a time, or when the signal aborts. */
async function sleepUntil(at: number, signal: AbortSignal): Promise<void> {
  let ms = at - Date.now()
  while (ms > 0 && !signal.aborted) {
    await sleep(Math.min(ms, maxTimerMs), undefined, { signal }).catch(() => undefined)
    ms = at - Date.now()
  }
}
