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

/**
 * A session that runs statements, in the order of the calls, even when they do not wait for each
 * other. It returns `bigint` and `numeric` as text.
 */
export interface Queryable {
  query<Row>(text: string, values?: readonly SqlValue[]): Promise<readonly Row[]>
}

/** The interface that the store needs from a database. */
export interface Database extends Queryable {
  /** Runs the work in one transaction. The work may run again when the database asks for a retry. */
  transaction<T>(work: (session: Queryable) => Promise<T>): Promise<T>
  /**
   * Runs a query that changes nothing with settings that end with it: `SELECT set_config(..., true)`. All of it takes one
   * round trip.
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
