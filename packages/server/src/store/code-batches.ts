import type { Outcome } from '../domain/ports.js'
import type { NewCode } from '../domain/records.js'
import { StaleTermsError } from '../domain/stale-terms.js'
import type { ServerError } from '../errors.js'
import { createBatcher, type Batcher } from './batcher.js'
import type { SqlScalar } from './database.js'
import { createDuplicateError } from './duplicates.js'
import { freeCodeKeys } from './free-code-keys.js'
import {
  codeStateColumns,
  codeStateJoins,
  newCodeTypes,
  toNewCodeRow,
  type CodeStateRow,
} from './promotional-code-rows.js'
import { selectByValues, type TenantSession } from './tenant.js'
import { changeRows } from './webhook-events.js'

type NewCodeRow = Record<string, SqlScalar>

/** The columns that identify one code in a program. */
export type CodeKey = 'id' | 'code_key' | 'external_id'

/** Inserts and lookups of codes that are run in batches. */
export interface CodeBatches {
  /** Inserts a code. Throws `StaleTermsError` when its coupon or affiliate has another revision by now. */
  insert(programId: string, code: NewCode): Promise<void>
  find(programId: string, key: CodeKey, value: string): Promise<CodeStateRow | undefined>
}

/** Creates the batches for one database. */
export function createCodeBatches(toTenant: (programId: string) => TenantSession): CodeBatches {
  const inserts = createBatcher<NewCodeRow, void>((programId, rows) =>
    insertCodes(toTenant(programId), rows),
  )
  const createFinder = (key: CodeKey): Batcher<string, CodeStateRow | undefined> =>
    createBatcher((programId, values) => findCodes(toTenant(programId), key, values))
  const finders: Readonly<Record<CodeKey, Batcher<string, CodeStateRow | undefined>>> = {
    id: createFinder('id'),
    code_key: createFinder('code_key'),
    external_id: createFinder('external_id'),
  }
  return {
    insert: (programId, { code, couponRevision, affiliateRevision }) =>
      inserts.add(programId, {
        ...toNewCodeRow(code),
        coupon_revision: couponRevision,
        affiliate_revision: affiliateRevision,
      }),
    find: (programId, key, value) => finders[key].add(programId, value),
  }
}

const types = { ...newCodeTypes, coupon_revision: 'integer', affiliate_revision: 'integer' }
const names = Object.keys(types)
const arrays = Object.values(types).map((type, index) => `$${index + 2}::${type}[]`)
const inserted = Object.keys(newCodeTypes)

// A code whose coupon or affiliate was changed since it was checked against them is left out.
const insertText = `INSERT INTO promotional_codes (program_id, ${inserted.join(', ')})
  SELECT $1::uuid, ${inserted.map((name) => `new.${name}`).join(', ')}
  FROM unnest(${arrays.join(', ')}) AS new (${names.join(', ')})
  JOIN coupons c ON c.program_id = $1 AND c.id = new.coupon_id
    AND c.revision = new.coupon_revision AND c.deleted_at IS NULL
  LEFT JOIN affiliates a ON a.program_id = $1 AND a.id = new.affiliate_id
  WHERE new.affiliate_id IS NULL OR a.revision = new.affiliate_revision
  ORDER BY new.code_key
  ON CONFLICT DO NOTHING`

async function insertCodes(
  tenant: TenantSession,
  rows: readonly NewCodeRow[],
): Promise<readonly Outcome<void>[]> {
  let ids = await insertRows(tenant, rows)
  let refused = rows.filter(({ id }) => !ids.has(id))
  if (refused.length > 0 && (await freeKeys(tenant, refused)) > 0) {
    ids = new Set([...ids, ...(await insertRows(tenant, refused))])
    refused = refused.filter(({ id }) => !ids.has(id))
  }
  const toDuplicate = await readDuplicates(tenant, refused)
  return rows.map((row) =>
    ids.has(row['id'])
      ? { value: undefined }
      : { error: toDuplicate(row) ?? new StaleTermsError() },
  )
}

/** Inserts the rows that can be inserted, and returns their ids. */
async function insertRows(
  tenant: TenantSession,
  rows: readonly NewCodeRow[],
): Promise<ReadonlySet<SqlScalar | undefined>> {
  const columns = names.map((name) => rows.map((row) => row[name] ?? null))
  const change = { text: insertText, values: [tenant.programId, ...columns] }
  const found = await changeRows(tenant, change, { event: 'promocode.created' })
  return new Set(found.map(({ id }) => id))
}

/**
 * Removes codes of deleted coupons that have the keys of new ones, and returns their number.
 *
 * They are about to be removed anyway.
 */
async function freeKeys(tenant: TenantSession, rows: readonly NewCodeRow[]): Promise<number> {
  const keys = rows.map((row) => row['code_key'] ?? null)
  const externalIds = rows.flatMap((row) => row['external_id'] ?? [])
  return freeCodeKeys(tenant, keys, externalIds)
}

type ToDuplicate = (row: NewCodeRow) => ServerError | undefined

/** A code or an external id that already exists. */
interface TakenRow {
  readonly code_key: string
  readonly external_id: string | null
}

/** Finds the taken key of each refused row. */
async function readDuplicates(
  tenant: TenantSession,
  refused: readonly NewCodeRow[],
): Promise<ToDuplicate> {
  if (refused.length === 0) return () => undefined
  const readTaken = (column: 'code_key' | 'external_id'): Promise<readonly TakenRow[]> => {
    const columns = 'code_key, external_id'
    const values = refused.map((row) => row[column]).filter((value) => typeof value === 'string')
    return selectByValues(tenant, {
      columns,
      table: 'promotional_codes',
      column,
      type: 'text',
      values,
    })
  }
  const taken = [...(await readTaken('code_key')), ...(await readTaken('external_id'))]
  const takenKeys = new Set<SqlScalar | undefined>(taken.map((row) => row.code_key))
  const takenIds = new Set<SqlScalar | undefined>(taken.map((row) => row.external_id))
  return (row) => {
    if (takenKeys.has(row['code_key'])) return createDuplicateError('promotional_codes_code', row)
    if (row['external_id'] === null || !takenIds.has(row['external_id'])) return undefined
    return createDuplicateError('promotional_codes_external_id', row)
  }
}

async function findCodes(
  tenant: TenantSession,
  key: CodeKey,
  values: readonly string[],
): Promise<readonly Outcome<CodeStateRow | undefined>[]> {
  const rows = await readCodeStates(tenant, key, values)
  const byKey = new Map(rows.map((row) => [row[key], row]))
  return values.map((value) => ({ value: byKey.get(value) }))
}

/**
 * Reads the codes that have one of the values of a key, in no particular order.
 *
 * OFFSET 0 keeps one index lookup per value, as in `selectByValues`. With `= ANY` and before there are statistics, as in the
 * first minute after a large upload, the plan reads all codes of each coupon: 11 times as slow with 23,000 codes, 60 times
 * with 157,000.
 */
export async function readCodeStates(
  { session, programId }: TenantSession,
  key: CodeKey,
  values: readonly string[],
): Promise<readonly CodeStateRow[]> {
  if (values.length === 0) return []
  const type = key === 'id' ? 'uuid' : 'text'
  const text = `SELECT ${codeStateColumns} FROM unnest($2::${type}[]) AS wanted (value)
    CROSS JOIN LATERAL (
      SELECT * FROM promotional_codes WHERE program_id = $1 AND ${key} = wanted.value OFFSET 0
    ) AS p ${codeStateJoins}`
  return session.query<CodeStateRow>(text, [programId, [...new Set(values)]])
}
