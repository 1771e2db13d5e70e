const listeners = new Set<() => void>()

/** Calls a function whenever records were changed in this page. Returns the function that stops that. */
export function onChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Reloads everything that is shown, because records were changed. */
export function announceChange(): void {
  for (const listener of listeners) listener()
}
