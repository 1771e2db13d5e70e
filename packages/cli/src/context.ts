import type { Invocation } from './invocation.js'
import type { Input } from './terminal/input.js'
import type { Output } from './terminal/output.js'

/** Everything outside a command that it depends on, provided by the process or by a test. */
export interface Context {
  readonly output: Output
  readonly input: Input
  /** The directory that relative paths start from. */
  readonly cwd: string
  /** The environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The way the user called this program, for the commands that it suggests. */
  readonly invocation: Invocation
  /** Aborted by SIGINT or SIGTERM, with the name of the signal as its reason. */
  readonly signal: AbortSignal
}
