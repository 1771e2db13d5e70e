import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'

/** What the user can be asked, and what is piped in. */
export interface Input {
  /** Whether somebody sits there to answer. */
  readonly isInteractive: boolean
  /** Asks a question on stderr; an empty answer when the input ends or the signal aborts. */
  ask(question: string, signal: AbortSignal): Promise<string>
  /** Reads what is piped in to its end. */
  readAll(): Promise<string>
}

/** A stream that may be a terminal. */
type MaybeTerminal<Stream> = Stream & { readonly isTTY?: boolean }

/** Creates an input of two streams. */
export function createInput(
  stdin: MaybeTerminal<Readable>,
  stderr: MaybeTerminal<Writable>,
): Input {
  return {
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    readAll: () => text(stdin),
    async ask(question, signal) {
      const lines = createInterface({ input: stdin, output: stderr })
      // On a terminal the interface takes Ctrl-C away from the process.
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
