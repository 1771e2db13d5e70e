/** The reasons why a file cannot be read: a closed list to switch on. */
export type CsvErrorCode =
  | 'INVALID_CSV'
  | 'MISSING_COLUMN'
  | 'AMBIGUOUS_COLUMN'
  | 'UNKNOWN_COLUMN'
  | 'UNKNOWN_ENCODING'

/** The parts of an error about bad input. */
export interface InputProblem {
  /** The option, or the title of the column. */
  readonly field: string
  /** The words after "must be": `a valid email address`. */
  readonly expected: string
  /** The words after "but was": `"bo"`. */
  readonly received?: string | undefined
  /** A full sentence of advice. */
  readonly hint?: string | undefined
}

/** A column that the caller can choose, and the reason for it. */
export interface ColumnChoice {
  /** The title of the column that is needed: `email`. */
  readonly column: string
  /** The title, or the number counted from 1, of the column of the file that is most likely meant. */
  readonly suggestion: string
  /** The titles of the columns of the file. */
  readonly header: readonly string[]
  /** The first sentences of the message, without the advice to choose. */
  readonly fact: string
  readonly hint?: string | undefined
}

/**
 * Builds the one sentence of an error about bad input.
 *
 * @example
 * toInputSentence({ field: 'email', expected: 'a valid email address', received: '"bo"' })
 * //=> '`email` must be a valid email address, but was "bo".'
 */
export function toInputSentence({ field, expected, received, hint }: InputProblem): string {
  const actual = received === undefined ? '' : `, but was ${received}`
  const advice = hint === undefined ? '' : ` ${hint}`
  return `\`${field}\` must be ${expected}${actual}.${advice}`
}

/** The options of a {@link CsvError}. */
export interface CsvErrorOptions {
  /** The column to choose. */
  readonly choice?: ColumnChoice
  readonly cause?: unknown
}

/**
 * The error class of this package. The file as a whole cannot be read, or an option is wrong for
 * it.
 *
 * @example
 * parseAffiliates(new Uint8Array())
 * // CsvError: The file is empty. Its first line must name the columns, such as first_name,last_name,name,email.
 */
export class CsvError extends Error {
  override readonly name = 'CsvError'
  readonly code: CsvErrorCode
  /** The option that is wrong; undefined for errors of another kind. */
  readonly field: string | undefined
  readonly expected: string | undefined
  readonly received: string | undefined
  readonly hint: string | undefined
  /** The column to choose, if choosing one can help. */
  readonly choice: ColumnChoice | undefined

  constructor(code: CsvErrorCode, problem: string | InputProblem, options: CsvErrorOptions = {}) {
    const { choice, cause } = options
    const message = typeof problem === 'string' ? problem : toInputSentence(problem)
    super(message, cause === undefined ? {} : { cause })
    const parts: Partial<InputProblem> = typeof problem === 'string' ? {} : problem
    this.code = code
    this.field = parts.field
    this.expected = parts.expected
    this.received = parts.received
    this.hint = parts.hint ?? choice?.hint
    this.choice = choice
  }
}

/** Returns whether a caught value is a {@link CsvError}. */
export function isCsvError(value: unknown): value is CsvError {
  return value instanceof CsvError
}
