import { CommanderError } from 'commander'
import type { Context } from './context.js'
import { type CliErrorCode, isCliError, isResumableError } from './errors.js'
import { type ExitCode, toCliErrorCode, toExitCode } from './exit-codes.js'
import { toShellWord } from './invocation.js'
import { toUserMessage } from './library-errors.js'
import { createProgram } from './program.js'

/**
 * Runs `referly` with the words after its name and returns the exit code; never throws.
 *
 * @example
 * await run(['quickstart', 'missing.csv'], context) //=> 2
 */
export async function run(words: readonly string[], context: Context): Promise<ExitCode> {
  let hasData = false
  const data = (line: string): void => {
    hasData = true
    context.output.data(line)
  }
  const json = (document: unknown): void => {
    hasData = true
    context.output.json(document)
  }
  try {
    const watched = { ...context, output: { ...context.output, data, json } }
    await createProgram(watched).parseAsync([...words], { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    if (words.includes('--json') && !hasData) writeJson(error, context)
    if (error instanceof CommanderError) return 2
    return report(error, words, context)
  }
}

function report(error: unknown, words: readonly string[], context: Context): ExitCode {
  const { output, env, signal } = context
  const code = toCliErrorCode(error, signal)
  output.note(code === 'INTERRUPTED' ? toInterruption(error) : `Error: ${toUserMessage(error)}`)
  if (env['REFERLY_DEBUG'] === '1') writeStack(error, (line) => output.note(line))
  else if (code === 'UNEXPECTED' && !isCliError(error))
    output.note('REFERLY_DEBUG=1 shows where this comes from.')
  const next = isResumableError(error) ? error.next : toRepetition(code, words, context)
  if (next !== undefined) output.note(`Go on with: ${next}`)
  return toExitCode(code)
}

/** Commands that can be run again as they are: what is there already stays, or is made anew. */
const repeatable: readonly string[] = [
  'affiliates import',
  'codes push',
  'jobs resume',
  'quickstart',
]
const passing: readonly CliErrorCode[] = ['INTERRUPTED', 'NETWORK', 'FAILED_ROWS', 'AUTHENTICATION']

function toRepetition(
  code: CliErrorCode,
  words: readonly string[],
  { invocation }: Context,
): string | undefined {
  const name = repeatable.find((one) => `${words.join(' ')} `.startsWith(`${one} `))
  if (name === undefined || !passing.includes(code)) return undefined
  const [start, rest] =
    name === 'quickstart' ? [invocation.quickstart, words.slice(1)] : [invocation.referly, words]
  return [start, ...rest.map(toShellWord)].join(' ')
}

/** With --json, stdout holds one document also when the command fails. */
function writeJson(error: unknown, { output, signal }: Context): void {
  const isUsage = error instanceof CommanderError
  const code = isUsage ? 'INVALID_USAGE' : toCliErrorCode(error, signal)
  const document = { code, message: toUserMessage(error).replace(/^error: /, '') }
  output.json({ error: document })
}

function toInterruption(error: unknown): string {
  return isCliError(error) ? error.message : 'Interrupted.'
}

function writeStack(error: unknown, write: (line: string) => void): void {
  if (!(error instanceof Error)) return
  for (const line of (error.stack ?? '').split('\n')) write(line)
  if (error.cause !== undefined) writeStack(error.cause, write)
}
