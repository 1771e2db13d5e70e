import { setMaxListeners } from 'node:events'
import { CliError } from '../errors.js'

/** Two signals this close are one key press: a terminal and npm both pass Ctrl-C on. */
const sameKeyPressMs = 500

/** The part of `process` that signals come from. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: (signal: string) => void): unknown
}

/**
 * Turns SIGINT and SIGTERM into an abort whose reason is the signal's name; `stopAtOnce` is called
 * when the user asks a second time.
 */
export function createInterruption(source: SignalSource, stopAtOnce: () => void): AbortSignal {
  const controller = new AbortController()
  // Each of up to 64 workers waits for it; Node.js warns from eleven on.
  setMaxListeners(0, controller.signal)
  let first = 0
  const listen = (signal: string): void => {
    if (!controller.signal.aborted) {
      first = Date.now()
      controller.abort(signal)
    } else if (Date.now() - first > sameKeyPressMs) stopAtOnce()
  }
  source.on('SIGINT', listen)
  source.on('SIGTERM', listen)
  return controller.signal
}

/** Resolves when the signal is aborted. */
export function untilInterrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/**
 * Ends a command that was asked to stop.
 *
 * @throws CliError `INTERRUPTED`
 */
export function assertNotInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new CliError('INTERRUPTED', 'Interrupted.')
}
