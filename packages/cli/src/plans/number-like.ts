const months =
  'JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEP(?:T|TEMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?'

/** Numbers, also in scientific notation, dates, and truth values. */
const converted: RegExp = new RegExp(
  `^(\\d+|\\d+E\\d+|(${months})-?\\d{1,4}|\\d{1,2}-?(${months})(-?\\d{2,4})?|\\d{1,4}-\\d{1,2}(-\\d{1,4})?|TRUE|FALSE)$`,
  'i',
)

/**
 * Returns whether a spreadsheet reads a code as a number or a date and saves it as another text: it
 * drops leading zeros and writes `8E437` as an error.
 *
 * @example
 * isNumberLike('05651') //=> true
 * isNumberLike('MAR1') //=> true
 * isNumberLike('SAVE20') //=> false
 */
export function isNumberLike(code: string): boolean {
  return converted.test(code)
}

/** A code of a plan, and the line of its row. */
interface PlannedCode {
  readonly line: number
  readonly code: string
}

/** The most codes that a warning shows. */
const maxShown = 3

/** Returns a warning about the codes of a plan that a spreadsheet may have changed; undefined without any. */
export function findNumberLikeWarning(rows: readonly PlannedCode[]): string | undefined {
  const found = rows.filter(({ code }) => isNumberLike(code))
  if (found.length === 0) return undefined
  const shown = found.slice(0, maxShown).map(({ line, code }) => `${code} (line ${line})`)
  const others = found.length > maxShown ? ', ...' : ''
  const subject = found.length === 1 ? '1 code looks' : `${found.length} codes look`
  return `${subject} like a number or a date, which a spreadsheet changes when it saves a file: ${shown.join(', ')}${others}. Check that the plan still has the codes you want.`
}
