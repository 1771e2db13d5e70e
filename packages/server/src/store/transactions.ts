import { toSqlFailure, type Queryable, type TransactionWork } from './database.js'

const failedTransaction = '25P02'

/**
 * Runs the work of a transaction that has begun, and commits it.
 *
 * The commit is sent together with the last writes. When one of them fails, the database rolls the transaction back
 * instead.
 */
export async function runAndCommit<T>(session: Queryable, work: TransactionWork<T>): Promise<T> {
  const inside = keepFirstFailure(session)
  const writes: Promise<unknown>[] = []
  try {
    const result = await work(inside, (write) => {
      writes.push(write)
      // Work that fails in the meantime no longer waits for it.
      write.catch(() => {})
    })
    inside.end()
    await Promise.all([...writes, session.query('COMMIT')])
    return result
  } catch (error) {
    throw toSqlFailure(error)?.code === failedTransaction ? (inside.failure() ?? error) : error
  }
}

interface InsideSession extends Queryable {
  failure(): unknown
  /** Refuses further statements, which would no longer be part of the transaction. */
  end(): void
}

/**
 * Keeps the first failure of a transaction. Statements that were sent together with the one that failed are refused,
 * and their errors, which have no cause, can reach the caller earlier.
 */
function keepFirstFailure(session: Queryable): InsideSession {
  let failure: unknown
  let isOver = false
  return {
    failure: () => failure,
    end: () => void (isOver = true),
    async query(text, values) {
      if (isOver) throw new Error('The transaction of this statement has been committed')
      try {
        return await session.query(text, values)
      } catch (error) {
        failure ??= error
        throw error
      }
    },
  }
}
