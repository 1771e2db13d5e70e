import type { Pace } from '@referly-kit/client'
import type { Outcome } from '../jobs/journal.js'
import type { Output } from './output.js'
import { toCountText } from './text.js'

/** A display of the progress of a job. */
export interface Progress {
  /** Counts a row. */
  settled(outcome: Pick<Outcome, 'status'>): void
  /** Shows why a row has to be retried, until the next row is settled. */
  delayed(reason: string): void
  /** Shows until when a row waits for its earlier request, in milliseconds since 1970. */
  waiting(until: number): void
  /** Stops updating. */
  stop(): void
}

/** Time between two updates of the line, in milliseconds. */
const refreshMs = 200

/** The number of rows to send, and of rows that are skipped. */
export interface ProgressStart {
  readonly total: number
  readonly skipped: number
}

type Pause = Pick<Pace, 'pausedForMs'>

/** Creates a display of the settled rows, the rate, the time left, and the reason for any delay. */
export function createProgress(output: Output, start: ProgressStart, pace: Pause): Progress {
  const { total, skipped } = start
  const startedAt = Date.now()
  let done = 0
  let failed = 0
  let reason: string | undefined
  let doubtUntil = 0
  const show = (): void => {
    const seconds = Math.max(0.001, (Date.now() - startedAt) / 1000)
    const rate = (done + failed) / seconds
    const left = total - done - failed
    output.status(
      [
        `${done + failed} of ${toCountText(total, 'row')}: ${done} done, ${failed} failed, ${skipped} skipped`,
        `${rate.toFixed(1)}/s`,
        rate > 0 && left > 0 ? `${toDuration(left / rate)} left` : undefined,
        toDelay({ pausedForMs: pace.pausedForMs, doubtMs: doubtUntil - Date.now(), reason }),
      ]
        .filter((part) => part !== undefined)
        .join(', '),
    )
  }
  show()
  const timer = setInterval(show, refreshMs)
  timer.unref()
  return {
    settled({ status }) {
      if (status === 'failed') failed++
      else done++
      reason = undefined
    },
    delayed(cause) {
      reason = cause
    },
    waiting(until) {
      doubtUntil = Math.max(doubtUntil, until)
    },
    stop: () => clearInterval(timer),
  }
}

interface Delay {
  readonly pausedForMs: number
  readonly doubtMs: number
  readonly reason: string | undefined
}

function toDelay({ pausedForMs, doubtMs, reason }: Delay): string | undefined {
  if (pausedForMs > 0) return `429, waiting ${Math.ceil(pausedForMs / 1000)} s`
  if (doubtMs > 0) return `waiting ${toDuration(doubtMs / 1000)} for earlier requests`
  return reason && `retrying: ${reason.slice(0, 60)}`
}

/**
 * Formats a duration.
 *
 * @example
 * toDuration(130) //=> '2 min 10 s'
 */
export function toDuration(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
