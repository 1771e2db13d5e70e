import { toCodeKey } from '@referly-kit/codegen-structure'
import { ServerError } from '../errors.js'
import type { Queryable } from './database.js'
import { toDuplicateError } from './duplicates.js'
import { changeRows, hasWebhooks } from './webhook-events.js'

const codesAtOnce = 1000

/**
 * Gives a promotional code another text, in any version of the schema. Returns whether the code exists.
 *
 * @throws ServerError `DUPLICATE` when the text is taken in the program.
 */
export async function renameCode(session: Queryable, id: string, code: string): Promise<boolean> {
  const find = 'SELECT program_id FROM promotional_codes WHERE id = $1'
  const [found] = await session.query<{ program_id: string }>(find, [id])
  if (found === undefined) return false
  const text = `UPDATE promotional_codes SET code = $3, code_key = $4 WHERE program_id = $1 AND id = $2`
  const change = { text, values: [found.program_id, id, code, toCodeKey(code)] }
  const tenant = { session, programId: found.program_id, clock: (): Date => new Date() }
  try {
    if (await hasWebhooks(session)) {
      return (await changeRows(tenant, change, { event: 'promocode.updated' })).length > 0
    }
    return (await session.query(`${text} RETURNING id`, change.values)).length > 0
  } catch (error) {
    throw toDuplicateError(error, { code }) ?? error
  }
}

/**
 * Recomputes the key of every promotional code, in the transaction of a migration.
 *
 * New keys are collected in the table `changed_code_keys` first, so that all collisions can be reported before anything
 * changes, and so that memory does not grow with the number of codes.
 *
 * @throws ServerError `CODES_COLLIDE` when codes that were different have the same key.
 */
export async function recomputeCodeKeys(session: Queryable): Promise<void> {
  const changed = await collectChangedKeys(session)
  if (changed > 0) {
    await assertNoCollisions(session)
    // A row is checked against the unique constraint as soon as it changes, so no row can take a key that a later one
    // gives up. No code looks like U+0001 with a UUID.
    await session.query(
      `UPDATE promotional_codes AS codes SET code_key = E'\\x01' || codes.id
       FROM changed_code_keys AS changed
       WHERE codes.program_id = changed.program_id AND codes.id = changed.id`,
    )
    await session.query(
      `UPDATE promotional_codes AS codes SET code_key = changed.code_key
       FROM changed_code_keys AS changed
       WHERE codes.program_id = changed.program_id AND codes.id = changed.id`,
    )
  }
  await session.query('DROP TABLE changed_code_keys')
}

interface KeyedCode {
  readonly program_id: string
  readonly id: string
  readonly code: string
  readonly code_key: string
}

/** Writes the keys that change to `changed_code_keys`, and returns their number. */
async function collectChangedKeys(session: Queryable): Promise<number> {
  let count = 0
  let last: KeyedCode | undefined
  for (;;) {
    const codes = await readCodesAfter(session, last)
    const changed = codes
      .map((code) => ({ ...code, code_key: toCodeKey(code.code) }))
      .filter(({ code_key }, index) => code_key !== codes[index]?.code_key)
    if (changed.length > 0) await insertChangedKeys(session, changed)
    count += changed.length
    last = codes.at(-1)
    if (codes.length < codesAtOnce) return count
  }
}

function readCodesAfter(
  session: Queryable,
  last: KeyedCode | undefined,
): Promise<readonly KeyedCode[]> {
  const where = last === undefined ? '' : 'WHERE (program_id, id) > ($1, $2)'
  return session.query<KeyedCode>(
    `SELECT program_id, id, code, code_key FROM promotional_codes ${where}
     ORDER BY program_id, id LIMIT ${codesAtOnce}`,
    last === undefined ? [] : [last.program_id, last.id],
  )
}

async function insertChangedKeys(session: Queryable, changed: readonly KeyedCode[]): Promise<void> {
  await session.query(
    `INSERT INTO changed_code_keys (program_id, id, code_key)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[])`,
    [
      changed.map(({ program_id }) => program_id),
      changed.map(({ id }) => id),
      changed.map(({ code_key }) => code_key),
    ],
  )
}

/** Codes of a program that would have the same key. */
interface Collision {
  readonly program_id: string
  readonly program: string
  readonly ids: readonly string[]
  readonly codes: readonly string[]
}

async function assertNoCollisions(session: Queryable): Promise<void> {
  const collisions = await session.query<Collision>(
    `WITH keyed AS (
      SELECT program_id, id, code, COALESCE(changed.code_key, codes.code_key) AS code_key
      FROM promotional_codes AS codes LEFT JOIN changed_code_keys AS changed USING (program_id, id)
    )
    SELECT program_id, programs.name AS program,
      array_agg(id::text ORDER BY id) AS ids, array_agg(code ORDER BY id) AS codes
    FROM keyed JOIN programs USING (program_id)
    GROUP BY program_id, programs.name, code_key HAVING count(*) > 1
    ORDER BY program_id, code_key`,
  )
  if (collisions.length > 0) throw createCollisionError(collisions)
}

function createCollisionError(collisions: readonly Collision[]): ServerError {
  const lines = collisions.map(({ program_id, program, ids, codes }) => {
    const texts = codes.map((code, index) => `${JSON.stringify(code)} (${ids[index]})`)
    return `  ${texts.join(' and ')} in the program ${JSON.stringify(program)} (${program_id})`
  })
  const message = [
    'This version treats these promotional codes as the same, because it ignores surrounding whitespace, letter case in all languages, and compatibility forms such as full-width letters:',
    ...lines,
    'Nothing was changed. Rename all but one of the codes on each line with `referly admin codes rename ID CODE`, in the database that contains them, and try again.',
  ].join('\n')
  return new ServerError('CODES_COLLIDE', message, { field: 'promotionalCode.code' })
}
