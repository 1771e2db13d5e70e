import { CommanderError } from 'commander'
import { isCliError, isResumableError, toMessage } from './errors.js'
import type { ExitCode } from './exit-codes.js'
import { toCliErrorCode, toExitCode } from './exit-codes.js'
import { createProgram } from './program.js'
import type { Surroundings } from './surroundings.js'

/**
 * Runs `referly` with the words after its name and returns the exit code; never throws.
 *
 * @example
 * await run(['quickstart', 'missing.csv'], surroundings) //=> 2
 */
export async function run(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let hasData = false
  const data = (line: string): void => {
    hasData = true
    surroundings.output.data(line)
  }
  try {
    const watched = { ...surroundings, output: { ...surroundings.output, data } }
    await createProgram(watched).parseAsync([...words], { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (words.includes('--json') && !hasData) writeJson(error, surroundings)
    return report(error, surroundings)
  }
}

function report(error: unknown, { output, env, signal }: Surroundings): ExitCode {
  const code = toCliErrorCode(error, signal)
  output.note(code === 'INTERRUPTED' ? toInterruption(error) : `Error: ${toMessage(error)}`)
  if (env['REFERLY_DEBUG'] === '1') writeStack(error, (line) => output.note(line))
  else if (code === 'UNEXPECTED') output.note('REFERLY_DEBUG=1 shows where this comes from.')
  if (isResumableError(error)) output.note(`Go on with: ${error.next}`)
  return toExitCode(code)
}

/** With --json, stdout holds one document also when the command fails. */
function writeJson(error: unknown, { output, signal }: Surroundings): void {
  const document = { code: toCliErrorCode(error, signal), message: toMessage(error) }
  output.data(JSON.stringify({ error: document }))
}

function toInterruption(error: unknown): string {
  return isCliError(error) ? error.message : 'Interrupted; run the command again.'
}

function writeStack(error: unknown, write: (line: string) => void): void {
  if (!(error instanceof Error)) return
  for (const line of (error.stack ?? '').split('\n')) write(line)
  if (error.cause !== undefined) writeStack(error.cause, write)
}
