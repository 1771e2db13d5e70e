import type { Context } from '../context.js'
import { CliError, isCliError } from '../errors.js'
import type { TextEncoding } from './decoding.js'
import { readInputFile } from './input-file.js'
import type { CsvProblem } from './rows.js'

/** A file that was read, with what is wrong in it. */
type CheckedFile = {
  readonly problems: readonly CsvProblem[]
  readonly encoding: TextEncoding
} & ({ readonly rows: readonly unknown[] } | { readonly affiliates: readonly unknown[] })

/** Which file to read, and what to do about rows that cannot be used. */
export interface CsvRequest {
  /** As the user wrote it. */
  readonly path: string
  readonly skipInvalid: boolean
}

/**
 * Reads a CSV file, names every row that cannot be used, and says when its encoding had to be
 * guessed.
 *
 * @throws CliError `INVALID_CSV` unless all rows can be used or the others shall be skipped
 */
export async function readCsvFile<File extends CheckedFile>(
  { path, skipInvalid }: CsvRequest,
  parse: (bytes: Uint8Array) => File,
  { output, cwd }: Context,
): Promise<File> {
  const file = await parseFile(path, parse, cwd)
  if (file.encoding !== 'UTF-8') output.note(`${path} was read as ${file.encoding}.`)
  for (const { line, message } of file.problems) output.note(`${path}, line ${line}: ${message}`)
  const bad = file.problems.length
  if (bad === 0) return file
  const rows = bad === 1 ? '1 row' : `${bad} rows`
  if (!skipInvalid) {
    const advice = 'correct and run again, or leave them out with --skip-invalid'
    throw new CliError('INVALID_CSV', `${path}: ${rows} cannot be used; ${advice}.`)
  }
  const usable = 'rows' in file ? file.rows : file.affiliates
  if (usable.length === 0) {
    throw new CliError('INVALID_CSV', `${path}: no row can be used; correct them and run again.`)
  }
  output.note(`${path}: ${rows} left out.`)
  return file
}

/**
 * Reads a file and parses it; what is wrong with it as a whole is told with its path.
 *
 * @throws CliError `UNREADABLE_FILE`, `INVALID_CSV`
 */
export async function parseFile<File>(
  path: string,
  parse: (bytes: Uint8Array) => File,
  cwd: string,
): Promise<File> {
  const bytes = await readInputFile(path, cwd)
  try {
    return parse(bytes)
  } catch (error) {
    if (!isCliError(error)) throw error
    throw new CliError(error.code, `${path}: ${error.message}`, error)
  }
}
