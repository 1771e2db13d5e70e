import { isUuid } from '../domain/identifiers.js'
import type { Queryable, SqlScalar, SqlValue, Statement } from './database.js'
import { toDuplicateError } from './duplicates.js'

/** One condition of a WHERE clause, with `?` in place of its value. An undefined condition is left out. */
export type Condition = readonly [text: string, value?: SqlValue | undefined] | undefined

/** A WHERE clause with its bound values. */
export interface Where {
  readonly text: string
  readonly values: readonly SqlValue[]
}

/** Joins conditions with AND and numbers their values. */
export function toWhere(conditions: readonly Condition[]): Where {
  const values: SqlValue[] = []
  const texts = conditions
    .filter((condition) => condition !== undefined)
    .map(([text, value]) => {
      if (value === undefined) return text
      values.push(value)
      return text.replace('?', `$${values.length}`)
    })
  return { text: texts.join(' AND '), values }
}

/** Returns the condition that a column equals a value. Without a value, there is no condition. */
export function equals(column: string, value: SqlValue | undefined): Condition {
  return value === undefined ? undefined : [`${column} = ?`, value]
}

/** Returns the condition that a column of ids equals a value. A text that is not a UUID matches nothing. */
export function equalsId(column: string, value: string | undefined): Condition {
  return value === undefined || isUuid(value) ? equals(column, value) : ['false']
}

/**
 * Inserts one row. The keys are column names from our source code, never from input.
 *
 * @throws ServerError `DUPLICATE` when a unique key is taken.
 */
export async function insertRow(
  session: Queryable,
  table: string,
  row: Readonly<Record<string, SqlValue>>,
): Promise<void> {
  const columns = Object.keys(row)
  const places = columns.map((_column, index) => `$${index + 1}`)
  const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')})`
  try {
    await session.query(text, Object.values(row))
  } catch (error) {
    throw toDuplicateError(error, row) ?? error
  }
}

/** A table with the columns to insert, each with its type in SQL. */
interface InsertTarget {
  readonly table: string
  readonly programId: string
  readonly types: Readonly<Record<string, string>>
  /** SQL in place of the value of a column, in which `new` is the row. */
  readonly expressions?: Readonly<Record<string, string>>
}

/**
 * Returns the statement that inserts rows, given as the values of each column. The names of columns and types come from
 * our source code, never from input.
 */
export function toInsertRows(
  { table, programId, types, expressions = {} }: InsertTarget,
  columns: readonly (readonly SqlScalar[])[],
): Statement {
  const names = Object.keys(types)
  // JSON is sent as text, because the drivers encode arrays of JSON in different ways.
  const isJson = (name: string): boolean => types[name] === 'jsonb'
  const arrays = names.map(
    (name, index) => `$${index + 2}::${isJson(name) ? 'text' : types[name]}[]`,
  )
  const values = names.map(
    (name) => expressions[name] ?? (isJson(name) ? `new.${name}::jsonb` : `new.${name}`),
  )
  const text = `INSERT INTO ${table} (program_id, ${names.join(', ')})
    SELECT $1::uuid, ${values.join(', ')} FROM unnest(${arrays.join(', ')}) AS new (${names.join(', ')})`
  return { text, values: [programId, ...columns] }
}

/** The row to change. */
interface UpdateTarget {
  readonly table: string
  readonly programId: string
  readonly id: SqlValue
  /** Increments the column `revision`. */
  readonly hasRevision?: boolean
}

/**
 * Updates one row. The keys are column names from our source code, never from input. Returns whether the row exists.
 *
 * @throws ServerError `DUPLICATE` when a unique key is taken.
 */
export async function updateRow(
  session: Queryable,
  { table, programId, id, hasRevision = false }: UpdateTarget,
  row: Readonly<Record<string, SqlValue>>,
): Promise<boolean> {
  const changes = Object.keys(row).map((column, index) => `${column} = $${index + 3}`)
  if (hasRevision) changes.push('revision = revision + 1')
  const text = `UPDATE ${table} SET ${changes.join(', ')} WHERE program_id = $1 AND id = $2 RETURNING id`
  try {
    const rows = await session.query(text, [programId, id, ...Object.values(row)])
    return rows.length > 0
  } catch (error) {
    throw toDuplicateError(error, row) ?? error
  }
}
