import { setMaxListeners } from 'node:events'
import { CliError } from '../errors.js'

/**
 * Two signals this close may be one key press under npm.
 *
 * The terminal sends Ctrl-C to all processes, and npm passes it on once more. Measured with npm 11 and bash as its
 * shell, 24 times at a load of 11 on 2 cores: the second signal followed within 6 ms, but once after 71 ms.
 */
const samePressMs = 150

/** The part of `process` that emits signals. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: (signal: string) => void): unknown
}

/**
 * Returns whether npm or npx started this process, and therefore passes signals on.
 *
 * @example
 * isStartedByNpm({ npm_lifecycle_event: 'npx' }) //=> true
 */
export function isStartedByNpm(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['npm_lifecycle_event'] !== undefined
}

/** Options for `createInterruption`. */
export interface InterruptionOptions {
  /** True if one key press can arrive as two signals. */
  readonly isForwarded: boolean
  /** Ends the process without waiting. */
  stopImmediately(): void
}

/**
 * Creates an abort signal for SIGINT and SIGTERM, whose reason is the name of the signal. A second key press calls
 * `stopImmediately`.
 */
export function createInterruption(
  source: SignalSource,
  { isForwarded, stopImmediately }: InterruptionOptions,
): AbortSignal {
  const controller = new AbortController()
  // Up to 64 workers listen to it; Node.js warns from the eleventh listener on.
  setMaxListeners(0, controller.signal)
  let first = 0
  let count = 0
  const listen = (signal: string): void => {
    count++
    if (count === 1) {
      first = performance.now()
      controller.abort(signal)
      return
    }
    // One press arrives twice at most, so the third signal is from a second one, however soon it comes.
    const isSamePress = isForwarded && count === 2 && performance.now() - first < samePressMs
    if (!isSamePress) stopImmediately()
  }
  source.on('SIGINT', listen)
  source.on('SIGTERM', listen)
  return controller.signal
}

/** Resolves when the signal aborts. */
export function untilInterrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/**
 * Ends a command that the user asked to stop.
 *
 * @throws CliError `INTERRUPTED`
 */
export function assertNotInterrupted(signal: AbortSignal, message = 'Interrupted.'): void {
  if (signal.aborted) throw new CliError('INTERRUPTED', message)
}
