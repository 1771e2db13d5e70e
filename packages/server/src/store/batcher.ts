import type { Outcome } from '../domain/ports.js'
import { toSqlFailure } from './database.js'

/** Processes a single item immediately, and items that arrive during a running batch together in the next one. */
export interface Batcher<Item, Result> {
  /** Adds an item to its group. Resolves after the statement with the item has committed. */
  add(group: string, item: Item): Promise<Result>
}

/** Runs a batch of items of one group. */
export type RunBatch<Item, Result> = (
  group: string,
  items: readonly Item[],
) => Promise<readonly Outcome<Result>[]>

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

// PostgreSQL gains little above a hundred rows, and all items wait for the whole statement.
const longestBatch = 256

/**
 * Creates a batcher.
 *
 * A single item runs immediately, and items that arrive in the meantime form the next batch.
 */
export function createBatcher<Item, Result>(run: RunBatch<Item, Result>): Batcher<Item, Result> {
  const queues = new Map<string, Waiting<Item, Result>[]>()
  const drain = async (group: string, queue: Waiting<Item, Result>[]): Promise<void> => {
    while (queue.length > 0) await settle(run, group, queue.splice(0, longestBatch))
    queues.delete(group)
  }
  return {
    add: (group, item) =>
      new Promise((resolve, reject) => {
        const queue = queues.get(group)
        if (queue !== undefined) {
          queue.push({ item, resolve, reject })
          return
        }
        const first = [{ item, resolve, reject }]
        queues.set(group, first)
        void drain(group, first)
      }),
  }
}

async function settle<Item, Result>(
  run: RunBatch<Item, Result>,
  group: string,
  batch: readonly Waiting<Item, Result>[],
): Promise<void> {
  const outcomes = await runSeparately(
    run,
    group,
    batch.map(({ item }) => item),
  )
  for (const [index, { resolve, reject }] of batch.entries()) {
    const outcome = outcomes[index] ?? {
      error: new Error('a batch returned no outcome for an item'),
    }
    if ('error' in outcome) reject(outcome.error)
    else resolve(outcome.value)
  }
}

/** Runs a batch; when the database refuses it because of one item, runs every item on its own. */
async function runSeparately<Item, Result>(
  run: RunBatch<Item, Result>,
  group: string,
  items: readonly Item[],
): Promise<readonly Outcome<Result>[]> {
  try {
    return await run(group, items)
  } catch (error) {
    if (items.length === 1 || !isAboutAnItem(error)) return items.map(() => ({ error }))
    const outcomes: Outcome<Result>[] = []
    for (const item of items) outcomes.push(...(await runSeparately(run, group, [item])))
    return outcomes
  }
}

/** Returns whether a row caused the failure: SQLSTATE classes 22 (data), 23 (constraint), and 54 (too large). */
function isAboutAnItem(error: unknown): boolean {
  return /^(?:22|23|54)/.test(toSqlFailure(error)?.code ?? '')
}
