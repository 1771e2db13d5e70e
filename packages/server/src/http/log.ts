/** An object that receives log lines. */
export interface LogWriter {
  /** Leaves out everything but failures of the server. Default: false. */
  readonly errorsOnly?: boolean
  /** Receives one or more whole lines. */
  write(lines: string): void
}

/** The destination of log lines. `true` is stdout. */
export type LogTarget = boolean | LogWriter

/** A log of JSON lines. Callers pass the inside of a JSON object: `"status":200,"ms":3`. */
export interface Log {
  /** False when no lines but errors are written, so that callers need not build the others. */
  readonly isOn: boolean
  info(members: string): void
  error(members: string): void
  /** Writes the lines that are still buffered. */
  flush(): void
}

// The numbers of these levels in Bunyan and pino, which log viewers understand.
const levels = { info: 30, error: 50 } as const

/**
 * Creates the log of one server.
 *
 * Lines of one turn of the event loop are written together, because a write for each would cost half as much as a
 * request. Errors are written immediately, because the process may be about to end.
 */
export function createLog(target: LogTarget): Log {
  if (target === false) return { isOn: false, info: () => {}, error: () => {}, flush: () => {} }
  const output: LogWriter = target === true ? process.stdout : target
  const isOn = output.errorsOnly !== true
  let buffered = ''
  const flush = (): void => {
    if (buffered === '') return
    const lines = buffered
    buffered = ''
    output.write(lines)
  }
  const add = (level: number, members: string): void => {
    if (buffered === '') setImmediate(flush)
    buffered += `{"level":${level},"time":${Date.now()},${members}}\n`
  }
  return {
    isOn,
    info(members) {
      if (isOn) add(levels.info, members)
    },
    error(members) {
      add(levels.error, members)
      flush()
    },
    flush,
  }
}

// JSON.stringify escapes C0 controls. DEL, C1 controls, and line separators can still affect a terminal or a reader.
const unescaped: RegExp = /[\u007F-\u009F\u2028\u2029]/g

/** Formats untrusted text as a JSON string of printable characters. */
export function toLogText(text: string): string {
  const json = JSON.stringify(text)
  if (json.search(unescaped) === -1) return json
  return json.replace(
    unescaped,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
