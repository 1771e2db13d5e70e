import { setTimeout as sleep } from 'node:timers/promises'
import { toSqlFailure } from './database.js'

// serialization_failure and deadlock_detected, for which the database asks the client to retry.
const retryable: ReadonlySet<string> = new Set(['40001', '40P01'])
// Two processes that record sales of one program make each other retry about every other time. 8 attempts were not
// enough for one in a thousand sales.
const attempts = 20
const firstPauseMs = 5
const longestPauseMs = 100

/** Retries work while the database asks for it, after random pauses that grow up to a tenth of a second. */
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
