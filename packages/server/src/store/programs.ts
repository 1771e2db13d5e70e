import { isUuid } from '../domain/identifiers.js'
import type { ProgramStore } from '../domain/ports.js'
import type { Program } from '../domain/programs.js'
import type { ApiKeyRecord, ApiKeyState } from '../domain/records.js'
import { createRecordReader, createRowWriter, toSelectList, type RowOf } from './columns.js'
import type { Database, Queryable } from './database.js'
import { insertRow } from './statements.js'

const programColumns = {
  id: { name: 'program_id', kind: 'uuid' },
  name: { name: 'name', kind: 'text' },
  currency: { name: 'currency', kind: 'text' },
  commissionRate: { name: 'commission_rate', kind: 'decimal' },
  deductTax: { name: 'deduct_tax', kind: 'boolean' },
  deductShipping: { name: 'deduct_shipping', kind: 'boolean' },
  timeZone: { name: 'time_zone', kind: 'text' },
  holdingDays: { name: 'holding_days', kind: 'integer' },
  limitToAffiliate: { name: 'limit_to_affiliate', kind: 'text' },
  refundReturnsRedemption: { name: 'refund_returns_redemption', kind: 'boolean' },
  siteUrl: { name: 'site_url', kind: 'text' },
  approval: { name: 'approval', kind: 'text' },
  minimumPayout: { name: 'minimum_payout', kind: 'decimal' },
  selfReferral: { name: 'self_referral', kind: 'text' },
} as const

type ProgramRow = RowOf<typeof programColumns>

const keyColumns = {
  programId: { name: 'program_id', kind: 'uuid' },
  id: { name: 'id', kind: 'uuid' },
  hash: { name: 'hash', kind: 'text', isSelected: false },
  createdAt: { name: 'created_at', kind: 'instant' },
  revokedAt: { name: 'revoked_at', kind: 'instant', isInserted: false },
} as const

const programList = toSelectList(programColumns, 'p')
const toProgram = createRecordReader<Program, typeof programColumns>(programColumns)
const toProgramRow = createRowWriter<Program>(programColumns)
const toKeyState = createRecordReader<ApiKeyState, typeof keyColumns>(keyColumns)
const toKeyRow = createRowWriter<ApiKeyRecord>(keyColumns)

/** Creates the storage of programs and API keys. */
export function createProgramStore(database: Database): ProgramStore {
  return {
    insert: (program, createdAt) =>
      database.transaction((session) => insertProgram(session, program, createdAt)),
    async list() {
      const text = `SELECT ${programList} FROM programs p ORDER BY p.program_id`
      return (await database.query<ProgramRow>(text)).map(toProgram)
    },
    async find(id) {
      if (!isUuid(id)) return undefined
      const text = `SELECT ${programList} FROM programs p WHERE p.program_id = $1`
      const [row] = await database.query<ProgramRow>(text, [id])
      return row && toProgram(row)
    },
    async findAccess(hash) {
      const text = `SELECT k.id AS key_id, ${programList} FROM api_keys k JOIN programs p ON p.program_id = k.program_id
        WHERE k.hash = $1 AND k.revoked_at IS NULL`
      const [row] = await database.query<ProgramRow & { key_id: string }>(text, [hash])
      return row && { keyId: row.key_id, program: toProgram(row) }
    },
    change: (id, decide) => database.transaction((session) => changeProgram(session, id, decide)),
    insertKey: (key) => insertRow(database, 'api_keys', toKeyRow(key)),
    async listKeys(programId) {
      if (!isUuid(programId)) return []
      const text = `SELECT ${toSelectList(keyColumns)} FROM api_keys WHERE program_id = $1 ORDER BY id`
      return (await database.query<RowOf<typeof keyColumns>>(text, [programId])).map(toKeyState)
    },
    async revokeKey(id, revokedAt) {
      if (!isUuid(id)) return false
      const text = `UPDATE api_keys SET revoked_at = COALESCE(revoked_at, $2) WHERE id = $1 RETURNING id`
      return (await database.query(text, [id, revokedAt])).length > 0
    },
    reset: (programId) => database.transaction((session) => resetProgram(session, programId)),
  }
}

async function changeProgram(
  session: Queryable,
  id: string,
  decide: (program: Program, hasSales: boolean) => Program,
): Promise<Program | undefined> {
  if (!isUuid(id)) return undefined
  // Sales wait for this row, so that the first one is not recorded while the currency changes.
  await session.query('SELECT FROM sale_counters WHERE program_id = $1 FOR UPDATE', [id])
  const text = `SELECT ${programList}, EXISTS (SELECT FROM sales s WHERE s.program_id = $1) AS has_sales
    FROM programs p WHERE p.program_id = $1`
  const [row] = await session.query<ProgramRow & { has_sales: boolean }>(text, [id])
  if (row === undefined) return undefined
  const changed = decide(toProgram(row), row.has_sales)
  const { program_id: _id, ...columns } = toProgramRow(changed)
  const changes = Object.keys(columns).map((name, index) => `${name} = $${index + 2}`)
  await session.query(`UPDATE programs SET ${changes.join(', ')} WHERE program_id = $1`, [
    id,
    ...Object.values(columns),
  ])
  return changed
}

// Each table before those that it refers to.
const tenantTables = [
  'ledger_entries',
  'payout_items',
  'payouts',
  'refunds',
  'sales',
  'referrals',
  'promotional_codes',
  'coupons',
  'affiliate_links',
  'affiliates',
  'deleted_affiliates',
] as const

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
  await insertRow(session, 'programs', { ...toProgramRow(program), created_at: createdAt })
  await insertRow(session, 'sale_counters', { program_id: program.id, last_id: '0' })
}
