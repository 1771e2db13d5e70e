import { setTimeout as sleep } from 'node:timers/promises'
import type { Database, Queryable } from './database.js'

/** One database for requests, and for background work that gives way to them. */
export interface Priorities {
  /** The database for requests. */
  readonly requests: Database
  /**
   * Creates a view of the database for one kind of work in the background. While requests use all of the database's
   * time, its calls take a share of it at most, such as 0.1. They take more of it the less requests use, and run
   * immediately when requests use little.
   */
  createBackground(share: number): Background
}

// A pause also ends when the requests stop, which is noticed only after this time.
const checkMs = 10
// A call that was slow once does not hold up the ones after it for long.
const longestPauseMs = 2000

// Requests count as using little of the database's time up to the first share, and all of it from the second on. Even
// under full load, the database is idle for moments, because requests that were answered together come back together.
const littleUse = 0.25
const fullUse = 0.75
const memoryMs = 100

/** The calls that background work makes. */
export type BackgroundDatabase = Pick<Database, 'query' | 'isolate'>

/** A view of the database for one kind of background work. */
export interface Background {
  /** Waits for its turn. */
  readonly patient: BackgroundDatabase
  /** Runs immediately. The other calls wait longer for it. */
  readonly urgent: Queryable
}

/** Creates the priorities of one process. */
export function createPriorities(database: Database): Priorities {
  const use = createUse()
  return {
    requests: {
      ...database,
      query: (text, values) => use.during(() => database.query(text, values)),
      transaction: (work) => use.during(() => database.transaction(work)),
      isolate: (work) => use.during(() => database.isolate(work)),
      queryWith: (settings, query) => use.during(() => database.queryWith(settings, query)),
    },
    createBackground(share) {
      return createBackground(database, { least: share, readUse: () => use.readShare() })
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
  /** The share of the time for the work while requests use all of it. */
  readonly least: number
  /** Returns the share of the time that requests use. */
  readUse(): number
}

/** The throttle of one kind of background work. */
interface Throttle {
  /** Waits until the pause after the previous calls is over, or requests use little of the time. */
  wait(): Promise<void>
  /** Adds the pause after a call. */
  end(startMs: number): void
}

function createThrottle({ least, readUse }: BackgroundOptions): Throttle {
  let pausedUntil = 0
  return {
    async wait() {
      for (;;) {
        const leftMs = pausedUntil - performance.now()
        if (leftMs <= 0 || readUse() <= littleUse) return
        await sleep(Math.min(leftMs, checkMs))
      }
    },
    end(startMs) {
      const endMs = performance.now()
      const share = Math.max(least, 1 - readUse() / fullUse)
      const pauseMs = (endMs - startMs) * (1 / share - 1)
      pausedUntil = Math.min(Math.max(pausedUntil, endMs) + pauseMs, endMs + longestPauseMs)
    },
  }
}

function createBackground(database: Database, options: BackgroundOptions): Background {
  const throttle = createThrottle(options)
  const toTimed = (session: Queryable): Queryable => ({
    async query(text, values) {
      const startMs = performance.now()
      try {
        return await session.query(text, values)
      } finally {
        throttle.end(startMs)
      }
    },
  })
  const urgent = toTimed(database)
  const patient: BackgroundDatabase = {
    async query(text, values) {
      await throttle.wait()
      return urgent.query(text, values)
    },
    async isolate(work) {
      await throttle.wait()
      return database.isolate((session) => work(toTimed(session)))
    },
  }
  return { patient, urgent }
}
