import type { PlanRow } from '../plans/plan-file.js'
import type { Outcome } from './journal.js'
import { sleepUntil } from './pace.js'
import { type RowContext, type RowPosition, stepRow } from './row-steps.js'

/** A row that is still to be done. */
export interface OpenRow {
  readonly row: PlanRow
  readonly position: RowPosition
}

/** How a job is run, and who is told about it. */
export interface RunOptions extends RowContext {
  readonly concurrency: number
  /** After so long without any row settled it gives up, in milliseconds. */
  readonly patienceMs: number
  onSettled(row: PlanRow, outcome: Outcome): void
  /** A row has to wait because of a failure. */
  onDelayed(reason: string): void
}

/** How a run ended; rows that are not settled stay open. */
export type RunEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'gave up'; readonly reason: string }

/**
 * Settles rows, several at a time; rows in doubt first, rows that have to wait when their time has
 * come. After the signal nothing new is sent, and what is under way is awaited.
 *
 * @throws what {@link stepRow} throws, when all that was under way has ended
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
  /** The longest that was waited on purpose since; waiting is no silence of the server. */
  #longestWaitMs = 0
  #lastReason = 'nothing was answered'
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
    const { pace, patienceMs } = this.#options
    this.#longestWaitMs = Math.max(this.#longestWaitMs, pace.pausedForMs)
    const silentFor = Date.now() - this.#progressAt - this.#longestWaitMs
    if (silentFor > patienceMs || pace.isPausedTooLong) this.#hasGivenUp = true
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

  #settle(row: PlanRow, outcome: Outcome): void {
    this.#progressAt = Date.now()
    this.#longestWaitMs = 0
    // Flushed together with the next intent; lost in a crash, it is looked up again.
    this.#options.journal.note(outcome)
    this.#options.onSettled(row, outcome)
  }

  #delay(
    row: PlanRow,
    step: { at: number; position: RowPosition; reason: string | undefined },
  ): void {
    this.#delayed.push({ row, position: step.position, at: step.at })
    this.#longestWaitMs = Math.max(this.#longestWaitMs, step.at - Date.now())
    if (step.reason !== undefined) {
      this.#lastReason = step.reason
      this.#options.onDelayed(step.reason)
    }
  }

  /** Until the next delayed row is due, but never long: others may come to be due before it. */
  async #idle(): Promise<void> {
    const soon = Date.now() + 50
    const next = this.#delayed.reduce((first, { at }) => Math.min(first, at), soon)
    await sleepUntil(Math.max(Date.now() + 5, next), this.#options.signal)
  }
}
