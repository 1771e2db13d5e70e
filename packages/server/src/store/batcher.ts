import { toSqlFailure } from './database.js'

/** What became of one item of a batch. */
export type Outcome<Result> = { readonly value: Result } | { readonly error: unknown }

/** Does items one by one while there is nothing under way, and together what came meanwhile. */
export interface Batcher<Item, Result> {
  /** Items of one group go together; resolves after the statement that held the item has committed. */
  add(group: string, item: Item): Promise<Result>
}

/** Runs one batch of one group; a batch of one is worth a plain statement. */
export type RunBatch<Item, Result> = (
  group: string,
  items: readonly Item[],
) => Promise<readonly Outcome<Result>[]>

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

// PostgreSQL gains little above a hundred rows, and a statement that is too long makes everyone wait.
const longestBatch = 256

/**
 * Creates a batcher.
 *
 * Nothing waits on purpose: a lone item goes at once, and what arrives while its statement runs goes in the next one.
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
  const outcomes = await runApart(
    run,
    group,
    batch.map(({ item }) => item),
  )
  for (const [index, { resolve, reject }] of batch.entries()) {
    const outcome = outcomes[index] ?? { error: new Error('a batch left an item without outcome') }
    if ('error' in outcome) reject(outcome.error)
    else resolve(outcome.value)
  }
}

/** One item that the database refuses does not spoil the others: they run again, each alone. */
async function runApart<Item, Result>(
  run: RunBatch<Item, Result>,
  group: string,
  items: readonly Item[],
): Promise<readonly Outcome<Result>[]> {
  try {
    return await run(group, items)
  } catch (error) {
    if (items.length === 1 || !isAboutAnItem(error)) return items.map(() => ({ error }))
    const outcomes: Outcome<Result>[] = []
    for (const item of items) outcomes.push(...(await runApart(run, group, [item])))
    return outcomes
  }
}

/** SQLSTATE classes 22 (data), 23 (constraint) and 54 (too large): the statement was rolled back because of a row. */
function isAboutAnItem(error: unknown): boolean {
  return /^(?:22|23|54)/.test(toSqlFailure(error)?.code ?? '')
}
