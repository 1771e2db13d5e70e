import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const bin = fileURLToPath(new URL('../src/bin.ts', import.meta.url))
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

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
}

/** The words that start `referly` from its sources. */
export function toReferlyCommand(): readonly string[] {
  return [process.execPath, '--conditions=@referly-kit/source', '--import', tsx, bin]
}

/** Starts `referly` from its sources as a process of its own. */
export function startReferly(words: readonly string[], options: ReferlyOptions): ReferlyProcess {
  const [node = '', ...nodeWords] = toReferlyCommand()
  const child = spawn(node, [...nodeWords, ...words], {
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
