/** Keeps what was used lately, up to a size. */
export interface BoundedCache<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value, size: number): void
  clear(): void
}

/**
 * Creates a cache of two generations: when the young one is full it becomes the old one, and what nobody asked for
 * since then is dropped. Unlike a list in order of use, a hit costs nothing but the look-up.
 */
export function createBoundedCache<Value>(largestSize: number): BoundedCache<Value> {
  type Entry = readonly [value: Value, size: number]
  let young = new Map<string, Entry>()
  let old = new Map<string, Entry>()
  let size = 0
  const add = (key: string, entry: Entry): void => {
    if (size + entry[1] > largestSize / 2) {
      old = young
      young = new Map()
      size = 0
    }
    young.set(key, entry)
    size += entry[1]
  }
  return {
    get(key) {
      const entry = young.get(key)
      if (entry !== undefined) return entry[0]
      const kept = old.get(key)
      if (kept !== undefined) add(key, kept)
      return kept?.[0]
    },
    set: (key, value, entrySize) => add(key, [value, entrySize]),
    clear() {
      young.clear()
      old.clear()
      size = 0
    },
  }
}
