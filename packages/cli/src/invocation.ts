import { delimiter, dirname, isAbsolute, relative, sep } from 'node:path'

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

// Package runners start the program from a cache, where the shell cannot find it.
const runners: readonly (readonly [cache: RegExp, words: string])[] = [
  [/\/_npx\//, 'npx -p @referly-kit/cli referly'],
  [/\/bunx-[^/]*@referly-kit/, 'bunx -p @referly-kit/cli referly'],
  [/\/pnpm\/(?:[^/]+\/)*dlx[-/]/, 'pnpm --package=@referly-kit/cli dlx referly'],
  [/\/xfs-[^/]+\/dlx-/, 'yarn dlx -p @referly-kit/cli referly'],
]

function toReferly(called: CalledProcess): string {
  const script = called.argv[1] ?? 'referly'
  const path = script.replaceAll('\\', '/')
  const runner = runners.find(([cache]) => cache.test(path))
  if (runner !== undefined) return runner[1]
  const [, project] =
    /^(.*)\/node_modules\/(?:\.bin\/referly$|@referly-kit\/cli\/)/.exec(path) ?? []
  if (project !== undefined && isInside(called.cwd(), project)) return 'npx referly'
  const isInPath = toPathEntries(called.env).some((directory) => dirname(path) === directory)
  if (isInPath || !/(?:\.[cm]?[jt]s|\/\.bin\/referly)$/.test(path)) return 'referly'
  return ['node', ...called.execArgv, toShortPath(script, called.cwd())].map(toShellWord).join(' ')
}

function isInside(path: string, directory: string): boolean {
  return `${path.replaceAll('\\', '/')}/`.startsWith(`${directory}/`)
}

function toPathEntries(env: CalledProcess['env']): readonly string[] {
  return (env['PATH'] ?? '').split(delimiter).map((entry) => entry.replaceAll('\\', '/'))
}

/**
 * Replaces the commands in a message, which are written as `referly ...`, with ones that start this program.
 *
 * @example
 * toRunnable('To list them: referly jobs list', { referly: 'npx referly', quickstart: 'npm start --' })
 * //=> 'To list them: npx referly jobs list'
 */
export function toRunnable(message: string, { referly }: Invocation): string {
  return message.replaceAll(/(?<=: |`)referly (?=[a-z])/g, () => `${referly} `)
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
