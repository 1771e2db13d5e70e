import { CliError } from '../errors.js'
import { takenColumns } from './column-names.js'
import { createMissingColumnError, findUnknownColumnError, type ColumnMap } from './columns.js'
import { decodeText } from './decoding.js'
import { parseCsvFile } from './read-csv-file.js'
import { findHeader } from './read-table.js'
import { parseRows, type CsvRow } from './rows.js'
import { fromCell } from './write.js'

/** A file of codes, and the column that the user named, if any. */
export interface TakenFile {
  /** As the user wrote it. */
  readonly path: string
  readonly columns?: ColumnMap | undefined
}

/**
 * Reads codes from a file: one per line, or the column of codes in a CSV file.
 *
 * @throws CliError `UNREADABLE_FILE`, `INVALID_CSV`, `INVALID_USAGE`
 */
export function readTakenCodes(
  { path, columns }: TakenFile,
  cwd: string,
): Promise<readonly string[]> {
  return parseCsvFile(path, (bytes) => parseTakenCodes(bytes, columns), cwd)
}

/**
 * Parses the bytes of a file of codes. A file with one column needs no header.
 *
 * @example
 * parseTakenCodes(new TextEncoder().encode('Name,Promo Code\nSpring,SAVE1')) //=> ['SAVE1']
 * @throws CliError `INVALID_CSV`, `INVALID_USAGE`
 */
export function parseTakenCodes(bytes: Uint8Array, columns?: ColumnMap): readonly string[] {
  const decoded = decodeText(bytes)
  if (decoded === undefined) {
    throw new CliError(
      'INVALID_CSV',
      'The file is not a text file. Use one code per line, or a CSV file with a code column.',
    )
  }
  const { rows, problems } = parseRows(decoded.text)
  const [problem] = problems
  if (problem !== undefined) {
    throw new CliError('INVALID_CSV', `Line ${problem.line}: ${problem.message}`)
  }
  const { line, index } = findCodes(rows, columns)
  const below = rows.filter((row) => row.line > line)
  return below.map(({ cells }) => fromCell(cells[index] ?? '')).filter((code) => code !== '')
}

/** The column of the codes, and the line of its header, or 0 without a header. */
interface CodePlace {
  readonly line: number
  readonly index: number
}

function findCodes(rows: readonly CsvRow[], columns: ColumnMap | undefined): CodePlace {
  const found = findHeader(rows, takenColumns, columns)
  if (found !== undefined) return { line: found.row.line, index: found.header.columns.code }
  const header = rows[0]?.cells ?? []
  const unknown = findUnknownColumnError(header, takenColumns, columns)
  if (unknown !== undefined) throw unknown
  const isList = rows.every(({ cells }) => cells.slice(1).every((cell) => cell === ''))
  if (isList) return { line: 0, index: 0 }
  const guess = header.find((title) => /cod|coupon|promo|kod/i.test(title))
  throw createMissingColumnError({ header, missing: ['code'], guess })
}
