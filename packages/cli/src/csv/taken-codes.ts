import { CliError } from '../errors.js'
import { toText } from './decoding.js'
import { readInputFile } from './input-file.js'
import { parseRows } from './rows.js'
import { fromCell } from './write.js'

/**
 * Reads codes from a file: one per line, or the `code` column of a CSV file.
 *
 * @throws CliError `UNREADABLE_FILE`, `INVALID_CSV`
 */
export async function readTakenCodes(path: string, cwd: string): Promise<readonly string[]> {
  const decoded = toText(await readInputFile(path, cwd))
  if (decoded === undefined) {
    throw new CliError(
      'INVALID_CSV',
      `${path} is not a text file. Use one code per line, or a CSV file with a code column.`,
    )
  }
  const { rows, problems } = parseRows(decoded.text)
  const [problem] = problems
  if (problem !== undefined) {
    throw new CliError('INVALID_CSV', `${path}, line ${problem.line}: ${problem.message}`)
  }
  const column = rows[0]?.cells.findIndex((title) => title.toLowerCase() === 'code') ?? -1
  return rows.map(({ cells }) => fromCell(cells[Math.max(0, column)] ?? ''))
}
