import { createHash } from 'node:crypto'
import { ServerError } from '../errors.js'
import { toSqlFailure, type Database, type Queryable } from './database.js'
import { migrations, newestSchema, type Migration } from './migrations.js'

const bookkeeping: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS schema_migrations (
    version integer PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  )`,
  'CREATE TABLE IF NOT EXISTS schema_lock (id integer PRIMARY KEY)',
  'INSERT INTO schema_lock (id) VALUES (1) ON CONFLICT DO NOTHING',
]

const undefinedTable = '42P01'

/**
 * Brings the schema up to date. Several processes can do this at once, and one that is interrupted changes nothing.
 *
 * The lock is a row instead of an advisory lock, because CockroachDB and YugabyteDB do not support the latter.
 *
 * @throws ServerError `MIGRATION_CHANGED` when an applied migration differs from the one in this version,
 *   `SCHEMA_TOO_NEW` when a later version has changed the schema, and `CODES_COLLIDE` when codes that were different
 *   have become the same.
 */
export async function migrate(
  database: Database,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  if (await isUpToDate(database, steps)) return
  for (const statement of bookkeeping) await runRacing(database, statement)
  await database.transaction(async (session) => {
    await session.query('SELECT id FROM schema_lock WHERE id = 1 FOR UPDATE')
    const applied = await readApplied(session)
    assertNotNewer(applied)
    for (const migration of steps) await apply(session, migration, applied)
  })
}

/** Returns whether there is nothing to do, which takes one statement instead of eight at almost every start. */
async function isUpToDate(database: Database, steps: readonly Migration[]): Promise<boolean> {
  try {
    const applied = await readApplied(database)
    assertNotNewer(applied)
    return steps.every((migration) => applied.get(migration.version) === toChecksum(migration))
  } catch (error) {
    if (toSqlFailure(error)?.code === undefinedTable) return false
    throw error
  }
}

/** Throws when a later version changed the schema, because this one could write rows that break its rules. */
function assertNotNewer(applied: ReadonlyMap<number, string>): void {
  const found = Math.max(0, ...applied.keys())
  if (found <= newestSchema) return
  const message = `The schema of this database has version ${found}, but this server supports versions up to ${newestSchema}. Install the server version that the database was last used with, or restore a backup from before its upgrade into a new database.`
  throw new ServerError('SCHEMA_TOO_NEW', message)
}

function toChecksum({ statements }: Migration): string {
  return createHash('sha256').update(statements.join(';\n')).digest('hex')
}

/**
 * Returns whether a database has any version of the schema.
 *
 * @throws ServerError `SCHEMA_TOO_NEW`
 */
export async function hasSchema(database: Queryable): Promise<boolean> {
  try {
    const applied = await readApplied(database)
    assertNotNewer(applied)
    return applied.size > 0
  } catch (error) {
    if (toSqlFailure(error)?.code === undefinedTable) return false
    throw error
  }
}

/** Throws when the database does not respond, or when a migration is missing. */
export async function assertMigrated(database: Queryable): Promise<void> {
  const applied = await readApplied(database)
  const missing = migrations.filter(({ version }) => !applied.has(version))
  if (missing.length > 0) throw new Error(`migration ${missing[0]?.version} is not applied`)
}

/** Runs a statement that creates something; concurrent ones can collide in the catalog even with IF NOT EXISTS. */
async function runRacing(database: Database, statement: string): Promise<void> {
  try {
    await database.query(statement)
  } catch (error) {
    const code = toSqlFailure(error)?.code ?? ''
    if (!['23505', '42P07', '42710'].includes(code)) throw error
    await database.query(statement)
  }
}

async function readApplied(session: Queryable): Promise<ReadonlyMap<number, string>> {
  const rows = await session.query<{ version: number; checksum: string }>(
    'SELECT version, checksum FROM schema_migrations',
  )
  return new Map(rows.map(({ version, checksum }) => [version, checksum]))
}

async function apply(
  session: Queryable,
  migration: Migration,
  applied: ReadonlyMap<number, string>,
): Promise<void> {
  const { version } = migration
  const checksum = toChecksum(migration)
  const known = applied.get(version)
  if (known === checksum) return
  if (known !== undefined) {
    const message = `Migration ${version} of this database differs from the one in this server version. Use the server version that created the database, or a new database.`
    throw new ServerError('MIGRATION_CHANGED', message)
  }
  await runStep(session, migration)
  await session.query('INSERT INTO schema_migrations (version, checksum) VALUES ($1, $2)', [
    version,
    checksum,
  ])
}

/** Runs one step, without recording that it was run. */
export async function runStep(
  session: Queryable,
  { statements, changeRows }: Migration,
): Promise<void> {
  for (const statement of statements) await session.query(statement)
  await changeRows?.(session)
}
