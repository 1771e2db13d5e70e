import type { Context } from '../src/context.js'
import { run } from '../src/run.js'
import { createOutput } from '../src/terminal/output.js'

/** The exit code and output of a command. */
export interface Result {
  readonly code: number
  readonly out: string
  readonly notes: string
}

/** The inputs of a command; by default no environment and an empty standard input. */
export interface RunOptions {
  readonly cwd: string
  readonly env?: Context['env']
  readonly stdin?: string
  /** The words that start the command, in the commands that it suggests. */
  readonly referly?: string
  /** The width of the terminal that the output is printed on; by default, it is not a terminal. */
  readonly columns?: number
}

/** A context without a terminal, and its output. */
export interface RecordedContext {
  readonly context: Context
  readonly out: readonly string[]
  readonly notes: readonly string[]
}

/** Creates a context that records the output. */
export function createRecordedContext({
  cwd,
  env = {},
  stdin = '',
  referly = 'referly',
  columns,
}: RunOptions): RecordedContext {
  const [out, notes]: [string[], string[]] = [[], []]
  const output = createOutput(
    {
      write: (text: string) => out.push(text),
      ...(columns === undefined ? {} : { isTTY: true, columns }),
    },
    { write: (text: string) => notes.push(text) },
  )
  const input = { isInteractive: false, ask: async () => '', readAll: async () => stdin }
  const invocation = { referly, quickstart: `${referly} quickstart` }
  const { signal } = new AbortController()
  return { context: { output, input, cwd, env, signal, invocation }, out, notes }
}

/** Runs `referly` in this process, because starting a process would take most of the time. */
export async function runInProcess(words: readonly string[], options: RunOptions): Promise<Result> {
  const { context, out, notes } = createRecordedContext(options)
  const code = await run(words, context)
  return { code, out: out.join(''), notes: notes.join('') }
}
