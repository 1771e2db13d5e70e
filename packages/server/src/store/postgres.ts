import type { Pool, PoolClient } from 'pg'
import { ServerError } from '../errors.js'
import {
  textTypes,
  toBound,
  toSqlFailure,
  type Database,
  type Queryable,
  type SqlValue,
  type Statement,
  type TransactionWork,
} from './database.js'
import { withRetries } from './retries.js'
import { runAndCommit } from './transactions.js'

const poolSize = 10
const connectTimeoutMs = 10_000

/** Options of `openPostgres`. */
export interface PostgresOptions {
  readonly databaseUrl: string
  /** Prepares statements by name. Poolers that share connections between statements need `false`. */
  readonly prepare: boolean
}

/**
 * Opens a pool of connections to a PostgreSQL server.
 *
 * @throws ServerError `DATABASE_UNREACHABLE`, without the URL in its message, because it can contain a password.
 */
export async function openPostgres({ databaseUrl, prepare }: PostgresOptions): Promise<Database> {
  assertScheme(databaseUrl)
  const pool = await createPool(databaseUrl)
  try {
    await pool.query('SELECT 1')
    return toDatabase(pool, prepare ? createNames() : () => undefined)
  } catch (cause) {
    await pool.end()
    const message = `Cannot connect to PostgreSQL: ${toReason(cause)}`
    throw new ServerError('DATABASE_UNREACHABLE', message, { cause })
  }
}

const schemes: readonly string[] = ['postgres:', 'postgresql:']

function assertScheme(databaseUrl: string): void {
  const [scheme] = /^[a-z][a-z\d+.-]*:/i.exec(databaseUrl) ?? []
  if (scheme !== undefined && schemes.includes(scheme.toLowerCase())) return
  const message =
    'Cannot connect to PostgreSQL: the database URL must start with postgres:// or postgresql://.'
  throw new ServerError('DATABASE_UNREACHABLE', message)
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host was not found. Check the host in the database URL.',
  EAI_AGAIN: 'the host could not be looked up. Check the host in the database URL, and your DNS.',
  ECONNREFUSED:
    'nothing is listening on the port. Check the host and port, and whether PostgreSQL is running.',
  '28P01': 'the password or user is wrong. Check both in the database URL.',
  '28000': 'the user is not allowed to connect. Check the user and pg_hba.conf.',
  '3D000': 'the database does not exist. Create it, or check its name in the database URL.',
  '53300': 'it has no free connections. Raise max_connections, or stop other clients.',
  '57P03': 'it is starting up or shutting down. Try again in a moment.',
}

/** Returns the reason without the driver's message, which can contain parts of the URL. */
function toReason(cause: unknown): string {
  const { code, message = '' } = cause as { readonly code?: unknown; readonly message?: string }
  const known = reasons[String(code)]
  if (known !== undefined) return known
  if (/SSL|TLS|certificate/i.test(`${String(code)} ${message}`)) {
    return 'TLS failed. Check sslmode in the database URL and the certificate of the server.'
  }
  if (/timeout/i.test(`${String(code)} ${message}`) || code === 'ETIMEDOUT') {
    return 'it did not respond in time. Check the host, the port, and any firewalls in between.'
  }
  return 'check the host, port, user, password, and database in the database URL.'
}

/** Creates the pool. The driver is loaded here because servers on PGlite do not need it. */
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
    // Statements of a transaction that do not wait for each other are sent together.
    pipeline: true,
    types: { getTypeParser: toTypeParser as typeof pg.types.getTypeParser },
  })
  // Without a listener, an idle connection that the database closes would crash the process.
  pool.on('error', () => {})
  return pool
}

/** Creates a function that names statements. Their texts come from our source code, so there are only a few. */
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
  const transaction: Database['transaction'] = (work) =>
    withRetries(() => runTransaction(pool, toName, work))
  return {
    query: (text, values) => withRetries(() => session.query(text, values)),
    transaction,
    isolate: transaction,
    queryWith: (settings, query) => withRetries(() => queryWith(pool, toName, { settings, query })),
    close: () => pool.end(),
    countConnections: () => ({
      idle: pool.idleCount,
      busy: pool.totalCount - pool.idleCount,
      waiting: pool.waitingCount,
    }),
  }
}

// A process that is frozen or cut off in a transaction would hold the locks of its program, and no sale of the program
// could be recorded, until the database notices, which takes two hours by default. As part of the transaction, the
// setting also works behind a pooler.
const begin = `BEGIN; SET LOCAL idle_in_transaction_session_timeout = '30s'`
const idleTimeout = '25P03'

async function runTransaction<T>(pool: Pool, toName: ToName, work: TransactionWork<T>): Promise<T> {
  const { client, onError, readBreak, release } = await reserveClient(pool)
  try {
    await client.query(begin)
    return await runAndCommit(toQueryable(client, toName), work)
  } catch (error) {
    const cause = readBreak()
    await client.query('ROLLBACK').catch(onError)
    // The driver's own error does not say that the transaction was rolled back.
    throw toSqlFailure(cause)?.code === idleTimeout ? cause : error
  } finally {
    release()
  }
}

interface ReservedClient {
  readonly client: PoolClient
  onError(error: Error): void
  /** Returns the error that has broken the connection. */
  readBreak(): Error | undefined
  /** Returns the connection to the pool, which drops it after an error. */
  release(): void
}

async function reserveClient(pool: Pool): Promise<ReservedClient> {
  const client = await pool.connect()
  let broken: Error | undefined
  // The pool only handles errors of idle connections. An error between two statements must not crash the process.
  const onError = (error: Error): void => {
    broken ??= error
  }
  client.on('error', onError)
  const release = (): void => {
    client.off('error', onError)
    client.release(broken)
  }
  return { client, onError, readBreak: () => broken, release }
}

interface SetQuery {
  readonly settings: string
  readonly query: Statement
}

/** Sends everything without waiting in between. After a failure, COMMIT rolls back, so the session is always clean. */
async function queryWith<Row>(
  pool: Pool,
  toName: ToName,
  { settings, query: { text, values } }: SetQuery,
): Promise<readonly Row[]> {
  const { client, release } = await reserveClient(pool)
  const session = toQueryable(client, toName)
  try {
    const results = [
      client.query(`BEGIN READ ONLY; ${settings}`),
      session.query<Row>(text, values),
      client.query('COMMIT'),
    ] as const
    await Promise.allSettled(results)
    await results[0]
    const rows = await results[1]
    await results[2]
    return rows
  } finally {
    release()
  }
}

function toQueryable(session: Pool | PoolClient, toName: ToName): Queryable {
  return {
    async query<Row>(text: string, values: readonly SqlValue[] = []): Promise<readonly Row[]> {
      const name = values.length === 0 ? undefined : toName(text)
      const texts = values.map(toBound)
      const statement = { text, values: texts, ...(name === undefined ? {} : { name }) }
      const { rows } = await session.query(statement)
      return rows as Row[]
    },
  }
}
