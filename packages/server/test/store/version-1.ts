import { createHash } from 'node:crypto'
import type { StoreOptions } from '../../src/index.js'
import type { Database } from '../../src/store/database.js'
import { migrate } from '../../src/store/migrate.js'
import { migrations } from '../../src/store/migrations.js'
import { openDatabase } from '../../src/store/store.js'
import { createId } from './records.js'

const now = '2026-06-01T12:00:00.000Z'

/** Opens a database without a schema. PGlite starts with the newest one, which is removed. */
export async function openEmpty(options: StoreOptions): Promise<Database> {
  const database = await openDatabase(options)
  if (options.databaseUrl !== undefined) return database
  await database.query('DROP SCHEMA public CASCADE')
  await database.query('CREATE SCHEMA public')
  return database
}

// The tables of version 1, in the order of its backups.
const tables = [
  'programs',
  'sale_counters',
  'api_keys',
  'affiliates',
  'coupons',
  'promotional_codes',
  'referrals',
  'sales',
]

/** Returns the lines that version 1 wrote as the backup of its database. */
export async function readVersion1Backup(database: Database): Promise<readonly string[]> {
  const lines = ['{"format":"referly-kit-backup","schema":1}']
  for (const table of tables) {
    const text = `SELECT row_to_json(${table})::text AS row FROM ${table} ORDER BY 1`
    const rows = await database.query<{ row: string }>(text)
    lines.push(...rows.map(({ row }) => `{"table":"${table}","row":${row}}`))
  }
  const sha256 = createHash('sha256')
    .update(`${lines.join('\n')}\n`)
    .digest('hex')
  return [...lines, JSON.stringify({ rows: lines.length - 1, sha256 })]
}

function toVersion1Key(code: string): string {
  return code.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase())
}

/** Creates a database of version 1 with a program for each list of codes, and returns the ids of the programs. */
export async function createVersion1(
  database: Database,
  programs: readonly (readonly string[])[],
): Promise<readonly string[]> {
  await migrate(
    database,
    migrations.filter(({ version }) => version === 1),
  )
  const ids: string[] = []
  for (const codes of programs) ids.push(await createProgram(database, codes))
  return ids
}

async function createProgram(database: Database, codes: readonly string[]): Promise<string> {
  const [programId, couponId] = [createId(), createId()]
  await database.query(
    `INSERT INTO programs VALUES ($1, 'Acme', 'USD', 10, false, false, '${now}')`,
    [programId],
  )
  await database.query(
    `INSERT INTO coupons (program_id, id, name, coupon_type, percent_off, duration, limit_to_products, product_ids,
       valid, created_at, updated_at)
     VALUES ($1, $2, 'Spring', 'PERCENTAGE', 10, 'once', false, '{}', true, '${now}', '${now}')`,
    [programId, couponId],
  )
  await database.query(
    `INSERT INTO promotional_codes (program_id, id, code, code_key, coupon_id, active, first_time_order,
       limit_to_customers, limit_to_affiliate, is_auto_generated, created_at, updated_at)
     SELECT $1, id, code, key, $2, true, false, false, false, false, '${now}', '${now}'
     FROM unnest($3::uuid[], $4::text[], $5::text[]) AS codes (id, code, key)`,
    [programId, couponId, codes.map(() => createId()), codes, codes.map(toVersion1Key)],
  )
  return programId
}
