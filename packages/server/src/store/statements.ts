import { isUuid } from '../domain/identifiers.js'
import type { Queryable, SqlValue } from './database.js'
import { toDuplicateError } from './duplicates.js'

/** One condition of a WHERE clause, with `?` where its value goes; absent ones are left out. */
export type Condition = readonly [text: string, value?: SqlValue | undefined] | undefined

/** A WHERE clause with the values it binds. */
export interface Where {
  readonly text: string
  readonly values: readonly SqlValue[]
}

/** Joins conditions with AND, numbering their values. */
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

/** A condition that holds when the column equals the value; none without a value. */
export function equals(column: string, value: SqlValue | undefined): Condition {
  return value === undefined ? undefined : [`${column} = ?`, value]
}

/** Like `equals` for a column of ids: a text that is no UUID names nothing. */
export function equalsId(column: string, value: string | undefined): Condition {
  return value === undefined || isUuid(value) ? equals(column, value) : ['false']
}

/**
 * Inserts one row; the keys are column names written in our source, never input.
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

/** What an email is compared by: letter case does not count. */
export function toEmailKey(email: string): string {
  return email.toLowerCase()
}

/** A decimal as text, so that no driver rounds it. */
export function toDecimalText(value: number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

/** A decimal that the database gave as text. */
export function fromDecimalText(text: string | null): number | null {
  return text === null ? null : Number(text)
}
