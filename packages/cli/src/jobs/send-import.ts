import { createPace, systemClock, type ReferlyClient } from '@referly-kit/client'
import type { NewAffiliate } from '@referly-kit/types'
import { createClient } from '../api/client.js'
import type { Connection } from '../api/connection.js'
import { toReadPace } from '../api/limits.js'
import type { Context } from '../context.js'
import { assertNotInterrupted } from '../terminal/interruption.js'
import { toCountText } from '../terminal/text.js'
import {
  findDifferent,
  updateAffiliates,
  type DifferentAffiliate,
} from './affiliate-differences.js'
import { toRatePerSecond, type Rate } from './rate.js'
import { sendAffiliates, type SentAffiliate } from './send-affiliates.js'

/** Options for `sendImport`. */
export interface ImportOptions {
  readonly connection: Connection
  readonly rate: Rate
  readonly concurrency: number
  /** Update existing affiliates that differ. */
  readonly update: boolean
}

/** The results of an import, in the order of the file. */
export interface ImportEnd {
  readonly results: readonly SentAffiliate[]
  readonly different: readonly DifferentAffiliate[]
  /** The number of updated affiliates; undefined without `--update`. */
  readonly updated: number | undefined
  /** The reasons of failed updates, by the position in the file. */
  readonly failedUpdates: ReadonlyMap<number, string>
}

/**
 * Creates affiliates, compares those that already existed, and updates them if requested.
 *
 * @throws CliError `INTERRUPTED`; ReferlyError for a failure that is not about one affiliate
 */
export async function sendImport(
  inputs: readonly NewAffiliate[],
  { connection, rate, concurrency, update }: ImportOptions,
  { output, signal }: Context,
): Promise<ImportEnd> {
  const client = createClient(connection, { pace: toReadPace(connection) })
  const results: SentAffiliate[] = []
  const onSettled = (sent: SentAffiliate): void => void results.push(sent)
  try {
    await sendAffiliates(inputs, { client, output, signal, rate, concurrency, onSettled })
    const different = await findDifferent(toExisting(inputs, results), client, signal)
    const changes = update
      ? await updateDifferent(different, { client, rate, signal })
      : { updated: undefined, failedUpdates: new Map<number, string>() }
    return { results: results.toSorted((a, b) => a.index - b.index), different, ...changes }
  } catch (error) {
    const done = `${results.length} of ${toCountText(inputs.length, 'affiliate')}`
    const message = `Interrupted after ${done}. Run the command again to import the rest.`
    assertNotInterrupted(signal, message)
    throw error
  }
}

function toExisting(
  inputs: readonly NewAffiliate[],
  results: readonly SentAffiliate[],
): Parameters<typeof findDifferent>[0] {
  return results.flatMap(({ index, status }) => {
    const input = inputs[index]
    return status === 'exists' && input !== undefined ? [{ index, input }] : []
  })
}

interface UpdateRun {
  readonly client: ReferlyClient
  readonly rate: Rate
  readonly signal: AbortSignal
}

async function updateDifferent(
  different: readonly DifferentAffiliate[],
  { client, rate, signal }: UpdateRun,
): Promise<Pick<ImportEnd, 'updated' | 'failedUpdates'>> {
  const pace = createPace(systemClock, toRatePerSecond(rate))
  const failed = await updateAffiliates(different, { client, pace, signal })
  const failedUpdates = new Map(failed.map(({ index, error }) => [index, error]))
  return { updated: different.length - failed.length, failedUpdates }
}
