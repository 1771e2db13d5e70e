import type { Context } from '../src/context.js'
import { run } from '../src/run.js'
import { createOutput } from '../src/terminal/output.js'

/** What a command left behind. */
export interface Result {
  readonly code: number
  readonly out: string
  readonly notes: string
}

/** What a command finds; no environment and an empty standard input unless they are given. */
export interface Place {
  readonly cwd: string
  readonly env?: Context['env']
  readonly stdin?: string
}

/** Context off a terminal, and what is written to them. */
export interface Recorded {
  readonly context: Context
  readonly out: readonly string[]
  readonly notes: readonly string[]
}

/** Creates context that keep what is written. */
export function createSurroundings({ cwd, env = {}, stdin = '' }: Place): Recorded {
  const [out, notes]: [string[], string[]] = [[], []]
  const output = createOutput(
    { write: (text: string) => out.push(text) },
    { write: (text: string) => notes.push(text) },
  )
  const input = { isInteractive: false, ask: async () => '', readAll: async () => stdin }
  const invocation = { referly: 'referly', quickstart: 'referly quickstart' }
  const { signal } = new AbortController()
  return { context: { output, input, cwd, env, signal, invocation }, out, notes }
}

/** Runs `referly` in this process; a process for each command would take most of the time. */
export async function runInProcess(words: readonly string[], place: Place): Promise<Result> {
  const { context, out, notes } = createSurroundings(place)
  const code = await run(words, context)
  return { code, out: out.join(''), notes: notes.join('') }
}
