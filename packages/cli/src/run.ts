import { CommanderError } from 'commander'
import { ReferlyCommand } from './commands/referly-command.js'
import type { Context } from './context.js'
import { isCliError, isResumableError, type CliErrorCode } from './errors.js'
import type { ExitCode } from './exit-codes.js'
import { toRunnable, toShellWord } from './invocation.js'
import { createProgram } from './program.js'

/**
 * Runs `referly` with the given words and returns the exit code. Never throws.
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
  let command: ReferlyCommand | undefined
  try {
    const output = { ...context.output, data, json }
    const program = await createProgram({ ...context, output }, words)
    program.hook('preAction', (_, action) => {
      if (action instanceof ReferlyCommand) command = action
    })
    await program.parseAsync([...words], { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    if (words.includes('--json') && !hasData) await writeJson(error, context)
    if (error instanceof CommanderError) return 2
    return report(error, { words, command }, context)
  }
}

/** The command that failed, and the words that started it. */
interface FailedCall {
  readonly words: readonly string[]
  readonly command: ReferlyCommand | undefined
}

// Loaded on failure only: they load the client and the code generator.
const loadExitCodes = (): Promise<typeof import('./exit-codes.js')> => import('./exit-codes.js')
const loadMessages = (): Promise<typeof import('./library-errors.js')> =>
  import('./library-errors.js')

async function report(error: unknown, call: FailedCall, context: Context): Promise<ExitCode> {
  const { output, env, signal, invocation } = context
  const { toCliErrorCode, toExitCode } = await loadExitCodes()
  const { toUserMessage } = await loadMessages()
  const code = toCliErrorCode(error, signal)
  const message = code === 'INTERRUPTED' ? toInterruption(error) : `Error: ${toUserMessage(error)}`
  output.note(toRunnable(message, invocation))
  if (env['REFERLY_DEBUG'] === '1') {
    writeStack(error, (line) => output.note(line))
  } else if (code === 'UNEXPECTED' && !isCliError(error)) {
    output.note('Set REFERLY_DEBUG=1 to see the stack trace.')
  }
  const next = isResumableError(error) ? error.next : toRepetition(code, call, context)
  if (next !== undefined) output.note(`To continue: ${next}`)
  return toExitCode(code)
}

/** Failures after which the same command can succeed. */
const temporary: readonly CliErrorCode[] = [
  'INTERRUPTED',
  'NETWORK',
  'FAILED_ROWS',
  'AUTHENTICATION',
]

function toRepetition(
  code: CliErrorCode,
  { words, command }: FailedCall,
  { invocation }: Context,
): string | undefined {
  if (command?.isRepeatable !== true || !temporary.includes(code)) return undefined
  const [start, rest] =
    command.name() === 'quickstart'
      ? [invocation.quickstart, words.slice(1)]
      : [invocation.referly, words]
  return [start, ...rest.map(toShellWord)].join(' ')
}

/** Prints an error as the one document that --json promises. */
async function writeJson(error: unknown, { output, signal }: Context): Promise<void> {
  const { toCliErrorCode } = await loadExitCodes()
  const { toUserMessage } = await loadMessages()
  const isUsage = error instanceof CommanderError
  const code = isUsage ? 'INVALID_USAGE' : toCliErrorCode(error, signal)
  output.json({ error: { code, message: toUserMessage(error).replace(/^Error: /, '') } })
}

function toInterruption(error: unknown): string {
  return isCliError(error) ? error.message : 'Interrupted.'
}

function writeStack(error: unknown, write: (line: string) => void): void {
  if (!(error instanceof Error)) return
  for (const line of (error.stack ?? '').split('\n')) write(line)
  if (error.cause !== undefined) writeStack(error.cause, write)
}
