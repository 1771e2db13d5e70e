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
  kind: { name: 'kind', kind: 'text' },
  createdAt: { name: 'created_at', kind: 'instant' },
  expiresAt: { name: 'expires_at', kind: 'instant' },
  startedBy: { name: 'started_by', kind: 'uuid', isSelected: false },
  revokedAt: { name: 'revoked_at', kind: 'instant', isInserted: false },
} as const

const programList = toSelectList(programColumns, 'p')
const toProgram = createRecordReader<Program, typeof programColumns>(programColumns)
const toProgramRow = createRowWriter<Program>(programColumns)
const toKeyState = createRecordReader<ApiKeyState, typeof keyColumns>(keyColumns)
const selectAccess = `SELECT k.id AS key_id, ${programList} FROM api_keys k
  JOIN programs p ON p.program_id = k.program_id`

type AccessRow = ProgramRow & { readonly key_id: string }

const toKeyRow = createRowWriter<ApiKeyRecord>(keyColumns)

/** Creates the storage of programs and API keys. */
export function createProgramStore(database: Database): ProgramStore {
  return {
    ...createKeyStore(database),
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
    change: (id, decide) => database.transaction((session) => changeProgram(session, id, decide)),
    reset: (programId) => database.transaction((session) => resetProgram(session, programId)),
  }
}

type KeyStore = Pick<
  ProgramStore,
  | 'findAccess'
  | 'findSession'
  | 'useLink'
  | 'deleteExpired'
  | 'insertKey'
  | 'listKeys'
  | 'revokeKey'
>

function createKeyStore(database: Database): KeyStore {
  return {
    async findAccess(hash) {
      const text = `${selectAccess} WHERE k.hash = $1 AND k.kind = 'key' AND k.revoked_at IS NULL`
      const [row] = await database.query<AccessRow>(text, [hash])
      return row && { keyId: row.key_id, program: toProgram(row) }
    },
    async findSession(hash, now) {
      const text = `${selectAccess}
        WHERE k.hash = $1 AND k.kind = 'session' AND k.revoked_at IS NULL AND k.expires_at > $2`
      const [row] = await database.query<AccessRow>(text, [hash, now])
      return row && { keyId: row.key_id, program: toProgram(row) }
    },
    async useLink(hash, now) {
      const text = `UPDATE api_keys SET revoked_at = $2
        WHERE hash = $1 AND kind = 'link' AND revoked_at IS NULL AND expires_at > $2 RETURNING program_id, id`
      const [row] = await database.query<{ program_id: string; id: string }>(text, [hash, now])
      return row && { programId: row.program_id, keyId: row.id }
    },
    async deleteExpired(programId, now) {
      const text = `DELETE FROM api_keys WHERE program_id = $1 AND expires_at <= $2`
      await database.query(text, [programId, now])
    },
    insertKey: (key) => insertRow(database, 'api_keys', toKeyRow(key)),
    async listKeys(programId) {
      if (!isUuid(programId)) return []
      const text = `SELECT ${toSelectList(keyColumns)} FROM api_keys
        WHERE program_id = $1 AND kind <> 'link' ORDER BY id`
      return (await database.query<RowOf<typeof keyColumns>>(text, [programId])).map(toKeyState)
    },
    async revokeKey(id, revokedAt) {
      if (!isUuid(id)) return false
      const text = `UPDATE api_keys SET revoked_at = COALESCE(revoked_at, $2)
        WHERE id = $1 OR started_by = $1 RETURNING id`
      return (await database.query(text, [id, revokedAt])).length > 0
    },
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
  'reservations',
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
