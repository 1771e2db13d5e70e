/** The length limit of every text, because many are indexed, and an index entry holds at most 2,704 bytes. */
export const longestText = 500

// PostgreSQL cannot store U+0000, drivers silently replace a lone surrogate, and PGlite drops a byte order mark at the
// start of a text that it reads.
const unstorable = /^\uFEFF|\0|\p{Surrogate}/u

/** Returns whether a value contains text that a database would not return unchanged. */
export function hasUnstorableText(value: unknown): boolean {
  const open: unknown[] = [value]
  // A loop instead of recursion, because 64 KiB of brackets would overflow the stack.
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next === 'string' && unstorable.test(next)) return true
    if (typeof next === 'object' && next !== null) {
      for (const entry of Object.values(next)) open.push(entry)
    }
  }
  return false
}
