/** Where log lines go: `true` for standard output, or anything with `write`, which gets one whole line or several. */
export type LogTarget = boolean | { write(lines: string): void }

/** Writes lines of JSON; what is given is the inside of an object: `"status":200,"ms":3`. */
export interface Log {
  info(members: string): void
  error(members: string): void
  /** Hands on what still waits. */
  flush(): void
}

// The numbers that Bunyan and pino give to their levels; tools that read such logs know them.
const levels = { info: 30, error: 50 } as const

/**
 * Creates the log of one server.
 *
 * Lines of one turn of the event loop are written together: a write for each would cost as much as half a request.
 * Failures are written at once, as the process may end with them.
 */
export function createLog(target: LogTarget): Log {
  if (target === false) return { info: () => {}, error: () => {}, flush: () => {} }
  const output = target === true ? process.stdout : target
  let waiting = ''
  const flush = (): void => {
    if (waiting === '') return
    const lines = waiting
    waiting = ''
    output.write(lines)
  }
  const add = (level: number, members: string): void => {
    if (waiting === '') setImmediate(flush)
    waiting += `{"level":${level},"time":${Date.now()},${members}}\n`
  }
  return {
    info: (members) => add(levels.info, members),
    error(members) {
      add(levels.error, members)
      flush()
    },
    flush,
  }
}
