/** Lets one piece of work run alone while the rest waits. */
export interface Turns {
  /** Resolves when nobody runs alone. */
  wait(): Promise<void>
  /** Runs work alone, after what ran alone before. */
  alone<T>(work: () => Promise<T>): Promise<T>
}

/** Creates turns for one database session. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return {
    async wait() {
      // Who came while another waited for its turn comes after it.
      for (let seen; seen !== last;) {
        seen = last
        await seen
      }
    },
    alone(work) {
      const result = last.then(work)
      last = result.catch(() => {})
      return result
    },
  }
}

/** Turns for each program of its own. */
export interface ProgramTurns {
  alone<T>(programId: string, work: () => Promise<T>): Promise<T>
}

/**
 * Creates turns by program.
 *
 * The sales of a program wait for its counter in any case: waiting here they hold no connection, so that a busy
 * program leaves the pool to the others.
 */
export function createProgramTurns(): ProgramTurns {
  const last = new Map<string, Promise<unknown>>()
  return {
    alone(programId, work) {
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
