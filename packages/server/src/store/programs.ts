import { isUuid } from '../domain/identifiers.js'
import type { Program } from '../domain/programs.js'
import type { ApiKeyState, ProgramStore } from '../domain/store.js'
import type { Database, Queryable } from './database.js'
import { insertRow, toDecimalText } from './statements.js'

interface ProgramRow {
  readonly program_id: string
  readonly name: string
  readonly currency: string
  readonly commission_rate: string
  readonly deduct_tax: boolean
  readonly deduct_shipping: boolean
}

const columns =
  'p.program_id, p.name, p.currency, p.commission_rate, p.deduct_tax, p.deduct_shipping'

/** Keeps programs and API keys in the database. */
export function createProgramStore(database: Database): ProgramStore {
  return {
    insert: (program, createdAt) =>
      database.transaction((session) => insertProgram(session, program, createdAt)),
    async list() {
      const text = `SELECT ${columns} FROM programs p ORDER BY p.program_id`
      return (await database.query<ProgramRow>(text)).map(toProgram)
    },
    async find(id) {
      if (!isUuid(id)) return undefined
      const text = `SELECT ${columns} FROM programs p WHERE p.program_id = $1`
      const [row] = await database.query<ProgramRow>(text, [id])
      return row && toProgram(row)
    },
    async findAccess(hash) {
      const text = `SELECT k.id AS key_id, ${columns} FROM api_keys k JOIN programs p ON p.program_id = k.program_id
        WHERE k.hash = $1 AND k.revoked_at IS NULL`
      const [row] = await database.query<ProgramRow & { key_id: string }>(text, [hash])
      return row && { keyId: row.key_id, program: toProgram(row) }
    },
    async insertKey({ id, programId, hash, createdAt }) {
      const row = { program_id: programId, id, hash, created_at: createdAt }
      await insertRow(database, 'api_keys', row)
    },
    async listKeys(programId) {
      if (!isUuid(programId)) return []
      const text = `SELECT program_id, id, created_at, revoked_at FROM api_keys
        WHERE program_id = $1 ORDER BY id`
      return (await database.query<KeyRow>(text, [programId])).map(toKeyState)
    },
    async revokeKey(id, revokedAt) {
      if (!isUuid(id)) return false
      const text = `UPDATE api_keys SET revoked_at = COALESCE(revoked_at, $2) WHERE id = $1 RETURNING id`
      return (await database.query(text, [id, revokedAt])).length > 0
    },
    reset: (programId) => database.transaction((session) => resetProgram(session, programId)),
  }
}

interface KeyRow {
  readonly program_id: string
  readonly id: string
  readonly created_at: Date
  readonly revoked_at: Date | null
}

function toKeyState(row: KeyRow): ApiKeyState {
  return {
    id: row.id,
    programId: row.program_id,
    createdAt: row.created_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}

// Each before what it refers to.
const tenantTables = ['sales', 'referrals', 'promotional_codes', 'coupons', 'affiliates'] as const

async function resetProgram(session: Queryable, programId: string): Promise<void> {
  for (const table of tenantTables) {
    await session.query(`DELETE FROM ${table} WHERE program_id = $1`, [programId])
  }
  await session.query('UPDATE sale_counters SET last_id = 0 WHERE program_id = $1', [programId])
}

async function insertProgram(
  session: Queryable,
  program: Program,
  createdAt: string,
): Promise<void> {
  await insertRow(session, 'programs', {
    program_id: program.id,
    name: program.name,
    currency: program.currency,
    commission_rate: toDecimalText(program.commissionRate),
    deduct_tax: program.deductTax,
    deduct_shipping: program.deductShipping,
    created_at: createdAt,
  })
  await insertRow(session, 'sale_counters', { program_id: program.id, last_id: '0' })
}

function toProgram(row: ProgramRow): Program {
  return {
    id: row.program_id,
    name: row.name,
    currency: row.currency,
    commissionRate: Number(row.commission_rate),
    deductTax: row.deduct_tax,
    deductShipping: row.deduct_shipping,
  }
}
