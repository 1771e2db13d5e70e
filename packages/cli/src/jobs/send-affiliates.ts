import {
  createPace,
  isAbortedError,
  isApiError,
  isInvalidInputError,
  systemClock,
  type CreateManyResult,
  type ReferlyClient,
} from '@referly-kit/client'
import type { Affiliate, NewAffiliate } from '@referly-kit/types'
import { toMessage } from '../errors.js'
import type { Output } from '../terminal/output.js'
import { createProgress } from '../terminal/progress.js'
import { toRatePerSecond, type Rate } from './rate.js'

/** The status of an affiliate after an import. */
export type ImportStatus = 'created' | 'exists' | 'failed'

/** The result of one affiliate, by its position in the list. */
export interface SentAffiliate {
  readonly index: number
  readonly status: ImportStatus
  /** The reason of a failure. */
  readonly error?: string | undefined
}

/** Options for `sendAffiliates`. */
export interface SendAffiliatesOptions {
  readonly client: ReferlyClient
  readonly output: Output
  readonly signal: AbortSignal
  readonly rate: Rate
  readonly concurrency: number
  /** Called for each affiliate whose result is certain. */
  onSettled(sent: SentAffiliate): void
}

/**
 * Creates affiliates with the client's bulk engine, and shows the progress. A refused row does not stop the others.
 *
 * @throws ReferlyError for a failure that is not about one row, such as a lost connection
 */
export async function sendAffiliates(
  affiliates: readonly NewAffiliate[],
  options: SendAffiliatesOptions,
): Promise<void> {
  const { client, output, signal, rate, concurrency } = options
  const pace = createPace(systemClock, toRatePerSecond(rate))
  const progress = createProgress(output, { total: affiliates.length, skipped: 0 }, pace)
  try {
    const results = client.affiliates.createMany(affiliates, { concurrency, pace, signal })
    for await (const result of results) {
      const sent = toSent(result)
      if (sent === undefined) continue
      options.onSettled(sent)
      progress.settled(sent)
    }
  } finally {
    progress.stop()
  }
}

/** The statuses that refuse the row itself: invalid, too large, or unacceptable. */
const rowStatuses: ReadonlySet<number> = new Set([400, 413, 414, 415, 422])

/** Returns undefined for an aborted create, which the end of the run reports; throws an error that is not about the row. */
function toSent(result: CreateManyResult<Affiliate, NewAffiliate>): SentAffiliate | undefined {
  const { index } = result
  if ('record' in result) return { index, status: 'created' }
  if (result.status !== 'failed') return { index, status: 'exists' }
  const { error } = result
  if (isInvalidInputError(error) || (isApiError(error) && rowStatuses.has(error.status))) {
    return { index, status: 'failed', error: toMessage(error) }
  }
  if (isAbortedError(error)) return undefined
  throw error
}
