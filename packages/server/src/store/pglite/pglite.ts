import { join } from 'node:path'
import { settings } from '../../settings.js'
import type { Database, Queryable, TransactionWork } from '../database.js'
import { createMutex } from '../mutex.js'
import { withRetries } from '../retries.js'
import { runAndCommit } from '../transactions.js'
import { lockDataDirectory } from './data-directory.js'
import { startMaintenance } from './maintenance.js'
import { createCluster, readTemplate } from './template.js'
import { startPgliteThread, type PgliteThread } from './thread.js'

/**
 * Opens PostgreSQL in a thread of this process, in memory or in a directory that only one process at a time can use.
 *
 * @throws ServerError `DATA_DIR_IN_USE`, `DATA_DIR_UNUSABLE`
 */
export async function openPglite(
  dataDir?: string,
  cacheMb: number = settings.cacheMb.default,
): Promise<Database> {
  if (dataDir === undefined) {
    const thread = await startPgliteThread({ archive: await readTemplate() })
    return toDatabase(thread, async () => {})
  }
  const release = await lockDataDirectory(dataDir)
  try {
    const directory = join(dataDir, 'pgdata')
    await createCluster(directory)
    return toDatabase(await startPgliteThread({ directory, cacheMb }), release)
  } catch (error) {
    await release()
    throw error
  }
}

/** Creates the database. The thread has one session, so nothing else may run while a transaction is open. */
function toDatabase(thread: PgliteThread, release: () => Promise<void>): Database {
  const mutex = createMutex()
  const isolated = createMutex()
  const session: Queryable = { query: (text, values = []) => thread.query(text, values) }
  const stopMaintenance = startMaintenance((work) => mutex.runExclusive(() => work(session)))
  const query: Queryable['query'] = (text, values = []) =>
    withRetries(async () => {
      await mutex.wait()
      return thread.query(text, values)
    })
  return {
    query,
    isolate: (work) => isolated.runExclusive(() => work({ query })),
    transaction: (work) =>
      withRetries(() => mutex.runExclusive(() => runTransaction(session, work))),
    queryWith: (setup, { text, values }) =>
      mutex.runExclusive(() =>
        runTransaction(session, async (inside) => {
          const [, rows] = await Promise.all([
            inside.query(setup),
            inside.query<never>(text, values),
          ])
          return rows
        }),
      ),
    async close() {
      stopMaintenance()
      try {
        await mutex.runExclusive(() => session.query('CHECKPOINT'))
      } finally {
        await thread.close().finally(release)
      }
    },
  }
}

async function runTransaction<T>(session: Queryable, work: TransactionWork<T>): Promise<T> {
  try {
    // Sent together with the first statements of the work.
    const [, result] = await Promise.all([session.query('BEGIN'), runAndCommit(session, work)])
    return result
  } catch (error) {
    await session.query('ROLLBACK')
    throw error
  }
}
