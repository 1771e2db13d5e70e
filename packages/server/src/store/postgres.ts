import type { Pool, PoolClient } from 'pg'

import { ServerError } from '../errors.js'
import type { Database, Queryable, SqlValue } from './database.js'
import { textTypes } from './database.js'
import { withRetries } from './retries.js'

const poolSize = 10
const connectTimeoutMs = 10_000

/**
 * Opens a pool of connections to a PostgreSQL server.
 *
 * @throws ServerError `DATABASE_UNREACHABLE`; its message does not repeat the URL, which may hold a password.
 */
export async function openPostgres(databaseUrl: string): Promise<Database> {
  const pool = await createPool(databaseUrl)
  try {
    await pool.query('SELECT 1')
    return toDatabase(pool)
  } catch (cause) {
    await pool.end()
    const message =
      'PostgreSQL does not answer at the given database URL: check host, port, user, password and database.'
    throw new ServerError('DATABASE_UNREACHABLE', message, { cause })
  }
}

/** Loads the driver here, because most servers run without it. */
async function createPool(databaseUrl: string): Promise<Pool> {
  const pg = await import('pg')
  const toTypeParser = (oid: number, format?: 'text' | 'binary'): unknown => {
    if (oid === textTypes.int8 || oid === textTypes.numeric) return String
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary')
    return pg.types.getTypeParser(oid)
  }
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    types: { getTypeParser: toTypeParser as typeof pg.types.getTypeParser },
  })
  // Without a listener, a connection that the database closes while idle ends the process.
  pool.on('error', () => {})
  return pool
}

function toDatabase(pool: Pool): Database {
  return {
    ...toQueryable(pool),
    transaction: (work) => withRetries(() => runTransaction(pool, work)),
    close: () => pool.end(),
  }
}

async function runTransaction<T>(pool: Pool, work: (session: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(toQueryable(client))
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((cause: Error) => {
      broken = cause
    })
    throw error
  } finally {
    client.release(broken)
  }
}

function toQueryable(session: Pool | PoolClient): Queryable {
  return {
    async query<Row>(text: string, values: readonly SqlValue[] = []): Promise<readonly Row[]> {
      const { rows } = await session.query(text, [...values])
      return rows as Row[]
    },
  }
}
