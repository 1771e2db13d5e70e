import { toJsonText, toTerminalText } from './text.js'

/** Where lines are written to; a Node stream fits. */
export interface LineSink {
  write(text: string): unknown
  /** True for a terminal. */
  readonly isTTY?: boolean
  /** How many cells a line of the terminal has. */
  readonly columns?: number
}

/** The only way to the terminal: every line is made safe to print. */
export interface Output {
  /** Writes a line of the result, to stdout. */
  data(line: string): void
  /**
   * Writes the result as one JSON document, to stdout; what a terminal must not see is escaped in it
   * and not lost.
   */
  json(document: unknown): void
  /** Writes a line for the reader, to stderr. */
  note(line: string): void
  /**
   * Shows how far a job is: on a terminal a line that the next one replaces, else a line now and
   * then.
   */
  status(line: string): void
}

/** How often a status is written where lines stay, in milliseconds. */
const statusEveryMs = 10_000

/** What is known of the terminal. */
export interface TerminalFacts {
  /** A terminal that knows no escape codes, as `TERM=dumb` says. */
  readonly isDumb?: boolean
}

/** Creates an output of two streams; only a status on a terminal uses escape codes. */
export function createOutput(
  stdout: LineSink,
  stderr: LineSink,
  { isDumb = false }: TerminalFacts = {},
): Output {
  let isShowing = false
  let nextStatusAt: number | undefined
  const clear = (): void => {
    if (isShowing) stderr.write('\r\u001B[2K')
    isShowing = false
    nextStatusAt = undefined
  }
  return {
    data(line) {
      clear()
      stdout.write(`${toTerminalText(line)}\n`)
    },
    json(document) {
      clear()
      stdout.write(`${toJsonText(document)}\n`)
    },
    note(line) {
      clear()
      stderr.write(`${toTerminalText(line)}\n`)
    },
    status(line) {
      const text = toTerminalText(line)
      nextStatusAt ??= Date.now() + statusEveryMs
      if (stderr.isTTY === true && !isDumb) {
        // Terminals that were never told their size say 0.
        stderr.write(`\r\u001B[2K${text.slice(0, (stderr.columns || 80) - 1)}`)
        isShowing = true
      } else if (Date.now() >= nextStatusAt) {
        nextStatusAt = Date.now() + statusEveryMs
        stderr.write(`${text}\n`)
      }
    },
  }
}
