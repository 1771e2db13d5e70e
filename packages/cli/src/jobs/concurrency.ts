/**
 * Runs an action for each item, at most `limit` at a time, and returns the results in the order of
 * the items.
 *
 * After the first failure no further action starts. Running actions are awaited, then that failure
 * is thrown.
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  action: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  const entries = items.entries()
  let isFailing = false
  const work = async (): Promise<void> => {
    for (const [index, item] of entries) {
      if (isFailing) return
      try {
        results[index] = await action(item)
      } catch (error) {
        isFailing = true
        throw error
      }
    }
  }
  const workers = Array.from({ length: Math.min(limit, items.length) }, work)
  const failure = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected')
  if (failure?.status === 'rejected') throw failure.reason
  return results
}
