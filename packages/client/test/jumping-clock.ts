import type { Clock } from '../src/index.js'

/** Creates a clock that jumps to the next sleeper when nothing else is left to do. */
export function createJumpingClock(): Clock {
  let now = 0
  const sleepers: { at: number; wake: () => void }[] = []
  const jump = (): void => {
    sleepers.sort((a, b) => a.at - b.at)
    const next = sleepers.shift()
    if (next === undefined) return
    now = Math.max(now, next.at)
    next.wake()
  }
  return {
    now: () => now,
    sleep: (ms: number): Promise<void> =>
      new Promise((wake) => {
        sleepers.push({ at: now + ms, wake })
        setTimeout(jump, 1)
      }),
  }
}
