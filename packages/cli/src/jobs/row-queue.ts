import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pace } from '@referly-kit/client'
import type { OpenRow, RowPosition } from './decisions.js'

/** A row that has been taken from the queue. */
export interface TakenRow<Row> {
  readonly row: Row
  position: RowPosition
  /** The start of the attempt in progress, in milliseconds since 1970. */
  startedAt: number
}

/** Options for `RowQueue`. */
export interface QueueOptions<Row, Input> {
  /** Returns the input that creates the record of a row. */
  toInput(row: Row): Input
  readonly pace: Pace
  readonly signal: AbortSignal
  /** The time without any settled row after which the queue gives up, in milliseconds. */
  readonly giveUpAfterMs: number
}

/** The longest wait until the queue looks again for rows that are due, in milliseconds. */
const pollMs = 50

/**
 * The rows of a job that are still to be sent, as the source of a bulk creation: rows in doubt first, delayed rows when
 * they are due. It ends when all rows are settled, when the signal aborts, and when it gives up.
 */
export class RowQueue<Row, Input extends object> {
  /** Aborts with the caller's signal and when the queue gives up, so that nothing waits any longer. */
  readonly signal: AbortSignal
  /** The last failure, once the queue has given up. */
  givenUpReason: string | undefined
  readonly #fresh: Iterator<OpenRow<Row>>
  readonly #options: QueueOptions<Row, Input>
  readonly #stop = new AbortController()
  readonly #follow = (): void => this.#stop.abort(this.#options.signal.reason)
  readonly #delayed: (OpenRow<Row> & { readonly at: number })[] = []
  readonly #taken = new Map<Input, TakenRow<Row>>()
  #progressAt: number = Date.now()
  /** The longest deliberate wait since then, which does not count as the server being silent. */
  #longestWaitMs = 0
  #lastReason = 'the server did not respond.'

  constructor(rows: readonly OpenRow<Row>[], options: QueueOptions<Row, Input>) {
    this.#fresh = rows[Symbol.iterator]()
    this.#options = options
    this.signal = this.#stop.signal
    // Up to 64 creations wait for it at once. Node.js warns from 11 listeners on.
    setMaxListeners(0, this.signal)
    if (options.signal.aborted) this.#follow()
    options.signal.addEventListener('abort', this.#follow)
  }

  /** Yields the inputs of the rows that may be sent now. */
  async *inputs(): AsyncGenerator<Input, void, undefined> {
    while (!this.#isOver()) {
      const open = this.#next()
      if (open !== undefined) yield this.#toInput(open)
      else if (this.#delayed.length === 0 && this.#taken.size === 0) return
      else await this.#idle()
    }
  }

  /** Returns the row of an input. */
  find(input: Input): TakenRow<Row> {
    const taken = this.#taken.get(input)
    if (taken === undefined) throw new TypeError('The input did not come from this queue.')
    return taken
  }

  /** Releases the row of an input, once it is settled, delayed, or left open. */
  release(input: Input): void {
    this.#taken.delete(input)
  }

  /** Restarts the time without a settled row. */
  settled(): void {
    const now = Date.now()
    this.#progressAt = now
    this.#longestWaitMs = this.#delayed.reduce((longest, { at }) => Math.max(longest, at - now), 0)
  }

  /** Returns a row to the queue until it is due. */
  delay(open: OpenRow<Row>, at: number, reason?: string): void {
    this.#delayed.push({ ...open, at })
    this.#longestWaitMs = Math.max(this.#longestWaitMs, at - Date.now())
    if (reason !== undefined) this.#lastReason = reason
  }

  /** Ends the queue; rows that are not settled stay open. */
  giveUp(reason: string = this.#lastReason): void {
    this.givenUpReason ??= reason
    this.#stop.abort()
  }

  /** Removes the listener from the caller's signal. */
  close(): void {
    this.#options.signal.removeEventListener('abort', this.#follow)
  }

  #isOver(): boolean {
    const { pace, giveUpAfterMs } = this.#options
    this.#longestWaitMs = Math.max(this.#longestWaitMs, pace.pausedForMs)
    const silentForMs = Date.now() - this.#progressAt - this.#longestWaitMs
    if (silentForMs > giveUpAfterMs) this.giveUp()
    return this.signal.aborted
  }

  #next(): OpenRow<Row> | undefined {
    const now = Date.now()
    const due = this.#delayed.findIndex(({ at }) => at <= now)
    if (due >= 0) return this.#delayed.splice(due, 1)[0]
    const { value, done } = this.#fresh.next()
    return done === true ? undefined : value
  }

  #toInput({ row, position }: OpenRow<Row>): Input {
    const input = this.#options.toInput(row)
    this.#taken.set(input, { row, position, startedAt: 0 })
    return input
  }

  /** Waits until the next delayed row is due, but only briefly, because others may be due earlier. */
  async #idle(): Promise<void> {
    const now = Date.now()
    const next = this.#delayed.reduce((first, { at }) => Math.min(first, at), now + pollMs)
    await sleep(Math.max(5, next - now), undefined, { signal: this.signal }).catch(() => undefined)
  }
}
