import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createBundles } from './bundle.js'

const bundles = await createBundles()

/** Stops V8 from optimizing PGlite, which takes longer than a test. */
const optimizeLater = '--wasm-tiering-budget=1000000000'

/** Commands that load the server. */
const serverCommands: readonly string[] = ['quickstart', 'serve', 'admin']

/** A running process of `referly`, and its output so far. */
export interface ReferlyProcess {
  readonly child: ChildProcess
  stdout: string
  stderr: string
  /** The exit code, or the signal that ended the process. */
  readonly ended: Promise<number | string>
  /** Resolves when stdout and stderr together match a pattern. Rejects when the process ends first. */
  until(pattern: RegExp): Promise<RegExpExecArray>
}

/** Options for a process. */
export interface ReferlyOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** Returns the words that run a command of `referly` from the sources. */
export function toReferlyCommand(words: readonly string[]): readonly string[] {
  const bundle = serverCommands.includes(words[0] ?? '') ? bundles.whole : bundles.quick
  return [process.execPath, optimizeLater, bundle, ...words]
}

/** Starts `referly` from the sources in a new process. */
export function startReferly(words: readonly string[], options: ReferlyOptions): ReferlyProcess {
  const [node = '', ...all] = toReferlyCommand(words)
  const child = spawn(node, all, {
    cwd: options.cwd,
    // Profiles are stored in the directory of the test.
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      XDG_CONFIG_HOME: options.cwd,
      // A server that is started for a test takes half the time.
      REFERLY_CACHE_MB: '16',
      ...options.env,
    },
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

/** The exit code and output of a process. */
export interface ReferlyResult {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

/** Runs `referly` until it exits. */
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
