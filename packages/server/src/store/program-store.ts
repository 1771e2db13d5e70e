import { isUuid } from '../domain/identifiers.js'
import type { ProgramStore } from '../domain/ports.js'
import type { Program } from '../domain/programs.js'
import { createApiKeyStore } from './api-key-store.js'
import { createRecordReader, createRowWriter, toSelectList, type RowOf } from './columns.js'
import type { Database, Queryable } from './database.js'
import { programColumns } from './program-columns.js'
import { insertRow } from './statements.js'

type ProgramRow = RowOf<typeof programColumns>

const programList = toSelectList(programColumns, 'p')
const toProgram = createRecordReader<Program, typeof programColumns>(programColumns)
const toProgramRow = createRowWriter<Program>(programColumns)

/** Creates the storage of programs and API keys. */
export function createProgramStore(database: Database): ProgramStore {
  return {
    ...createApiKeyStore(database),
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

async function changeProgram(
  session: Queryable,
  id: string,
  decide: (program: Program, hasSales: boolean) => Program,
): Promise<Program | undefined> {
  if (!isUuid(id)) return undefined
  // First, like changes of sales, which hold payouts before they wait for new sales.
  await session.query('SELECT FROM programs WHERE program_id = $1 FOR NO KEY UPDATE', [id])
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
  'webhook_attempts',
  'webhook_deliveries',
  'webhook_listener_events',
  'webhook_events',
  'webhook_outbox',
  'webhook_endpoints',
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
  // Sales that are being recorded are finished first, so that they are removed, and none has a number after the reset.
  await session.query('SELECT FROM sale_counters WHERE program_id = $1 FOR UPDATE', [programId])
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
