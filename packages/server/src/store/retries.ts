import { setTimeout as sleep } from 'node:timers/promises'

import { toSqlFailure } from './database.js'

// serialization_failure and deadlock_detected: the database asks the client to run it again.
const retryable: ReadonlySet<string> = new Set(['40001', '40P01'])
const attempts = 8
const firstPauseMs = 5

/** Runs work again, after a random pause that doubles, while the database asks for it. */
export async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      const failure = toSqlFailure(error)
      if (failure === undefined || !retryable.has(failure.code) || attempt === attempts) throw error
      await sleep(Math.random() * firstPauseMs * 2 ** attempt)
    }
  }
}
