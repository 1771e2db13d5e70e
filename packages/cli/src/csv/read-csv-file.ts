import type { CsvProblem, GarbledName } from '@referly-kit/csv'
import type { Context } from '../context.js'
import { CliError, isCliError } from '../errors.js'
import { toCountText } from '../terminal/text.js'
import { parseWithFlags, toRowMessage } from './errors.js'
import { readInputFile } from './input-file.js'

/** The usable rows of a parsed file, and the problems of the others. */
type ParsedFile = {
  readonly problems: readonly CsvProblem[]
  readonly extraTitles: readonly string[]
  readonly encoding: string
  readonly isGuess: boolean
  readonly headerLine: number | undefined
  readonly garbled: GarbledName | undefined
} & ({ readonly rows: readonly unknown[] } | { readonly affiliates: readonly unknown[] })

/** A file to read, and what to do about rows that cannot be used. */
export interface CsvRequest {
  /** As the user wrote it. */
  readonly path: string
  /**
   * The treatment of invalid rows: the file is refused, they are skipped, or they are only reported, so that the caller
   * fails at the end.
   */
  readonly invalidRows: 'refuse' | 'skip' | 'report'
  /** True when the command has `--skip-invalid`, so that a refusal can suggest it. */
  readonly hasSkipOption: boolean
  /** False when the command has no options for reading the file, so that no advice names them. Default: true. */
  readonly hasReadOptions?: boolean
  /** The use of columns that the command does not need. They are not mentioned by default. */
  readonly extras?: 'kept' | 'ignored'
}

/**
 * Reads a CSV file, and reports every invalid row and everything about the file that had to be
 * guessed.
 *
 * @throws CliError `UNREADABLE_FILE`, `INVALID_CSV` when rows are invalid and refused, or none is valid
 */
export async function readCsvFile<File extends ParsedFile>(
  request: CsvRequest,
  parse: (bytes: Uint8Array) => File,
  { output, cwd }: Context,
): Promise<File> {
  const { path, hasReadOptions = true } = request
  const file = await parseCsvFile(path, parse, cwd)
  for (const note of toNotes(file, request)) output.note(note)
  for (const problem of file.problems) {
    output.note(
      `${path}, line ${problem.line}: ${hasReadOptions ? toRowMessage(problem) : problem.message}`,
    )
  }
  if (file.problems.length === 0) return file
  if (request.invalidRows === 'refuse') throw createRefusal(request, file.problems.length)
  const usable = 'rows' in file ? file.rows : file.affiliates
  if (usable.length === 0) {
    throw new CliError('INVALID_CSV', `${path}: all rows are invalid. Correct them and run again.`)
  }
  if (request.invalidRows === 'report') return file
  output.note(`${path}: skipped ${toCountText(file.problems.length, 'invalid row')}.`)
  return file
}

/** The maximum number of columns in a note. */
const maxTitles = 12

function toNotes(
  file: ParsedFile,
  { path, extras, hasReadOptions = true }: CsvRequest,
): readonly string[] {
  const notes: string[] = []
  const { encoding, isGuess, headerLine, garbled, extraTitles } = file
  if (isGuess) {
    const advice = hasReadOptions ? 'pass its encoding with --encoding' : 'save it as UTF-8'
    notes.push(`${path} was read as ${encoding}. If names look wrong, ${advice}.`)
  } else if (encoding !== 'UTF-8') {
    notes.push(`${path} was read as ${encoding}.`)
  }
  if (garbled !== undefined) {
    const advice = isGuess
      ? 'Pass the encoding of the file, for example --encoding windows-1250 or gbk.'
      : 'The file may have been saved in the wrong encoding. Export it again as UTF-8, or pass --encoding.'
    notes.push(
      `${path}, line ${garbled.line}: The name "${garbled.name.slice(0, 60)}" looks garbled. ${advice}`,
    )
  }
  if (headerLine !== undefined) {
    notes.push(`${path}: the header is on line ${headerLine}. The lines above it are ignored.`)
  }
  if (extras !== undefined && extraTitles.length > 0) {
    const count = extraTitles.length
    const shown = extraTitles.slice(0, maxTitles).join(', ') + (count > maxTitles ? ', ...' : '')
    const verb = count === 1 ? 'is' : 'are'
    notes.push(`${path}: ${toCountText(count, 'other column')} ${verb} ${extras}: ${shown}.`)
  }
  return notes
}

/** Creates the error for a file with invalid rows. */
export function createRefusal(
  { path, hasSkipOption }: Pick<CsvRequest, 'path' | 'hasSkipOption'>,
  count: number,
): CliError {
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
 * @throws CliError `UNREADABLE_FILE`, `INVALID_CSV`, `INVALID_USAGE`
 */
export async function parseCsvFile<File>(
  path: string,
  parse: (bytes: Uint8Array) => File,
  cwd: string,
): Promise<File> {
  const bytes = await readInputFile(path, cwd)
  try {
    return parseWithFlags(() => parse(bytes))
  } catch (error) {
    // An error about an option already names the option.
    if (!isCliError(error) || error.code === 'INVALID_USAGE') throw error
    throw new CliError(error.code, `${path}: ${error.message}`, error)
  }
}
