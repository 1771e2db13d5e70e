import { toJsonText, toTerminalText } from './text.js'

/** A destination for lines, such as a Node.js stream. */
export interface LineSink {
  /** Returns false when the caller should wait for `drain` before it writes more. */
  write(text: string): unknown
  on?(event: 'drain' | 'error' | 'close', listener: () => void): unknown
  /** True for a terminal. */
  readonly isTTY?: boolean
  /** The width of the terminal in cells. */
  readonly columns?: number
}

/** The only way to the terminal. Every line is made safe to print. */
export interface Output {
  /** The width of the terminal that stdout is, in cells; undefined when it is a file or a pipe. */
  readonly width: number | undefined
  /** Writes a line of the result to stdout. */
  data(line: string): void
  /**
   * Writes the result as one JSON document to stdout. Characters that are unsafe on a terminal are
   * escaped, not replaced.
   */
  json(document: unknown): void
  /** Writes whole lines of JSON to stdout unchanged. Their writer must have escaped control characters. */
  log(lines: string): void
  /**
   * Waits until stdout accepts more, so that a slow reader does not fill the memory. Returns false when nobody reads it
   * anymore.
   */
  ready(): Promise<boolean>
  /** Writes a line for the user to stderr. */
  note(line: string): void
  /**
   * Shows progress: on a terminal, one line that the next call replaces; elsewhere, a line every ten
   * seconds.
   */
  status(line: string): void
}

/** Time between two status lines where they cannot be replaced, in milliseconds. */
const statusEveryMs = 10_000

/** Properties of the terminal. */
export interface TerminalFacts {
  /** True for a terminal without escape codes (`TERM=dumb`). */
  readonly isDumb?: boolean
}

/** Creates an output on two streams. Escape codes are used only for a status on a terminal. */
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
  const writer = createWriter(stdout)
  const print = (sink: Pick<LineSink, 'write'>, text: string): void => {
    clear()
    sink.write(text)
  }
  return {
    get width() {
      return stdout.isTTY === true ? toWidth(stdout) : undefined
    },
    data: (line) => print(writer, `${toTerminalText(line)}\n`),
    json: (document) => print(writer, `${toJsonText(document)}\n`),
    log: (lines) => print(writer, lines),
    ready: writer.ready,
    note: (line) => print(stderr, `${toTerminalText(line)}\n`),
    status(line) {
      const text = toTerminalText(line)
      nextStatusAt ??= Date.now() + statusEveryMs
      if (stderr.isTTY === true && !isDumb) {
        stderr.write(`\r\u001B[2K${text.slice(0, toWidth(stderr) - 1)}`)
        isShowing = true
      } else if (Date.now() >= nextStatusAt) {
        nextStatusAt = Date.now() + statusEveryMs
        stderr.write(`${text}\n`)
      }
    },
  }
}

/** Creates the functions that write to a sink and wait for it. */
function createWriter(sink: LineSink): Pick<Output, 'ready'> & { write(text: string): void } {
  let [isFull, isClosed] = [false, false]
  let resume = (): void => {}
  sink.on?.('drain', () => {
    isFull = false
    resume()
  })
  for (const event of ['error', 'close'] as const) {
    sink.on?.(event, () => {
      isClosed = true
      resume()
    })
  }
  return {
    write(text) {
      isFull = sink.write(text) === false
    },
    async ready() {
      if (isFull && !isClosed) await new Promise<void>((resolve) => (resume = resolve))
      return !isClosed
    },
  }
}

/** A terminal whose size was never set reports 0 columns. */
function toWidth({ columns }: LineSink): number {
  return columns || 80
}
