import type { PromotionalCode } from '@referly-kit/types'
import type { ServerError } from '../errors.js'
import { createBatcher, type Batcher, type Outcome } from './batcher.js'
import type { Queryable, SqlScalar } from './database.js'
import { createDuplicateError } from './duplicates.js'
import {
  codeColumns,
  newCodeTypes,
  toNewCodeRow,
  type PromotionalCodeRow,
} from './promotional-code-rows.js'
import { insertRow } from './statements.js'

type NewCodeRow = Record<string, SqlScalar>

/** The columns that identify one code in a program. */
export type CodeKey = 'id' | 'code_key' | 'external_id'

/** Inserts and lookups of codes that are run in batches. */
export interface CodeBatches {
  insert(programId: string, code: PromotionalCode): Promise<void>
  find(programId: string, key: CodeKey, value: string): Promise<PromotionalCodeRow | undefined>
}

/** Creates the batches for one database. */
export function createCodeBatches(session: Queryable): CodeBatches {
  const inserts = createBatcher<NewCodeRow, void>((programId, rows) =>
    insertCodes(session, programId, rows),
  )
  const createFinder = (key: CodeKey): Batcher<string, PromotionalCodeRow | undefined> =>
    createBatcher((programId, values) => findCodes(session, { programId, key, values }))
  const finders: Readonly<Record<CodeKey, Batcher<string, PromotionalCodeRow | undefined>>> = {
    id: createFinder('id'),
    code_key: createFinder('code_key'),
    external_id: createFinder('external_id'),
  }
  return {
    insert: (programId, code) => inserts.add(programId, toNewCodeRow(code)),
    find: (programId, key, value) => finders[key].add(programId, value),
  }
}

const names = Object.keys(newCodeTypes)
const arrays = Object.values(newCodeTypes).map((type, index) => `$${index + 2}::${type}[]`)
const insertText = `INSERT INTO promotional_codes (program_id, ${names.join(', ')})
  SELECT $1::uuid, * FROM unnest(${arrays.join(', ')})
  ON CONFLICT DO NOTHING RETURNING id`

async function insertCodes(
  session: Queryable,
  programId: string,
  rows: readonly NewCodeRow[],
): Promise<readonly Outcome<void>[]> {
  const [only] = rows
  if (only !== undefined && rows.length === 1) return [await insertCode(session, programId, only)]
  // All batches insert their keys in the same order, so that two batches cannot deadlock.
  const sorted = rows.toSorted((one, other) =>
    String(one['code_key']) < String(other['code_key']) ? -1 : 1,
  )
  const columns = names.map((name) => sorted.map((row) => row[name] ?? null))
  const inserted = await session.query<{ id: string }>(insertText, [programId, ...columns])
  const ids = new Set<SqlScalar | undefined>(inserted.map(({ id }) => id))
  const refused = rows.filter((row) => !ids.has(row['id']))
  const duplicates = await readDuplicates(session, programId, refused)
  const outcomes: Outcome<void>[] = []
  // A refused row without a duplicate: the conflicting code has been removed since, so a plain insert decides.
  for (const row of rows) {
    const error = ids.has(row['id']) ? undefined : duplicates(row)
    if (ids.has(row['id'])) outcomes.push({ value: undefined })
    else if (error === undefined) outcomes.push(await insertCode(session, programId, row))
    else outcomes.push({ error })
  }
  return outcomes
}

async function insertCode(
  session: Queryable,
  programId: string,
  row: NewCodeRow,
): Promise<Outcome<void>> {
  try {
    await insertRow(session, 'promotional_codes', { program_id: programId, ...row })
    return { value: undefined }
  } catch (error) {
    return { error }
  }
}

type ToDuplicate = (row: NewCodeRow) => ServerError | undefined

/** A code or an external id that already exists. */
interface TakenRow {
  readonly code_key: string
  readonly external_id: string | null
}

/** Finds the taken key of each refused row. */
async function readDuplicates(
  session: Queryable,
  programId: string,
  refused: readonly NewCodeRow[],
): Promise<ToDuplicate> {
  if (refused.length === 0) return () => undefined
  const text = `SELECT code_key, external_id FROM promotional_codes
    WHERE program_id = $1 AND (code_key = ANY($2::text[]) OR external_id = ANY($3::text[]))`
  const keys = refused.map((row) => row['code_key'] ?? null)
  const externalIds = refused.flatMap((row) => row['external_id'] ?? [])
  const taken = await session.query<TakenRow>(text, [programId, keys, externalIds])
  const takenKeys = new Set<SqlScalar | undefined>(taken.map((row) => row.code_key))
  const takenIds = new Set<SqlScalar | undefined>(taken.map((row) => row.external_id))
  return (row) => {
    if (takenKeys.has(row['code_key'])) return createDuplicateError('promotional_codes_code', row)
    if (row['external_id'] === null || !takenIds.has(row['external_id'])) return undefined
    return createDuplicateError('promotional_codes_external_id', row)
  }
}

interface Wanted {
  readonly programId: string
  readonly key: CodeKey
  readonly values: readonly string[]
}

async function findCodes(
  session: Queryable,
  { programId, key, values }: Wanted,
): Promise<readonly Outcome<PromotionalCodeRow | undefined>[]> {
  const [only] = values
  const isOne = only !== undefined && values.length === 1
  const type = key === 'id' ? 'uuid' : 'text'
  const condition = isOne ? `${key} = $2` : `${key} = ANY($2::${type}[])`
  const text = `SELECT ${codeColumns} FROM promotional_codes WHERE program_id = $1 AND ${condition}`
  const wanted = isOne ? only : [...new Set(values)]
  const rows = await session.query<PromotionalCodeRow>(text, [programId, wanted])
  if (isOne) return [{ value: rows[0] }]
  const byKey = new Map(rows.map((row) => [row[key], row]))
  return values.map((value) => ({ value: byKey.get(value) }))
}
