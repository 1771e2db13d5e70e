import { ServerError } from '../errors.js'
import type { Database, Queryable } from './database.js'
import { migrations } from './migrations.js'

/** Writes one line of a backup. The next line is read when the promise resolves. */
export type WriteLine = (line: string) => Promise<void>

interface Table {
  readonly name: string
  readonly key: readonly string[]
}

// Each table after those it refers to.
const tables: readonly Table[] = [
  { name: 'programs', key: ['program_id'] },
  { name: 'sale_counters', key: ['program_id'] },
  ...['api_keys', 'affiliates', 'coupons', 'promotional_codes', 'referrals', 'sales'].map(
    (name) => ({ name, key: ['program_id', 'id'] }),
  ),
]

const format = 'referly-kit-backup'
const rowsAtOnce = 1000

/**
 * Writes a snapshot of all data as lines of JSON: a header, then one line per row.
 *
 * PGlite and PostgreSQL produce the same text, so a backup of one can be restored into the other.
 */
export function writeBackup(database: Database, write: WriteLine): Promise<void> {
  return database.transaction(async (session) => {
    await session.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await write(JSON.stringify({ format, schema: newestSchema() }))
    for (const table of tables) await writeTable(session, table, write)
  })
}

async function writeTable(session: Queryable, table: Table, write: WriteLine): Promise<void> {
  const { name, key } = table
  const order = key.join(', ')
  const places = key.map((_column, index) => `$${index + 1}`).join(', ')
  let after: readonly string[] | undefined
  for (;;) {
    const where = after === undefined ? '' : ` WHERE (${order}) > (${places})`
    const keys = key.map((column, index) => `${column}::text AS key_${index}`).join(', ')
    const text = `SELECT row_to_json(${name})::text AS row, ${keys} FROM ${name}${where}
      ORDER BY ${order} LIMIT ${rowsAtOnce}`
    const rows = await session.query<Record<string, string>>(text, after)
    for (const { row } of rows) await write(`{"table":"${name}","row":${row}}`)
    const last = rows.at(-1)
    if (last === undefined || rows.length < rowsAtOnce) return
    after = key.map((_column, index) => last[`key_${index}`] ?? '')
  }
}

/**
 * Reads a backup into an empty database, all of it or nothing.
 *
 * @throws ServerError `DATABASE_NOT_EMPTY`, `BACKUP_UNUSABLE`
 */
export function restoreBackup(
  database: Database,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  return database.transaction(async (session) => {
    const [program] = await session.query('SELECT program_id FROM programs LIMIT 1')
    if (program !== undefined) {
      const message = 'The database already contains programs. Restore into an empty database.'
      throw new ServerError('DATABASE_NOT_EMPTY', message)
    }
    await readLines(session, lines)
  })
}

async function readLines(
  session: Queryable,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  let batch: string[] = []
  let table = ''
  let number = 0
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await insertRows(session, table, batch)
    batch = []
  }
  for await (const line of lines) {
    number++
    if (number === 1) {
      assertHeader(line)
      continue
    }
    const row = parseLine(line, number)
    if (row.table !== table || batch.length === rowsAtOnce) await flush()
    table = row.table
    batch.push(row.json)
  }
  if (number === 0) throw createUnusableError('it is empty')
  await flush()
}

async function insertRows(
  session: Queryable,
  table: string,
  rows: readonly string[],
): Promise<void> {
  const text = `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`
  await session.query(text, [`[${rows.join(',')}]`])
}

function assertHeader(line: string): void {
  const header = parseJson(line, 1) as { format?: unknown; schema?: unknown }
  if (header.format !== format)
    throw createUnusableError('its first line is not the header of a backup')
  if (header.schema === newestSchema()) return
  throw createUnusableError(
    `its schema is version ${String(header.schema)}, but that of this server is ${newestSchema()}; use the server version that wrote it`,
  )
}

interface BackupRow {
  readonly table: string
  readonly json: string
}

/** Parses a line but keeps the row as text, because numbers beyond 2^53 would change in a round trip. */
function parseLine(line: string, number: number): BackupRow {
  const [, table, json] = /^\{"table":"([a-z_]+)","row":(.*)\}$/s.exec(line) ?? []
  if (table === undefined || json === undefined || !tables.some(({ name }) => name === table)) {
    throw createUnusableError(`line ${number} is not a row of a known table`)
  }
  parseJson(json, number)
  return { table, json }
}

function parseJson(text: string, number: number): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw createUnusableError(`line ${number} is not JSON`, cause)
  }
}

function createUnusableError(reason: string, cause?: unknown): ServerError {
  const message = `The backup cannot be restored: ${reason}.`
  return new ServerError('BACKUP_UNUSABLE', message, cause === undefined ? {} : { cause })
}

function newestSchema(): number {
  return Math.max(...migrations.map(({ version }) => version))
}
