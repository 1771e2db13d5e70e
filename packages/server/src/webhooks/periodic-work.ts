/** Work that runs repeatedly, but never concurrently. */
export interface PeriodicWork {
  start(): void
  /** Runs the work now, or once more after the run in progress. */
  wake(): void
  /** Waits for the run in progress, and starts no other. */
  close(): Promise<void>
}

// A database that is down is retried after these pauses, which double.
const firstPauseMs = 1000
const longestPauseMs = 60_000

/**
 * Creates periodic work. It does not keep the process alive.
 *
 * @param work Returns the number of milliseconds until the next run.
 */
export function createPeriodicWork(
  work: () => Promise<number>,
  onFailure: (error: unknown) => void,
): PeriodicWork {
  const state = { isOpen: false, isWoken: false }
  const runSafely = withPauses(work, onFailure)
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  const run = async (): Promise<void> => {
    let pauseMs = 0
    do {
      state.isWoken = false
      pauseMs = await runSafely()
    } while (state.isWoken && state.isOpen)
    running = undefined
    if (state.isOpen) timer = setTimeout(start, pauseMs).unref()
  }
  const start = (): void => {
    clearTimeout(timer)
    running ??= run()
  }
  return {
    start() {
      state.isOpen = true
      start()
    },
    wake() {
      if (!state.isOpen) return
      state.isWoken = true
      start()
    },
    async close() {
      state.isOpen = false
      clearTimeout(timer)
      await running
    },
  }
}

/** Returns work that never fails, but returns a pause instead, which doubles with each failure in a row. */
function withPauses(
  work: () => Promise<number>,
  onFailure: (error: unknown) => void,
): () => Promise<number> {
  let nextPauseMs = firstPauseMs
  return async () => {
    try {
      const pauseMs = await work()
      nextPauseMs = firstPauseMs
      return pauseMs
    } catch (error) {
      onFailure(error)
      const pauseMs = nextPauseMs
      nextPauseMs = Math.min(pauseMs * 2, longestPauseMs)
      return pauseMs
    }
  }
}
