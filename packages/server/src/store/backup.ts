import { createHash, type Hash } from 'node:crypto'
import { ServerError } from '../errors.js'
import { toSqlFailure, type Database, type Queryable } from './database.js'
import { newestSchema } from './migrations.js'
import { createOldSchema, moveFromOldSchema, type OldSchema } from './old-schema.js'

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
  ...[
    'api_keys',
    'affiliates',
    'affiliate_links',
    'deleted_affiliates',
    'coupons',
    'promotional_codes',
    'referrals',
    'sales',
    'refunds',
    'payouts',
    'ledger_entries',
    'reservations',
    'webhook_endpoints',
  ].map((name) => ({ name, key: ['program_id', 'id'] })),
  { name: 'payout_items', key: ['program_id', 'payout_id', 'affiliate_id'] },
]

const format = 'referly-kit-backup'
const rowsAtOnce = 1000

// A transaction waits for its lines to be sent or received, however slowly.
const keepWhileIdle = 'SET LOCAL idle_in_transaction_session_timeout = 0'

/**
 * Writes a snapshot of all data as lines of JSON: a header, one line per row, and a last line with the number of rows
 * and the SHA-256 of all lines before it, which detect a file that was cut off or edited.
 *
 * The backup of one program leaves out its sessions and sign-in links, which end soon.
 *
 * PGlite and PostgreSQL produce the same text, so a backup of one can be restored into the other. Returns the number of
 * rows.
 */
export function writeBackup(
  database: Database,
  write: WriteLine,
  programId?: string,
): Promise<number> {
  return database.transaction(async (session) => {
    await session.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await session.query(keepWhileIdle)
    const checksum = createHash('sha256')
    let lines = 0
    const add = (line: string): Promise<void> => {
      lines++
      addLine(checksum, line)
      return write(line)
    }
    await add(JSON.stringify({ format, schema: newestSchema }))
    for (const table of tables) await writeTable(session, { ...table, programId }, add)
    const rows = lines - 1
    await write(JSON.stringify({ rows, sha256: checksum.digest('hex') }))
    return rows
  })
}

function addLine(checksum: Hash, line: string): void {
  checksum.update(line).update('\n')
}

interface Source extends Table {
  /** The only program whose rows are written. */
  readonly programId: string | undefined
}

async function writeTable(session: Queryable, source: Source, write: WriteLine): Promise<void> {
  const { name, key, programId } = source
  const order = key.join(', ')
  const keys = key.map((column, index) => `${column}::text AS key_${index}`).join(', ')
  const own = programId === undefined ? [] : [programId]
  const places = key.map((_column, index) => `$${own.length + index + 1}`).join(', ')
  const isOwn = `program_id = $1${name === 'api_keys' ? ` AND kind = 'key'` : ''}`
  let after: readonly string[] | undefined
  for (;;) {
    const conditions = [
      ...(programId === undefined ? [] : [isOwn]),
      ...(after === undefined ? [] : [`(${order}) > (${places})`]),
    ]
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
    const text = `SELECT row_to_json(${name})::text AS row, ${keys} FROM ${name}${where}
      ORDER BY ${order} LIMIT ${rowsAtOnce}`
    const rows = await session.query<Record<string, string>>(text, [...own, ...(after ?? [])])
    for (const { row } of rows) await write(`{"table":"${name}","row":${row}}`)
    const last = rows.at(-1)
    if (last === undefined || rows.length < rowsAtOnce) return
    after = key.map((_column, index) => last[`key_${index}`] ?? '')
  }
}

/**
 * Reads a backup into an empty database, all of it or nothing. Returns the number of rows.
 *
 * The backup of an earlier version is read into temporary tables of its schema, which are then brought up to date.
 *
 * @throws ServerError `DATABASE_NOT_EMPTY`, `BACKUP_UNUSABLE`, `CODES_COLLIDE`
 */
