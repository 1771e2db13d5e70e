import type { ConnectionCounts } from '../domain/ports.js'

/** A value that can be bound to a statement. Instants are ISO text, decimals are text. */
export type SqlValue = SqlScalar | readonly SqlScalar[]

/** A single value. */
export type SqlScalar = string | number | boolean | null

/** A statement with its values. */
export interface Statement {
  readonly text: string
  readonly values: readonly SqlValue[]
}

// Text that PostgreSQL reads as it is, unless it is the word null.
const plainElement: RegExp = /^[\w.:@+-]+$/

/** Returns a value as it is sent to the database. */
export function toBound(value: SqlValue): SqlScalar {
  return typeof value === 'object' && value !== null ? toArrayText(value) : value
}

/**
 * Returns an array as the text PostgreSQL has for it.
 *
 * A batch has up to thirty arrays with a value per row. The drivers quote each of these values, and the embedded
 * database would also copy them one by one to its thread.
 *
 * @example
 * toArrayText(['a', null, 'b c', 1]) //=> '{a,NULL,"b c",1}'
 */
function toArrayText(values: readonly SqlScalar[]): string {
  let text = ''
  for (const value of values) text += `${text === '' ? '' : ','}${toElement(value)}`
  return `{${text}}`
}

function toElement(value: SqlScalar): string {
  if (value === null) return 'NULL'
  if (typeof value !== 'string') return String(value)
  const isPlain = plainElement.test(value) && (value.length !== 4 || !/^null$/i.test(value))
  return isPlain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`
}

/**
 * A session that runs statements, in the order of the calls, even when they do not wait for each
 * other. It returns `bigint` and `numeric` as text.
 */
export interface Queryable {
  query<Row>(text: string, values?: readonly SqlValue[]): Promise<readonly Row[]>
}

/**
 * The work of a transaction. It can pass writes that it has sent and does not wait for to `commitWith`, so that they
 * share one round trip with the commit.
 */
export type TransactionWork<T> = (
  session: Queryable,
  commitWith: (write: Promise<unknown>) => void,
) => Promise<T>

/** The interface that the store needs from a database. */
export interface Database extends Queryable {
  /** Runs the work in one transaction. The work may run again when the database asks for a retry. */
  transaction<T>(work: TransactionWork<T>): Promise<T>
  /**
   * Runs a query that changes nothing with settings that end with it: `SELECT set_config(..., true)`. All of it takes
   * one round trip.
   */
  queryWith<Row>(settings: string, statement: Statement): Promise<readonly Row[]>
  /**
   * Runs work that locks rows, so that no other such work has them at the same time: in one
   * transaction or, on the embedded database, which no other process uses, one after the other. A
   * transaction would hold the only session of that database while this process, busy with
   * requests, has not read the result of a statement yet.
   */
  isolate<T>(work: (session: Queryable) => Promise<T>): Promise<T>
  close(): Promise<void>
  /** Counts connections; the embedded database has none. */
  countConnections?(): ConnectionCounts
}

/** OIDs of types that are returned as text, because a JavaScript number may not hold the value. */
export const textTypes: { readonly int8: 20; readonly numeric: 1700 } = { int8: 20, numeric: 1700 }

interface SqlFailure {
  readonly code: string
  readonly constraint?: string
}

/** Returns the SQLSTATE and constraint of an error from the database, and `undefined` for any other error. */
export function toSqlFailure(error: unknown): SqlFailure | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const { code, constraint } = error as Error & { code: unknown; constraint?: unknown }
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return undefined
  return { code, ...(typeof constraint === 'string' ? { constraint } : {}) }
}

/** Returns whether a row refers to one that does not exist, or a row to delete is still referred to. */
export function isForeignKeyViolation(error: unknown): boolean {
  return toSqlFailure(error)?.code === '23503'
}
