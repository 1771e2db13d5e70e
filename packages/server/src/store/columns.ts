import { toCodeKey } from '@referly-kit/codegen-structure'
import type { SqlScalar, SqlValue } from './database.js'

/** A column of a table, under the name of the record's property in a map of columns. */
export interface Column<Kind extends ColumnKind = ColumnKind> {
  readonly name: string
  readonly kind: Kind
  /** Leaves the property out of the record when the column is null. */
  readonly isOptional?: boolean
  /** Property that the column is computed from. Such a column is not part of the record. */
  readonly from?: string
  /** False for a column that queries do not select. */
  readonly isSelected?: boolean
  /** False for a column that inserts leave at its default. */
  readonly isInserted?: boolean
}

/** The columns of one table. */
export type Columns = Readonly<Record<string, Column>>

/** The columns of a table that stores at least the properties of a record, each in a kind that fits its type. */
export type ColumnsOf<Row> = {
  readonly [Property in keyof Row]-?: Column<KindOf<NonNullable<Row[Property]>>>
}

/** The values of columns by kind, as the database returns them; a decimal and a large integer as text. */
interface RowValues {
  readonly uuid: string
  readonly text: string
  readonly texts: string[]
  readonly integer: number
  readonly bigint: string
  readonly decimal: string
  readonly boolean: boolean
  readonly instant: string
  readonly json: unknown
  readonly emailKey: string
  readonly codeKey: string
}

type ColumnKind = keyof RowValues

type KindOf<Value> = Value extends string
  ? 'uuid' | 'text' | 'instant'
  : Value extends number
    ? 'integer' | 'bigint' | 'decimal'
    : Value extends boolean
      ? 'boolean'
      : Value extends readonly string[]
        ? 'texts'
        : 'json'

/** A row as queries return it. */
export type RowOf<Table extends Columns> = {
  readonly [Property in keyof Table as Table[Property]['name']]:
    | RowValues[Table[Property]['kind']]
    | null
}

interface Codec {
  /** Name of the type in SQL. */
  readonly type: string
  read(value: never): unknown
  write(value: never): SqlValue
}

const same = (value: SqlValue): SqlValue => value

const codecs: Readonly<Record<ColumnKind, Codec>> = {
  uuid: { type: 'uuid', read: same, write: same },
  text: { type: 'text', read: same, write: same },
  texts: { type: 'text[]', read: same, write: same },
  integer: { type: 'integer', read: same, write: same },
  boolean: { type: 'boolean', read: same, write: same },
  // As text, so that no driver rounds the value.
  bigint: { type: 'bigint', read: Number, write: String },
  decimal: { type: 'numeric', read: Number, write: String },
  instant: { type: 'timestamptz', read: toIsoInstant, write: same },
  json: { type: 'jsonb', read: same, write: (value: object) => JSON.stringify(value) },
  emailKey: { type: 'text', read: same, write: toEmailKey },
  codeKey: { type: 'text', read: same, write: toCodeKey },
}

/** Returns the column list of a SELECT, for the table under the given alias. */
export function toSelectList(columns: Columns, alias?: string): string {
  const prefix = alias === undefined ? '' : `${alias}.`
  return Object.values(columns)
    .filter(({ isSelected = true }) => isSelected)
    .map(({ name, kind }) =>
      kind === 'instant'
        ? // UTC, whatever the time zone of the session is.
          `(${prefix}${name} AT TIME ZONE 'UTC')::text AS ${name}`
        : prefix + name,
    )
    .join(', ')
}

/** Returns the names of the inserted columns with their SQL types, in the order of `createRowWriter`. */
export function toInsertTypes(columns: Columns): Readonly<Record<string, string>> {
  return Object.fromEntries(
    listInserted(columns).map(([, { name, kind }]) => [name, codecs[kind].type]),
  )
}

function listInserted(columns: Columns): readonly (readonly [string, Column])[] {
  return Object.entries(columns).filter(([, { isInserted = true }]) => isInserted)
}

/** Creates the function that turns a record into the row to insert. A missing value becomes null. */
export function createRowWriter<Row>(
  columns: Columns & ColumnsOf<Row>,
): (record: Row) => Record<string, SqlScalar> {
  const cells = toCells<Row>(columns)
  return (record) => {
    const row: Record<string, SqlScalar> = {}
    for (const { name, write } of cells) row[name] = write(record)
    return row
  }
}

/**
 * Creates the function that turns records into the columns to insert, each with one value per record, in the order of
 * `toInsertTypes`. A batch has no use for rows, and creating them would take longer than checking the requests.
 */
export function createColumnWriter<Row>(
  columns: Columns & ColumnsOf<Row>,
): (records: readonly Row[]) => readonly (readonly SqlScalar[])[] {
  const cells = toCells<Row>(columns)
  return (records) => cells.map(({ write }) => records.map(write))
}

interface Cell<Row> {
  readonly name: string
  write(record: Row): SqlScalar
}

function toCells<Row>(columns: Columns): readonly Cell<Row>[] {
  return listInserted(columns).map(([property, { name, kind, from = property }]) => {
    const write = codecs[kind].write as (value: unknown) => SqlScalar
    return {
      name,
      write(record) {
        const value = record[from as keyof Row]
        return value === undefined || value === null ? null : write(value)
      },
    }
  })
}

/** Creates the function that turns a selected row into a record. */
export function createRecordReader<Row, Table extends Columns = Columns>(
  columns: Table & ColumnsOf<Row>,
): (row: RowOf<Table>) => Row {
  const cells = Object.entries<Column>(columns)
    .filter(([, { from, isSelected = true }]) => from === undefined && isSelected)
    .map(([property, { name, kind, isOptional = false }]) => {
      const read = codecs[kind].read as (value: unknown) => unknown
      return { property, name, isOptional, read }
    })
  return (row) => {
    const values = row as Readonly<Record<string, unknown>>
    const record: Record<string, unknown> = {}
    for (const { property, name, isOptional, read } of cells) {
      const value = values[name]
      if (value !== null) record[property] = read(value)
      else if (!isOptional) record[property] = null
    }
    return record as Row
  }
}

/**
 * Turns PostgreSQL's text of a UTC timestamp into ISO 8601 with milliseconds.
 *
 * A list has two instants per record, and creating a `Date` from each would cost more than reading the record.
 *
 * @example
 * toIsoInstant('2026-06-01 12:00:00.5') //=> '2026-06-01T12:00:00.500Z'
 */
export function toIsoInstant(text: string): string {
  const fraction = text.length > 20 ? text.slice(20, 23).padEnd(3, '0') : '000'
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`
}

/** Returns the text that emails are compared by, which ignores letter case. */
export function toEmailKey(email: string): string {
  return email.toLowerCase()
}
