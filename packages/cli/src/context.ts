import type { Invocation } from './invocation.js'
import type { Input } from './terminal/input.js'
import type { Output } from './terminal/output.js'

/** What a command may touch besides its options; given by the process, or by a test. */
export interface Context {
  readonly output: Output
  readonly input: Input
  /** What relative paths start from. */
  readonly cwd: string
  /** The environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** How the user called this program, for the commands it proposes. */
  readonly invocation: Invocation
  /** Aborted when the user or the system asks to stop; the reason is the signal's name. */
  readonly signal: AbortSignal
}
