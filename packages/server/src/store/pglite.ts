import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { lockDataDirectory } from './data-directory.js'
import type { Database, Queryable } from './database.js'
import { startMaintenance } from './pglite-maintenance.js'
import { type PgliteThread, startPgliteThread } from './pglite-thread.js'
import { withRetries } from './retries.js'
import { createTurns } from './turns.js'

/**
 * Opens PostgreSQL in a thread of this process: in memory, or in a directory that one process at a time may use.
 *
 * @throws ServerError `DATA_DIR_IN_USE`, `DATA_DIR_UNUSABLE`
 */
export async function openPglite(dataDir?: string): Promise<Database> {
  if (dataDir === undefined) {
    return toDatabase(await startPgliteThread({ location: undefined }), async () => {})
  }
  const release = await lockDataDirectory(dataDir)
  try {
    mkdirSync(dataDir, { recursive: true })
    return toDatabase(await startPgliteThread({ location: join(dataDir, 'pgdata') }), release)
  } catch (error) {
    await release()
    throw error
  }
}

/** The thread has one session: while a transaction is open, no statement of another may come in between. */
function toDatabase(thread: PgliteThread, release: () => Promise<void>): Database {
  const turns = createTurns()
  const session: Queryable = { query: (text, values = []) => thread.query(text, values) }
  const stopMaintenance = startMaintenance((work) => turns.alone(() => work(session)))
  return {
    query: (text, values = []) =>
      withRetries(async () => {
        await turns.wait()
        return thread.query(text, values)
      }),
    transaction: (work) => withRetries(() => turns.alone(() => runTransaction(session, work))),
    async close() {
      stopMaintenance()
      try {
        await turns.alone(() => session.query('CHECKPOINT'))
      } finally {
        await thread.close().finally(release)
      }
    },
  }
}

async function runTransaction<T>(
  session: Queryable,
  work: (session: Queryable) => Promise<T>,
): Promise<T> {
  await session.query('BEGIN')
  try {
    const result = await work(session)
    await session.query('COMMIT')
    return result
  } catch (error) {
    await session.query('ROLLBACK')
    throw error
  }
}
