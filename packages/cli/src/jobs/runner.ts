import type { KeyedRow } from '../plans/plan-file.js'
import type { OpenRow, RowPosition } from './decisions.js'
import type { Outcome } from './journal.js'
import { sleepUntil } from './pace.js'
import { type RowContext, stepRow } from './row-steps.js'

/** Options for `runRows`. */
export interface RunOptions extends RowContext {
  readonly concurrency: number
  /** Time without any settled row after which the run gives up, in milliseconds. */
  readonly giveUpAfterMs: number
  /** Called for each settled row. */
  onSettled(row: KeyedRow, outcome: Outcome): void
  /** Called when a row has to wait because of a failure. */
  onDelayed(reason: string): void
}

/** The end of a run. Rows that are not settled stay open. */
export type RunEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'gave up'; readonly reason: string }

/**
 * Settles rows, several at a time. Rows in doubt come first; delayed rows are retried when they are
 * due. After the signal aborts nothing more is sent, and requests in progress are awaited.
 *
 * @throws errors of {@link stepRow}, once all requests in progress have ended
 */
export async function runRows(rows: readonly OpenRow[], options: RunOptions): Promise<RunEnd> {
  const run = new Run(rows, options)
  const workers = Array.from({ length: options.concurrency }, () => run.work())
  await Promise.all(workers)
  return run.end()
}

class Run {
  readonly #fresh: Iterator<OpenRow>
  readonly #options: RunOptions
  readonly #delayed: (OpenRow & { readonly at: number })[] = []
  #underWay = 0
  #progressAt: number = Date.now()
  /** The longest deliberate wait since then, which does not count as silence of the server. */
  #longestWaitMs = 0
  #lastReason = 'the server did not answer.'
  #failure: { readonly error: unknown } | undefined
  #hasGivenUp = false

  constructor(rows: readonly OpenRow[], options: RunOptions) {
    this.#fresh = rows[Symbol.iterator]()
    this.#options = options
  }

  async work(): Promise<void> {
    while (!this.#isOver()) {
      const next = this.#take()
      if (next !== undefined) await this.#step(next)
      else if (this.#delayed.length === 0 && this.#underWay === 0) return
      else await this.#idle()
    }
  }

  end(): RunEnd {
    if (this.#failure !== undefined) throw this.#failure.error
    if (this.#hasGivenUp) return { kind: 'gave up', reason: this.#lastReason }
    return { kind: this.#options.signal.aborted ? 'stopped' : 'done' }
  }

  #isOver(): boolean {
    const { pace, giveUpAfterMs } = this.#options
    this.#longestWaitMs = Math.max(this.#longestWaitMs, pace.pausedForMs)
    const silentFor = Date.now() - this.#progressAt - this.#longestWaitMs
    if (silentFor > giveUpAfterMs || pace.isPausedTooLong) this.#hasGivenUp = true
    return this.#hasGivenUp || this.#failure !== undefined || this.#options.signal.aborted
  }

  #take(): OpenRow | undefined {
    const now = Date.now()
    const due = this.#delayed.findIndex(({ at }) => at <= now)
    if (due >= 0) return this.#delayed.splice(due, 1)[0]
    const { value, done } = this.#fresh.next()
    return done === true ? undefined : value
  }

  async #step({ row, position }: OpenRow): Promise<void> {
    this.#underWay++
    try {
      const step = await stepRow(this.#options, row, position)
      if (step.kind === 'settled') this.#settle(row, step.outcome)
      else this.#delay(row, step)
    } catch (error) {
      this.#failure ??= { error }
    } finally {
      this.#underWay--
    }
  }

  #settle(row: KeyedRow, outcome: Outcome): void {
    this.#progressAt = Date.now()
    this.#longestWaitMs = 0
    // Flushed together with the next intent. If a crash loses it, the row is looked up again.
    this.#options.journal.note(outcome)
    this.#options.onSettled(row, outcome)
  }

  #delay(
    row: KeyedRow,
    step: { at: number; position: RowPosition; reason: string | undefined },
  ): void {
    this.#delayed.push({ row, position: step.position, at: step.at })
    this.#longestWaitMs = Math.max(this.#longestWaitMs, step.at - Date.now())
    if (step.reason !== undefined) {
      this.#lastReason = step.reason
      this.#options.onDelayed(step.reason)
    }
  }

  /** Waits until the next delayed row is due, but only briefly, because others may be due earlier. */
  async #idle(): Promise<void> {
    const soon = Date.now() + 50
    const next = this.#delayed.reduce((first, { at }) => Math.min(first, at), soon)
    await sleepUntil(Math.max(Date.now() + 5, next), this.#options.signal)
  }
}
