import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { PGlite } from '@electric-sql/pglite'
import type { QueryOptions, Transaction } from '@electric-sql/pglite'

import type { Database, Queryable, SqlValue } from './database.js'
import { textTypes } from './database.js'
import { lockDataDirectory } from './data-directory.js'
import { withRetries } from './retries.js'

const queryOptions: QueryOptions = {
  parsers: { [textTypes.int8]: String, [textTypes.numeric]: String },
}

/**
 * Opens PostgreSQL inside this process: in memory, or in a directory that one process at a time may use.
 *
 * @throws ServerError `DATA_DIR_IN_USE`, `DATA_DIR_UNUSABLE`
 */
export async function openPglite(dataDir?: string): Promise<Database> {
  const release = dataDir === undefined ? (): void => {} : lockDataDirectory(dataDir)
  try {
    const pglite = await PGlite.create(toLocation(dataDir))
    return toDatabase(pglite, release)
  } catch (error) {
    release()
    throw error
  }
}

function toLocation(dataDir: string | undefined): string {
  if (dataDir === undefined) return 'memory://'
  const location = join(dataDir, 'pgdata')
  mkdirSync(location, { recursive: true })
  return location
}

function toDatabase(pglite: PGlite, release: () => void): Database {
  return {
    ...toQueryable(pglite),
    transaction: (work) =>
      withRetries(() => pglite.transaction((session) => work(toQueryable(session)))),
    async close() {
      try {
        await pglite.close()
      } finally {
        release()
      }
    },
  }
}

function toQueryable(session: PGlite | Transaction): Queryable {
  return {
    async query<Row>(text: string, values: readonly SqlValue[] = []): Promise<readonly Row[]> {
      const { rows } = await session.query<Row>(text, [...values], queryOptions)
      return rows
    },
  }
}
