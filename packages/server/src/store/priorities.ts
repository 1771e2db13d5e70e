import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from './database.js'

/** One database for requests, and for work in the background that gives way to them. */
export interface Priorities {
  /** The database for requests. */
  readonly requests: Database
  /**
   * Creates a view of the database for one kind of work in the background. While requests keep the database busy, its
   * calls take a share of the time at most, such as 0.1. At other times, they run immediately.
   */
  createBackground(share: number): Background
}

// The end of the requests ends a pause, too, but is noticed only after this time.
const checkMs = 10
// A call that was slow once does not hold up the ones after it for long.
const longestPauseMs = 2000

// The database is busy while requests use it for more than a quarter of the time. The last tenth of a second
// counts most. It is idle for moments under any load, because requests that were answered together come back together.
const busyShare = 0.25
const memoryMs = 100

/** A view of the database for one kind of work in the background. */
export interface Background {
  /** Waits for its turn. */
  readonly patient: Database
  /** Runs immediately. The other calls wait longer for it. */
  readonly urgent: Pick<Database, 'query'>
}

/** Creates the priorities of one process. */
export function createPriorities(database: Database): Priorities {
  const use = createUse()
  return {
    requests: {
      ...database,
      query: (text, values) => use.during(() => database.query(text, values)),
      transaction: (work) => use.during(() => database.transaction(work)),
    },
    createBackground(share) {
      return createBackground(database, { share, isBusy: () => use.readShare() > busyShare })
    },
  }
}

/** The use of a database. */
interface Use {
  /** Counts a call as use until it ends. */
  during<T>(call: () => Promise<T>): Promise<T>
  /** Returns the share of the time with a call in progress, as an average that halves in weight every 70 ms. */
  readShare(): number
}

function createUse(): Use {
  let calls = 0
  let share = 0
  let updatedMs = performance.now()
  const update = (): void => {
    const nowMs = performance.now()
    const target = calls > 0 ? 1 : 0
    share = target + (share - target) * Math.exp((updatedMs - nowMs) / memoryMs)
    updatedMs = nowMs
  }
  return {
    async during(call) {
      update()
      calls++
      try {
        return await call()
      } finally {
        update()
        calls--
      }
    },
    readShare() {
      update()
      return share
    },
  }
}

interface BackgroundOptions {
  readonly share: number
  isBusy(): boolean
}

/** The turns of one kind of work in the background. */
interface Turns {
  /** Waits until the pause after the calls before is over, or the database is no longer busy. */
  wait(): Promise<void>
  /** Adds the pause after a call. */
  end(startMs: number): void
}

function createTurns({ share, isBusy }: BackgroundOptions): Turns {
  let pausedUntil = 0
  return {
    async wait() {
      for (;;) {
        const leftMs = pausedUntil - performance.now()
        if (leftMs <= 0 || !isBusy()) return
        await sleep(Math.min(leftMs, checkMs))
      }
    },
    end(startMs) {
      const endMs = performance.now()
      const pauseMs = (endMs - startMs) * (1 / share - 1)
      pausedUntil = Math.min(Math.max(pausedUntil, endMs) + pauseMs, endMs + longestPauseMs)
    },
  }
}

function createBackground(database: Database, options: BackgroundOptions): Background {
  const turns = createTurns(options)
  const urgent: Background['urgent'] = {
    async query(text, values) {
      const startMs = performance.now()
      try {
        return await database.query(text, values)
      } finally {
        turns.end(startMs)
      }
    },
  }
  const patient: Database = {
    ...database,
    async query(text, values) {
      await turns.wait()
      return urgent.query(text, values)
    },
    async transaction(work) {
      await turns.wait()
      // The time until the transaction starts is that of others.
      let startMs = performance.now()
      try {
        return await database.transaction((session) => {
          startMs = performance.now()
          return work(session)
        })
      } finally {
        turns.end(startMs)
      }
    },
  }
  return { patient, urgent }
}
