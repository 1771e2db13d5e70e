import { setTimeout as sleep } from 'node:timers/promises'
import { toSqlFailure } from './database.js'

// serialization_failure and deadlock_detected: the database asks the client to run it again.
const retryable: ReadonlySet<string> = new Set(['40001', '40P01'])
// Two processes that sell for one program refuse each other about every other time: 8 runs were too few, once in a
// thousand sales.
const attempts = 20
const firstPauseMs = 5
const longestPauseMs = 100

/** Runs work again, after a random pause that doubles up to a tenth of a second, while the database asks for it. */
export async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const failure = toSqlFailure(error)
      if (failure === undefined || !retryable.has(failure.code) || attempt === attempts) throw error
      await sleep(Math.random() * Math.min(firstPauseMs * 2 ** attempt, longestPauseMs))
    }
  }
}
