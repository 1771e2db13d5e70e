import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'

/** The input of a command: answers of the user, or piped data. */
export interface Input {
  /** True when a user can answer. */
  readonly isInteractive: boolean
  /** Asks a question on stderr. The answer is empty when the input ends or the signal aborts. */
  ask(question: string, signal: AbortSignal): Promise<string>
  /** Reads piped data to its end. */
  readAll(): Promise<string>
}

/** A stream that may be a terminal. */
type MaybeTerminal<Stream> = Stream & { readonly isTTY?: boolean }

/** Creates an input from two streams. */
export function createInput(
  stdin: MaybeTerminal<Readable>,
  stderr: MaybeTerminal<Writable>,
): Input {
  return {
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    readAll: () => text(stdin),
    async ask(question, signal) {
      const lines = createInterface({ input: stdin, output: stderr })
      // On a terminal, readline intercepts Ctrl-C before the process gets it.
      lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
      const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
      try {
        return await Promise.race([lines.question(question, { signal }).catch(() => ''), closed])
      } finally {
        lines.close()
      }
    },
  }
}
