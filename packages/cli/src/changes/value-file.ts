import {
  findNameProblem,
  fromCell,
  importColumns,
  isCsvError,
  isEmail,
  parseKeys,
  parseTable,
  sortProblems,
  toColumnKey,
  toEmail,
  type Column,
  type Columns,
  type ColumnSet,
  type CsvProblem,
  type CsvRow,
  type CsvTable,
} from '@referly-kit/csv'
import { CliError, toInputSentence } from '../errors.js'
import { collections, type ChangeCollection, type Values } from './collections.js'
import { valueColumns, type ValueColumn } from './value-columns.js'
import type { CellReading } from './value-kinds.js'

/** The new values of one record. */
export interface ValueRow {
  readonly line: number
  /** The cell that identifies the record. */
  readonly key: string
  readonly values: Values
}

/** The new values of records, and every row that cannot be used. */
export interface ValueFile extends Pick<
  CsvTable<string>,
  'problems' | 'encoding' | 'isGuess' | 'headerLine'
> {
  readonly rows: readonly ValueRow[]
  /** The column that identifies the records. */
  readonly column: Column
  /** The titles of the columns that are ignored. */
  readonly extraTitles: readonly string[]
  readonly garbled: undefined
}

/** Options for `parseValueFile`. */
export interface ValueFileOptions {
  readonly collection: ChangeCollection
  /** The columns that can identify records in a file, best first. */
  readonly keys: readonly Column[]
  /** The time zone of dates. */
  readonly timeZone: string
  /** Returns the same text for all spellings of a key. */
  normalize(key: string): string
}

/**
 * Parses the bytes of a file with new values: a column that identifies the record, and columns that are named like the
 * fields of an update. An empty cell leaves its field unchanged.
 *
 * @throws CliError `INVALID_CSV` when the file has an unknown column, or no column with new values
 */
export function parseValueFile(bytes: Uint8Array, options: ValueFileOptions): ValueFile {
  try {
    return parseValues(bytes, options)
  } catch (error) {
    // These commands have no options for reading files that advice could name.
    throw isCsvError(error) ? new CliError('INVALID_CSV', error.message, error) : error
  }
}

function parseValues(bytes: Uint8Array, options: ValueFileOptions): ValueFile {
  const { collection, keys } = options
  const { column } = parseKeys(bytes, keys)
  const { columns, readOnly } = valueColumns[collection]
  const own = columns.filter(({ title }) => title !== column?.title)
  if (column === undefined) throw createNoValuesError(own)
  const table = parseTable(bytes, toColumnSet(column, own))
  const extraTitles = table.extras.map(({ title }) => title)
  const ignored = new Set([...readOnly, ...keys.map(({ title }) => title)].map(toColumnKey))
  const unknown = extraTitles.find((title) => !ignored.has(toColumnKey(title)))
  if (unknown !== undefined) throw createUnknownColumnError(unknown, own)
  if (own.every(({ title }) => (table.columns[title] ?? -1) < 0)) throw createNoValuesError(own)
  const { rows, problems } = readRows(table, { ...options, ...cellReading, column, own })
  const { encoding, isGuess, headerLine } = table
  return {
    rows,
    column,
    extraTitles,
    problems: sortProblems(table.problems, problems),
    encoding,
    isGuess,
    headerLine,
    garbled: undefined,
  }
}

/** Files of affiliates have these columns in many languages. */
const known: readonly Column[] = [
  importColumns.firstName,
  importColumns.lastName,
  importColumns.commissionRate,
]

function toColumnSet(key: Column, own: readonly ValueColumn[]): ColumnSet<string> {
  const columns = own.map(({ title }) => {
    const aliases = known.find((each) => each.title === title)?.aliases ?? [toColumnKey(title)]
    return [title, { title, aliases, isOptional: true }] as const
  })
  return { key, ...Object.fromEntries(columns) }
}

interface RowReading extends ValueFileOptions, CellReading {
  readonly column: Column
  readonly own: readonly ValueColumn[]
}

const cellReading: Omit<CellReading, 'timeZone'> = {
  toEmail(text) {
    const address = toEmail(text)
    return isEmail(address) ? address : undefined
  },
  toLabel: (text) => (findNameProblem(text, '') === undefined ? text : undefined),
}

function readRows(
  { records, columns }: CsvTable<string>,
  reading: RowReading,
): { readonly rows: readonly ValueRow[]; readonly problems: readonly CsvProblem[] } {
  const rows: ValueRow[] = []
  const problems: CsvProblem[] = []
  const lineOf = new Map<string, number>()
  const { normalize, collection } = reading
  for (const record of records) {
    const { line } = record
    const row = readRow(record, columns, reading)
    if (row === undefined) continue
    const before = typeof row === 'string' ? undefined : lineOf.get(normalize(row.key))
    if (typeof row === 'string') {
      problems.push({ line, message: row })
    } else if (before === undefined) {
      lineOf.set(normalize(row.key), line)
      rows.push(row)
    } else {
      const { noun } = collections[collection]
      const message = `The ${noun} ${row.key} is already on line ${before}. Keep one of the two rows.`
      problems.push({ line, message })
    }
  }
  return { rows, problems }
}

/** Returns the sentence about the first cell that is not valid; undefined for a row without a key and values. */
function readRow(
  { line, cells }: CsvRow,
  columns: Columns<string>,
  reading: RowReading,
): ValueRow | string | undefined {
  const { column, own, collection } = reading
  const toCell = (title: string): string => fromCell(cells[columns[title] ?? -1] ?? '')
  const key = toCell('key')
  const given = own.filter(({ title }) => toCell(title) !== '')
  if (key === '') {
    if (given.length === 0) return undefined
    const expected = 'given in a row with new values'
    return toInputSentence({ field: column.title, expected, received: 'missing' })
  }
  const { exclusive = [] } = valueColumns[collection]
  const [one, other] = given.map(({ title }) => title).filter((title) => exclusive.includes(title))
  if (one !== undefined && other !== undefined) {
    return `The row has both ${one} and ${other}. Leave one of the two cells empty.`
  }
  const values: Record<string, Values[string]> = {}
  for (const { title, expected, read } of given) {
    const cell = toCell(title)
    const fields = read(cell, reading)
    if (fields === undefined) {
      return toInputSentence({ field: title, expected, received: `"${cell.slice(0, 60)}"` })
    }
    Object.assign(values, fields)
  }
  return { line, key, values }
}

function toTitleList(own: readonly ValueColumn[]): string {
  return own.map(({ title }) => title).join(', ')
}

function createUnknownColumnError(title: string, own: readonly ValueColumn[]): CliError {
  const choice =
    own.length === 1 ? 'The only column with new values is' : 'The columns with new values are'
  return new CliError(
    'INVALID_CSV',
    `The column "${title.slice(0, 60)}" is unknown. ${choice} ${toTitleList(own)}. Rename the column or remove it.`,
  )
}

function createNoValuesError(own: readonly ValueColumn[]): CliError {
  // Only links have a single column. Their texts are unique, so no option can set one for several links.
  const advice =
    own.length === 1
      ? `Add the column ${toTitleList(own)}.`
      : `Add a column such as ${toTitleList(own)}, or pass the values as options.`
  return new CliError('INVALID_CSV', `The file has no new values. ${advice}`)
}
