import { setMaxListeners } from 'node:events'
import { CliError } from '../errors.js'

/** Two signals this close are one key press, because a terminal and npm both forward Ctrl-C. */
const sameKeyPressMs = 500

/** The part of `process` that emits signals. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: (signal: string) => void): unknown
}

/**
 * Creates an abort signal for SIGINT and SIGTERM, whose reason is the name of the signal. A second
 * request of the user calls `stopAtOnce`.
 */
export function createInterruption(source: SignalSource, stopAtOnce: () => void): AbortSignal {
  const controller = new AbortController()
  // Up to 64 workers listen to it; Node.js warns from the eleventh listener on.
  setMaxListeners(0, controller.signal)
  let first = 0
  const listen = (signal: string): void => {
    if (!controller.signal.aborted) {
      first = Date.now()
      controller.abort(signal)
    } else if (Date.now() - first > sameKeyPressMs) {
      stopAtOnce()
    }
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
