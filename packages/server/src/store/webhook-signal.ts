/** Wakes requests of this process that wait for the events of a program. */
export interface WebhookSignal {
  /** Waits up to a number of milliseconds for the next signal of a program. Returns false when the server stops. */
  readonly wait: (programId: string, ms: number) => Promise<boolean>
  /** Wakes the requests that wait for events of a program, and calls the listener. */
  readonly send: (programId: string) => void
  /** Sets the function that is called with each signal. */
  readonly onSend: (listener: () => void) => void
  /** Wakes all requests, permanently. */
  stop(): void
}

/** Creates the signal of one process. */
export function createWebhookSignal(): WebhookSignal {
  const waiting = new Map<string, Set<() => void>>()
  let isStopped = false
  let notify = (): void => {}
  const send = (programId: string): void => {
    for (const wake of waiting.get(programId) ?? []) wake()
  }
  return {
    wait: (programId, ms) =>
      new Promise((resolve) => {
        if (isStopped) return resolve(false)
        const group = waiting.get(programId) ?? new Set()
        waiting.set(programId, group)
        const wake = (): void => {
          clearTimeout(timer)
          group.delete(wake)
          if (group.size === 0) waiting.delete(programId)
          resolve(!isStopped)
        }
        const timer = setTimeout(wake, ms)
        group.add(wake)
      }),
    send(programId) {
      send(programId)
      notify()
    },
    onSend: (listener) => void (notify = listener),
    stop() {
      isStopped = true
      for (const programId of waiting.keys()) send(programId)
    },
  }
}
