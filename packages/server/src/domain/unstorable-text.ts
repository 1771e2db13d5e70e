// PostgreSQL cannot keep U+0000, and drivers turn a lone surrogate into another character in silence.
const unstorable = /\0|\p{Surrogate}/u

/** Returns whether a value holds text that no database would give back as it came. */
export function hasUnstorableText(value: unknown): boolean {
  const open: unknown[] = [value]
  // A list of what is left instead of recursion: 64 KiB of brackets would overflow the stack.
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next === 'string' && unstorable.test(next)) return true
    if (typeof next === 'object' && next !== null) {
      for (const entry of Object.values(next)) open.push(entry)
    }
  }
  return false
}
