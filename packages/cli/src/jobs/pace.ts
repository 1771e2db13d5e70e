import { setTimeout as sleep } from 'node:timers/promises'

/** Longest time between two starts, in milliseconds. */
const maxSpacingMs = 30_000

/** How long nothing starts after a 429 that names no time, in milliseconds. */
const defaultPauseMs = 1000

/** Time between two starts that a 429 leads to at the least, in milliseconds; without it, twice nothing is nothing. */
const leastSlowedMs = 2

/** Longest time that a job waits because of a 429, in milliseconds; some APIs count by the hour. */
const maxPauseMs = 3_600_000

/** How much of the extra spacing is left after each start. */
const recovery = 0.95

/** Spaces starts evenly. */
export interface Pace {
  /** Resolves when the next may start, when the signal aborts, or when the pause is too long. */
  wait(signal: AbortSignal): Promise<void>
  /** Halves the rate after a 429, and lets nothing start before the time it names. */
  slowDown(retryAfterMs: number | undefined): void
  /** How long nothing starts from now on because of a 429, in milliseconds. */
  readonly pausedForMs: number
  /** Whether a 429 asks to wait for longer than a job does; then nothing waits any more. */
  readonly isPausedTooLong: boolean
}

/** How many start per second; `max` is as fast as answers come, bounded by the concurrency alone. */
export type Rate = number | 'max'

/** Creates a pace of so many starts per second; there is never a burst. */
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
    // A 429 came meanwhile: back into the queue, or all that waited would start together.
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

/** Longer timers fire at once. */
const maxTimerMs: number = 2 ** 31 - 1

/** Resolves at a time, or when the signal aborts. */
export async function sleepUntil(at: number, signal: AbortSignal): Promise<void> {
  let ms = at - Date.now()
  while (ms > 0 && !signal.aborted) {
    await sleep(Math.min(ms, maxTimerMs), undefined, { signal }).catch(() => undefined)
    ms = at - Date.now()
  }
}
