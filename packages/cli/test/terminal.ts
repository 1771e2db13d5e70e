import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { toReferlyCommand, type ReferlyOptions } from './referly-process.js'

/** True when `script` of util-linux is installed, which runs a program on a terminal. */
export const hasTerminal: boolean =
  process.platform === 'linux' && spawnSync('script', ['--version']).status === 0

/** A command of `referly` on a terminal. */
export interface TerminalSession {
  /** Everything the terminal has received, escape codes included. */
  readonly shown: string
  /** The exit code. */
  readonly ended: Promise<number>
  /** Types keys. */
  type(keys: string): void
  /** Resolves when the output matches; rejects when the command ends first. */
  until(pattern: RegExp): Promise<void>
}

/** The key that a terminal turns into SIGINT. */
export const ctrlC = '\u0003'

/** Starts `referly` on a terminal. `redirection` can redirect stdout or stderr, as in a shell. */
export function startOnTerminal(
  words: readonly string[],
  options: ReferlyOptions & { readonly redirection?: string },
): TerminalSession {
  const quoted = toReferlyCommand(words).map((word) => `'${word}'`)
  const command = ['exec', ...quoted, options.redirection ?? ''].join(' ')
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: options.cwd,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TERM: 'xterm',
      SHELL: '/bin/sh',
      ...options.env,
    },
  })
  // Keys that are typed after the command has ended are lost, as on any terminal.
  child.stdin.on('error', () => undefined)
  let shown = ''
  let [hasEnded, look] = [false, (): void => undefined]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    look()
  })
  const ended = once(child, 'close').then(([code]) => {
    hasEnded = true
    look()
    return code as number
  })
  return {
    get shown() {
      return shown
    },
    ended,
    type: (keys) => void child.stdin.write(keys),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        look = (): void => {
          if (pattern.test(shown)) resolve()
          else if (hasEnded) reject(new Error(`ended without ${pattern}: ${shown}`))
        }
        look()
      }),
  }
}
