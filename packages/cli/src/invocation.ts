import { isAbsolute, relative, sep } from 'node:path'

/** The parts of `process` that show how the program was called. */
export interface CalledProcess {
  readonly argv: readonly string[]
  readonly execArgv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  cwd(): string
}

/** The words to type to call this program again the same way. */
export interface Invocation {
  /** Before `serve` or another command. */
  readonly referly: string
  /** Before the path of a CSV file. */
  readonly quickstart: string
}

/**
 * Detects how this program was called, so that the commands it suggests can be pasted.
 *
 * @example
 * toInvocation(process)
 * //=> { referly: 'node packages/cli/dist/bin.js', quickstart: 'npm start --' }
 */
export function toInvocation(called: CalledProcess): Invocation {
  const referly = toReferly(called)
  const isNpmStart = called.env['npm_lifecycle_event'] === 'start'
  return { referly, quickstart: isNpmStart ? 'npm start --' : `${referly} quickstart` }
}

function toReferly(called: CalledProcess): string {
  const script = called.argv[1] ?? 'referly'
  if (/[/\\]node_modules[/\\]\.bin[/\\]referly$/.test(script)) return 'npx referly'
  if (!/\.[cm]?[jt]s$/.test(script)) return 'referly'
  const path = toShortPath(script, called.cwd())
  return ['node', ...called.execArgv, path].map(toShellWord).join(' ')
}

/**
 * Returns a path relative to the current directory if it is below it.
 *
 * @example
 * toShortPath('/home/ann/list.csv', '/home/ann') //=> 'list.csv'
 */
export function toShortPath(path: string, cwd: string): string {
  const short = relative(cwd, path)
  const isBelow = short !== '' && short !== '..' && !short.startsWith(`..${sep}`)
  return isBelow && !isAbsolute(short) ? short : path
}

/**
 * Quotes a word for a POSIX shell if necessary.
 *
 * @example
 * toShellWord("Ann's list.csv") //=> `'Ann'\\''s list.csv'`
 */
export function toShellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
