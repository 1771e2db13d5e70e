import type { Pool, PoolClient } from 'pg'
import { ServerError } from '../errors.js'
import { type Database, type Queryable, type SqlValue, textTypes } from './database.js'
import { withRetries } from './retries.js'

const poolSize = 10
const connectTimeoutMs = 10_000

/** How to reach a PostgreSQL server. */
export interface PostgresOptions {
  readonly databaseUrl: string
  /** Whether statements are prepared by name; a pooler that hands connections on between statements needs `false`. */
  readonly prepare: boolean
}

/**
 * Opens a pool of connections to a PostgreSQL server.
 *
 * @throws ServerError `DATABASE_UNREACHABLE`; its message does not repeat the URL, which may hold a password.
 */
export async function openPostgres({ databaseUrl, prepare }: PostgresOptions): Promise<Database> {
  const pool = await createPool(databaseUrl)
  try {
    await pool.query('SELECT 1')
    return toDatabase(pool, prepare ? createNames() : () => undefined)
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

/** Gives every statement text a name of its own; the texts are written in our source, so they are few. */
function createNames(): ToName {
  const names = new Map<string, string>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined) return known
    const name = `referly_${names.size + 1}`
    names.set(text, name)
    return name
  }
}

type ToName = (text: string) => string | undefined

function toDatabase(pool: Pool, toName: ToName): Database {
  const session = toQueryable(pool, toName)
  return {
    query: (text, values) => withRetries(() => session.query(text, values)),
    transaction: (work) => withRetries(() => runTransaction(pool, toName, work)),
    close: () => pool.end(),
  }
}

async function runTransaction<T>(
  pool: Pool,
  toName: ToName,
  work: (session: Queryable) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // The pool listens to idle connections only; one that breaks between two statements here must not end the process.
  const onError = (error: Error): void => {
    broken = error
  }
  client.on('error', onError)
  try {
    await client.query('BEGIN')
    const result = await work(toQueryable(client, toName))
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(onError)
    throw error
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

function toQueryable(session: Pool | PoolClient, toName: ToName): Queryable {
  return {
    async query<Row>(text: string, values: readonly SqlValue[] = []): Promise<readonly Row[]> {
      const name = values.length === 0 ? undefined : toName(text)
      const statement = { text, values: [...values], ...(name === undefined ? {} : { name }) }
      const { rows } = await session.query(statement)
      return rows as Row[]
    },
  }
}