export function restoreBackup(
  database: Database,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<number> {
  return database.transaction(async (session) => {
    await session.query(keepWhileIdle)
    const [program] = await session.query('SELECT program_id FROM programs LIMIT 1')
    if (program !== undefined) {
      const message = 'The database already contains programs. Restore into an empty database.'
      throw new ServerError('DATABASE_NOT_EMPTY', message)
    }
    return readLines(session, lines)
  })
}

async function readLines(
  session: Queryable,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<number> {
  let rows = 0
  let batch: BackupRow[] = []
  let area: OldSchema | undefined
  const prepare = async (schema: number): Promise<void> => {
    if (schema < newestSchema) area = await createOldSchema(session, schema)
  }
  for await (const row of readRows(lines, prepare)) {
    const isFull = batch.length === rowsAtOnce || batch[0]?.table !== row.table
    if (isFull && batch.length > 0) {
      await insertRows(session, batch)
      batch = []
    }
    batch.push(row)
    rows++
  }
  if (batch.length > 0) await insertRows(session, batch)
  const names = tables.map(({ name }) => name)
  if (area !== undefined) await moveFromOldSchema(session, area, names)
  return rows
}

/**
 * Reads the rows of a backup and, after them, checks that they are all there and unchanged.
 *
 * A byte order mark, CR before LF, and empty lines at the end, which editors add, do not change the rows and are
 * accepted.
 */
async function* readRows(
  lines: AsyncIterable<string> | Iterable<string>,
  onSchema: (schema: number) => Promise<void>,
): AsyncGenerator<BackupRow> {
  const checksum = createHash('sha256')
  let number = 0
  let end: BackupEnd | undefined
  for await (const raw of lines) {
    number++
    const line = (number === 1 ? raw.replace(/^\uFEFF/, '') : raw).replace(/\r$/, '')
    if (end !== undefined) {
      if (line === '') continue
      throw createUnusableError(`line ${number} follows the last line of the backup`)
    }
    end = number === 1 ? undefined : toEnd(line)
    if (end !== undefined) {
      assertComplete(end, { rows: number - 2, sha256: checksum.digest('hex') })
      continue
    }
    addLine(checksum, line)
    if (number === 1) await onSchema(parseHeader(line))
    else yield parseLine(line, number)
  }
  if (number === 0) throw createUnusableError('it is empty')
  if (end !== undefined) return
  throw createUnusableError(
    `it is incomplete: it ends after line ${number}, without the last line, which has the number of rows`,
  )
}

/** The last line of a backup. */
interface BackupEnd {
  readonly rows: number
  readonly sha256: string
}

function toEnd(line: string): BackupEnd | undefined {
  const [, rows, sha256] = /^\{"rows":(\d+),"sha256":"([\da-f]{64})"\}$/.exec(line) ?? []
  return sha256 === undefined ? undefined : { rows: Number(rows), sha256 }
}

function assertComplete(expected: BackupEnd, found: BackupEnd): void {
  if (expected.rows !== found.rows) {
    throw createUnusableError(
      `it has ${found.rows} rows, but was written with ${expected.rows}. Lines were removed or added`,
    )
  }
  if (expected.sha256 !== found.sha256) {
    throw createUnusableError('its checksum does not match. Lines were changed or reordered')
  }
}

/** SQLSTATE classes for values that a table refuses: data exception and integrity constraint violation. */
const refusals: readonly string[] = ['22', '23']

async function insertRows(session: Queryable, batch: readonly BackupRow[]): Promise<void> {
  const [first] = batch
  const last = batch.at(-1)
  if (first === undefined || last === undefined) return
  const { table } = first
  const text = `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`
  try {
    await session.query(text, [`[${batch.map(({ json }) => json).join(',')}]`])
  } catch (cause) {
    if (!refusals.includes(toSqlFailure(cause)?.code.slice(0, 2) ?? '')) throw cause
    const place = `a row of ${table} in lines ${first.number} to ${last.number}`
    throw createUnusableError(`${place} breaks a rule. Lines were changed or reordered`, cause)
  }
}

/** Returns the version of the schema that a backup was written with. */
function parseHeader(line: string): number {
  const header = parseJson(line, 1) as { format?: unknown; schema?: unknown } | null
  if (header?.format !== format) {
    throw createUnusableError('its first line is not the header of a backup')
  }
  const { schema } = header
  if (typeof schema === 'number' && schema >= 1 && schema <= newestSchema) return schema
  throw createUnusableError(
    `its schema has version ${String(schema)}, but this server supports versions up to ${newestSchema}. Use the server version that wrote it`,
  )
}

interface BackupRow {
  readonly table: string
  readonly json: string
  /** Number of the line, from 1. */
  readonly number: number
}

/** Parses a line but keeps the row as text, because numbers beyond 2^53 would change in a round trip. */
function parseLine(line: string, number: number): BackupRow {
  const [, table, json] = /^\{"table":"([a-z_]+)","row":(.*)\}$/s.exec(line) ?? []
  if (table === undefined || json === undefined || !tables.some(({ name }) => name === table)) {
    throw createUnusableError(`line ${number} is not a row of a known table, or was cut off`)
  }
  parseJson(json, number)
  return { table, json, number }
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
