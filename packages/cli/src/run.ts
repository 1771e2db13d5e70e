import type { ReferlyErrorCode } from '@referly-kit/client'
import { CommanderError } from 'commander'
import type { CliErrorCode } from './errors.js'
import { isCliError, toMessage } from './errors.js'
import type { ExitCode } from './exit-codes.js'
import { toExitCode } from './exit-codes.js'
import { createProgram } from './program.js'
import type { Surroundings } from './surroundings.js'

/**
 * Runs `referly` with the words after its name and returns the exit code; never throws.
 *
 * @example
 * await run(['quickstart', 'missing.csv'], surroundings) //=> 2
 */
export async function run(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  try {
    await createProgram(surroundings).parseAsync([...words], { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    return report(error, surroundings)
  }
}

function report(error: unknown, { output, env, signal }: Surroundings): ExitCode {
  const code = toCode(error, signal)
  output.note(code === 'INTERRUPTED' ? toInterruption(error) : `Error: ${toMessage(error)}`)
  if (env['REFERLY_DEBUG'] === '1') writeStack(error, (line) => output.note(line))
  else if (code === 'UNEXPECTED') output.note('REFERLY_DEBUG=1 shows where this comes from.')
  return toExitCode(code)
}

function toInterruption(error: unknown): string {
  return isCliError(error) ? error.message : 'Interrupted; run the command again.'
}

/** Client errors that mean the network, or the server behind it, gave no answer. */
const networkCodes: readonly ReferlyErrorCode[] = [
  'CONNECTION',
  'TIMEOUT',
  'OUTCOME_UNKNOWN',
  'RATE_LIMITED',
]

function toCode(error: unknown, signal: AbortSignal): CliErrorCode {
  if (isCliError(error)) return error.code
  // Whatever fails after the user asked to stop fails because of that.
  if (signal.aborted) return 'INTERRUPTED'
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return networkCodes.some((known) => known === code) ? 'NETWORK' : 'UNEXPECTED'
}

function writeStack(error: unknown, write: (line: string) => void): void {
  if (!(error instanceof Error)) return
  for (const line of (error.stack ?? '').split('\n')) write(line)
  if (error.cause !== undefined) writeStack(error.cause, write)
}
