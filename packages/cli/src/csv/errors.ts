import { isCsvError, type CsvError, type CsvProblem } from '@referly-kit/csv'
import { CliError } from '../errors.js'

/**
 * Parses a file with the CSV reader. Its errors name the flags of the command line.
 *
 * @throws CliError `INVALID_CSV`, or `INVALID_USAGE` when a flag does not fit the file
 */
export function parseWithFlags<File>(parse: () => File): File {
  try {
    return parse()
  } catch (error) {
    throw isCsvError(error) ? toCliError(error) : error
  }
}

function toCliError(error: CsvError): CliError {
  const { code, field = '', expected = '', received, hint, choice } = error
  if (code === 'UNKNOWN_ENCODING' || code === 'UNKNOWN_COLUMN') {
    const flag = code === 'UNKNOWN_ENCODING' ? '--encoding' : field.replace('columns.', '--column ')
    return new CliError('INVALID_USAGE', { field: flag, expected, received, hint }, error)
  }
  if (choice === undefined) return new CliError('INVALID_CSV', error.message, error)
  const { fact, column, suggestion } = choice
  const advice =
    code === 'AMBIGUOUS_COLUMN'
      ? `Choose one by its number: --column ${column}=${suggestion}`
      : `Choose one, for example: --column ${column}="${suggestion}"`
  const message = [fact, advice, ...(choice.hint === undefined ? [] : [choice.hint])].join(' ')
  return new CliError('INVALID_CSV', message, error)
}

/** Returns the message of an invalid row, in terms of the command line. */
export function toRowMessage({ message, isUnreadable }: CsvProblem): string {
  return isUnreadable === true
    ? 'The row contains a character that cannot be read. Type it again, or pass the encoding of the file with --encoding.'
    : message
}
