import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const source = fileURLToPath(new URL('../src/bin.ts', import.meta.url))
const require = createRequire(import.meta.url)
const tsx = pathToFileURL(require.resolve('tsx')).href

/** Commands that load the server, whose packages are found from its sources only. */
const serverCommands: readonly string[] = ['quickstart', 'serve', 'admin']

let bundle: string | undefined

/**
 * Creates one file of the sources, which starts in a third of the time that they take one by one.
 *
 * It lies as deep as the sources, so that what stands beside them is found from it.
 */
function createBundle(): string {
  const { buildSync } = createRequire(require.resolve('tsx'))('esbuild') as Esbuild
  const toPath = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
  const outfile = toPath(`../reports/referly-${process.pid}.mjs`)
  buildSync({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@referly-kit/source'],
    external: ['@referly-kit/server', 'commander', 'csv-parse', 'csv-stringify'],
    logLevel: 'error',
  })
  // Several files of tests make the same one at the same time; none sees half of it.
  const whole = toPath('../reports/referly.mjs')
  renameSync(outfile, whole)
  return whole
}

/** The part of esbuild, which tsx brings along, that is used here. */
interface Esbuild {
  buildSync(options: Readonly<Record<string, unknown>>): unknown
}

/** What a process of `referly` has said, so far or in the end. */
export interface ReferlyProcess {
  readonly child: ChildProcess
  stdout: string
  stderr: string
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
  /** Resolves when stdout and stderr together match; rejects when the process ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>
}

/** Where and with what environment `referly` runs. */
export interface ReferlyOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Whether it ends before it comes to the server, so that it can start as quickly as any other. */
  readonly isBeforeServer?: boolean
}

/** The words that start a command of `referly` as the sources have it. */
export function toReferlyCommand(
  words: readonly string[],
  { isBeforeServer = false }: Partial<ReferlyOptions> = {},
): readonly string[] {
  const node = [process.execPath, '--conditions=@referly-kit/source']
  if (serverCommands.includes(words[0] ?? '') && !isBeforeServer) {
    return [...node, '--import', tsx, source, ...words]
  }
  bundle ??= createBundle()
  return [...node, bundle, ...words]
}

/** Starts `referly` from its sources as a process of its own. */
export function startReferly(words: readonly string[], options: ReferlyOptions): ReferlyProcess {
  const [node = '', ...all] = toReferlyCommand(words, options)
  const child = spawn(node, all, {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  const referly: ReferlyProcess = {
    child,
    stdout: '',
    stderr: '',
    ended,
    until: (pattern) => waitFor(referly, pattern),
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (referly.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (referly.stderr += text))
  return referly
}

/** How a process of `referly` ended. */
export interface ReferlyResult {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

/** Runs `referly` to its end. */
export async function runReferly(
  words: readonly string[],
  options: ReferlyOptions,
): Promise<ReferlyResult> {
  const referly = startReferly(words, options)
  const code = await referly.ended
  return { code, stdout: referly.stdout, stderr: referly.stderr }
}

async function waitFor(referly: ReferlyProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const match = pattern.exec(`${referly.stdout}\n${referly.stderr}`)
      if (match !== null) resolve(match)
    }
    referly.child.stdout?.on('data', look)
    referly.child.stderr?.on('data', look)
    referly.child.on('close', () =>
      reject(new Error(`ended without ${pattern}: ${referly.stderr}`)),
    )
    look()
  })
}
