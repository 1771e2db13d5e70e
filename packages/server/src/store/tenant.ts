import type { Clock } from '../domain/identifiers.js'
import { toEmailKey } from './columns.js'
import type { Queryable } from './database.js'
import { equals, toWhere, type Condition } from './statements.js'

/** A database session for the data of one program. */
export interface TenantSession {
  readonly session: Queryable
  readonly programId: string
  readonly clock: Clock
  /** True inside a transaction, whose changes may be rolled back. */
  readonly isTransaction?: boolean
  /** Called when a change has added events, which are fanned out after its commit. */
  readonly onEvent?: (() => void) | undefined
}

/** The rows of a program to select, by default oldest first. */
export interface RowSelection {
  readonly conditions: readonly Condition[]
  readonly isNewestFirst?: boolean | undefined
  readonly limit?: number | undefined
  /** Locks the rows until the end of the transaction: `FOR NO KEY UPDATE`. */
  readonly lock?: string | undefined
}

/** The rows of a table to select. */
interface Selection extends RowSelection {
  readonly columns: string
  readonly table: string
}

/** Selects rows of one program in the order of their ids. */
export function selectRows<Row>(
  { session, programId }: TenantSession,
  { columns, table, conditions, limit, isNewestFirst, lock = '' }: Selection,
): Promise<readonly Row[]> {
  const where = toWhere([equals('program_id', programId), ...conditions])
  const end = limit === undefined ? '' : ` LIMIT ${limit}`
  const order = isNewestFirst === true ? 'id DESC' : 'id'
  const text = `SELECT ${columns} FROM ${table} WHERE ${where.text} ORDER BY ${order}${end} ${lock}`
  return session.query<Row>(text, where.values)
}

/** The values of one column by which rows are selected. */
interface ValueSelection {
  readonly columns: string
  readonly table: string
  readonly column: string
  readonly type: 'uuid' | 'text'
  readonly values: readonly string[]
  /** The condition of a partial index. */
  readonly condition?: string
}

/**
 * Selects the rows of one program that have one of the values in an indexed column, in no particular order.
 *
 * OFFSET 0 keeps one index lookup per value. With `= ANY`, the plan of a statement that was prepared for a small table
 * reads the whole table when it has grown.
 */
export async function selectByValues<Row>(
  { session, programId }: TenantSession,
  { columns, table, column, type, values, condition = 'true' }: ValueSelection,
): Promise<readonly Row[]> {
  if (values.length === 0) return []
  const text = `SELECT found.* FROM unnest($2::${type}[]) AS wanted (value) CROSS JOIN LATERAL (
      SELECT ${columns} FROM ${table} WHERE program_id = $1 AND ${column} = wanted.value AND ${condition} OFFSET 0
    ) AS found`
  return session.query<Row>(text, [programId, [...new Set(values)]])
}

/**
 * Returns the condition of `selectRows` that a row belongs to the affiliate with an email. Without an email, there is no
 * condition. The affiliate is looked up once, and not for each row of the program, because `$1` is the program.
 */
export function equalsAffiliateEmail(email: string | undefined): Condition {
  if (email === undefined) return undefined
  const text =
    'affiliate_id = (SELECT a.id FROM affiliates a WHERE a.program_id = $1 AND a.email_key = ?)'
  return [text, toEmailKey(email)]
}
