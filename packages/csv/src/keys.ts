import { takenColumns } from './column-names.js'
import {
  createMissingColumnError,
  findUnknownColumnError,
  toTitles,
  type Column,
  type ColumnMap,
} from './columns.js'
import { decodeText } from './decoding.js'
import { CsvError } from './errors.js'
import { fromCell } from './formulas.js'
import { parseRows, type CsvRow } from './rows.js'
import { findHeader } from './table.js'

/** The keys in a file. */
export interface FoundKeys {
  readonly keys: readonly string[]
  /** The column that they are from; undefined in a list without a header. */
  readonly column: Column | undefined
}

/**
 * Parses the bytes of a file of keys. A file with one column needs no header.
 *
 * @example
 * parseKeys(new TextEncoder().encode('Name,Promo Code\nSpring,SAVE1'), [takenColumns.code]).keys //=> ['SAVE1']
 * @throws CsvError when the file cannot be used
 */
export function parseKeys(
  bytes: Uint8Array,
  candidates: readonly Column[],
  columns?: ColumnMap,
): FoundKeys {
  const decoded = decodeText(bytes)
  const [{ title } = takenColumns.code] = candidates
  if (decoded === undefined) {
    throw new CsvError(
      'INVALID_CSV',
      `The file is not a text file. Use one ${title} per line, or a CSV file with the column ${title}.`,
    )
  }
  const { rows, problems } = parseRows(decoded.text)
  const [problem] = problems
  if (problem !== undefined) {
    throw new CsvError('INVALID_CSV', `Line ${problem.line}: ${problem.message}`)
  }
  const { line, index, column } = findColumn(rows, candidates, columns)
  const below = rows.filter((row) => row.line > line)
  const keys = below.map(({ cells }) => fromCell(cells[index] ?? '')).filter((key) => key !== '')
  return { keys, column }
}

/** The column of the keys, and the line of its header, or 0 without a header. */
interface KeyPlace {
  readonly line: number
  readonly index: number
  readonly column: Column | undefined
}

function findColumn(
  rows: readonly CsvRow[],
  candidates: readonly Column[],
  columns: ColumnMap | undefined,
): KeyPlace {
  for (const column of candidates) {
    const found = findHeader(rows, { key: column }, columns)
    if (found !== undefined) {
      return { line: found.row.line, index: found.header.columns.key, column }
    }
  }
  const header = rows[0]?.cells ?? []
  const set = Object.fromEntries(candidates.map((column) => [column.title, column]))
  const unknown = findUnknownColumnError(header, set, columns)
  if (unknown !== undefined) throw unknown
  const isList = rows.every(({ cells }) => cells.slice(1).every((cell) => cell === ''))
  if (isList) return { line: 0, index: 0, column: undefined }
  const [{ title } = takenColumns.code] = candidates
  if (columns === undefined) {
    throw new CsvError(
      'INVALID_CSV',
      `No column ${title}. The columns are ${toTitles(header)}. Rename the one to use to ${title}.`,
    )
  }
  const guess = header.find((name) => /cod|coupon|promo|kod/i.test(name))
  throw createMissingColumnError({ header, missing: [title], guess })
}
