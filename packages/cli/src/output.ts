import { toTerminalText } from './terminal-text.js'

/** Where lines are written to; a Node stream fits. */
export interface LineSink {
  write(text: string): unknown
}

/** The only way to the terminal: every line is made safe to print, none holds an escape code. */
export interface Output {
  /** Writes a line of the result, to stdout. */
  data(line: string): void
  /** Writes a line for the reader, to stderr. */
  note(line: string): void
}

/** Makes an output of two streams. */
export function createOutput(stdout: LineSink, stderr: LineSink): Output {
  return {
    data: (line) => void stdout.write(`${toTerminalText(line)}\n`),
    note: (line) => void stderr.write(`${toTerminalText(line)}\n`),
  }
}
