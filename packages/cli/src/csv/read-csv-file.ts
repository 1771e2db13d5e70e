import type { Context } from '../context.js'
import { CliError, isCliError } from '../errors.js'
import { toCountText } from '../terminal/text.js'
import type { TextEncoding } from './decoding.js'
import { readInputFile } from './input-file.js'
import type { CsvProblem } from './rows.js'

/** The usable rows of a parsed file, and the problems of the others. */
type ParsedFile = {
  readonly problems: readonly CsvProblem[]
  readonly encoding: TextEncoding
} & ({ readonly rows: readonly unknown[] } | { readonly affiliates: readonly unknown[] })

/** A file to read, and what to do about rows that cannot be used. */
export interface CsvRequest {
  /** As the user wrote it. */
  readonly path: string
  /** Refuse a file with invalid rows, or skip them. */
  readonly invalidRows: 'refuse' | 'skip'
  /** True when the command has `--skip-invalid`, so that a refusal can suggest it. */
  readonly hasSkipOption: boolean
}

/**
 * Reads a CSV file, and reports every invalid row and an encoding that had to be guessed.
 *
 * @throws CliError `UNREADABLE_FILE`, `INVALID_CSV` when rows are invalid and not skipped, or none is valid
 */
export async function readCsvFile<File extends ParsedFile>(
  request: CsvRequest,
  parse: (bytes: Uint8Array) => File,
  { output, cwd }: Context,
): Promise<File> {
  const { path } = request
  const file = await parseCsvFile(path, parse, cwd)
  if (file.encoding !== 'UTF-8') output.note(`${path} was read as ${file.encoding}.`)
  for (const { line, message } of file.problems) output.note(`${path}, line ${line}: ${message}`)
  if (file.problems.length === 0) return file
  if (request.invalidRows === 'refuse') throw createRefusal(request, file.problems.length)
  const usable = 'rows' in file ? file.rows : file.affiliates
  if (usable.length === 0) {
    throw new CliError('INVALID_CSV', `${path}: all rows are invalid. Correct them and run again.`)
  }
  output.note(`${path}: skipped ${toCountText(file.problems.length, 'invalid row')}.`)
  return file
}

function createRefusal({ path, hasSkipOption }: CsvRequest, count: number): CliError {
  const invalid = `${toCountText(count, 'row')} ${count === 1 ? 'is' : 'are'} invalid`
  return new CliError(
    'INVALID_CSV',
    hasSkipOption
      ? `${path}: ${invalid}. Correct the file and run again, or pass --skip-invalid.`
      : `${path}: ${invalid}. Correct the file and run again.`,
  )
}

/**
 * Reads a file and parses it. Errors about the file as a whole start with its path.
 *
 * @throws CliError `UNREADABLE_FILE`, `INVALID_CSV`
 */
export async function parseCsvFile<File>(
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
