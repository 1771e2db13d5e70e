/** What may be bound to a statement; instants as ISO text, decimals as text. */
export type SqlValue = SqlScalar | readonly SqlScalar[]

/** One value. */
export type SqlScalar = string | number | boolean | null

/** Runs one statement; `bigint` and `numeric` come back as text, `timestamptz` as `Date`. */
export interface Queryable {
  query<Row>(text: string, values?: readonly SqlValue[]): Promise<readonly Row[]>
}

/** The one thing that the store asks of a database. */
export interface Database extends Queryable {
  /** Runs the work in one transaction; the work may run again when the database asks for a retry. */
  transaction<T>(work: (session: Queryable) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** OIDs of types whose text is kept, because a JavaScript number may not hold the value. */
export const textTypes: { readonly int8: 20; readonly numeric: 1700 } = { int8: 20, numeric: 1700 }

interface SqlFailure {
  readonly code: string
  readonly constraint?: string
}

/** The SQLSTATE and constraint of a failure that the database reported, if it did. */
export function toSqlFailure(error: unknown): SqlFailure | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const { code, constraint } = error as Error & { code: unknown; constraint?: unknown }
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return undefined
  return { code, ...(typeof constraint === 'string' ? { constraint } : {}) }
}
