/** A lock that runs one piece of work at a time. */
export interface Mutex {
  /** Resolves when no exclusive work runs or waits. */
  wait(): Promise<void>
  /** Runs work exclusively, after the exclusive work that was added before. */
  runExclusive<T>(work: () => Promise<T>): Promise<T>
}

/** Creates a mutex for one database session. */
export function createMutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve()
  return {
    async wait() {
      // Work that was added during the wait has to finish as well.
      for (let seen; seen !== last;) {
        seen = last
        await seen
      }
    },
    runExclusive(work) {
      const result = last.then(work)
      last = result.catch(() => {})
      return result
    },
  }
}

/** A mutex for each program. */
export interface ProgramMutex {
  runExclusive<T>(programId: string, work: () => Promise<T>): Promise<T>
}

/**
 * Creates a mutex for each program.
 *
 * The sales of a program wait for its counter anyway. Waiting here, they hold no connection, so that a busy program
 * leaves the pool to the others.
 */
export function createProgramMutex(): ProgramMutex {
  const last = new Map<string, Promise<unknown>>()
  return {
    runExclusive(programId, work) {
      const before = last.get(programId) ?? Promise.resolve()
      const result = before.then(work)
      const settled = result
        .catch(() => {})
        .finally(() => {
          if (last.get(programId) === settled) last.delete(programId)
        })
      last.set(programId, settled)
      return result
    },
  }
}
