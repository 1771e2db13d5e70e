import type { Queryable } from './database.js'
import { runStep } from './migrate.js'
import { migrations } from './migrations.js'

/** Temporary tables of an earlier version of the schema, which hide the real ones. */
export interface OldSchema {
  readonly version: number
  /** The schema of the real tables. */
  readonly target: string
  readonly searchPath: string
}

/**
 * Creates temporary tables as an earlier version had them. Until `moveFromOldSchema`, statements use these tables.
 *
 * The real tables are not replaced, so that their owners and grants are kept.
 */
export async function createOldSchema(session: Queryable, version: number): Promise<OldSchema> {
  const [place] = await session.query<Omit<OldSchema, 'version'>>(
    `SELECT quote_ident(current_schema()) AS target, current_setting('search_path') AS "searchPath"`,
  )
  if (place === undefined) throw new Error('the database does not have a current schema')
  // Tables are created in the first schema of the path, and those in pg_temp are temporary.
  await session.query('SET LOCAL search_path TO pg_temp')
  for (const step of migrations) if (step.version <= version) await runStep(session, step)
  return { version, ...place }
}

/** Brings the temporary tables up to date, moves their rows to the real tables, and removes them. */
export async function moveFromOldSchema(
  session: Queryable,
  { version, target, searchPath }: OldSchema,
  tables: readonly string[],
): Promise<void> {
  for (const step of migrations) if (step.version > version) await runStep(session, step)
  for (const table of tables) {
    await session.query(`INSERT INTO ${target}.${table} SELECT * FROM pg_temp.${table}`)
  }
  // Including those that a backup leaves out, which would otherwise hide the real ones.
  const created = await session.query<{ name: string }>(
    `SELECT quote_ident(relname) AS name FROM pg_class
      WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'`,
  )
  await session.query(`DROP TABLE ${created.map(({ name }) => `pg_temp.${name}`).join(', ')}`)
  await session.query(`SELECT set_config('search_path', $1, true)`, [searchPath])
}
