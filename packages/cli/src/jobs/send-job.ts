import { createPace, systemClock, type ReferlyClient } from '@referly-kit/client'
import { createClient } from '../api/client.js'
import type { Connection } from '../api/connection.js'
import { toReadPace } from '../api/limits.js'
import type { Context } from '../context.js'
import { createProgress } from '../terminal/progress.js'
import type { OpenRow } from './decisions.js'
import type { SendSettings } from './job-store.js'
import type { JournalWriter } from './journal.js'
import { maxPauseMs, toRatePerSecond } from './rate.js'
import { sendRows, type Creation, type CreationRow, type RunEnd } from './send-rows.js'

/** Options for `sendJobRows`. */
export interface SendJobOptions<Row extends CreationRow, Input, Model> {
  readonly connection: Connection
  readonly settings: SendSettings
  readonly journal: JournalWriter
  /** The number of rows that are skipped, for the progress. */
  readonly skipped: number
  createCreation(client: ReferlyClient): Creation<Row, Input, Model>
}

/** Sends the open rows of a job, recording every step in its journal, and shows the progress. */
export async function sendJobRows<Row extends CreationRow, Input extends object, Model>(
  open: readonly OpenRow<Row>[],
  options: SendJobOptions<Row, Input, Model>,
  { output, signal }: Context,
): Promise<RunEnd> {
  const { connection, settings, journal, skipped } = options
  // This client never retries or reconciles: the job does, because it records each step first.
  const timeoutMs = settings.timeout * 1000
  const client = createClient(connection, {
    retries: 0,
    reconcileMs: 0,
    maxRetryAfterMs: maxPauseMs,
    timeoutMs,
    pace: toReadPace(connection),
  })
  const pace = createPace(systemClock, toRatePerSecond(settings.rate))
  const progress = createProgress(output, { total: open.length, skipped }, pace)
  const noteStop = (): void =>
    output.note('Stopping: waiting for requests in progress. Press Ctrl-C again to stop now.')
  signal.addEventListener('abort', noteStop, { once: true })
  try {
    return await sendRows(open, {
      creation: options.createCreation(client),
      journal,
      pace,
      signal,
      settleMs: timeoutMs,
      concurrency: settings.concurrency,
      giveUpAfterMs: settings.giveUpAfter * 1000,
      onSettled: (outcome) => progress.settled(outcome),
      onDelayed: (reason) => progress.delayed(reason),
      onDoubt: (until) => progress.waiting(until),
    })
  } finally {
    signal.removeEventListener('abort', noteStop)
    progress.stop()
  }
}
