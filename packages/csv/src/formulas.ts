/** A formula after apostrophes. One more is added, so that reading it back removes only that one. */
const marked: RegExp = /^'+[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/

/** A formula, with or without apostrophes. */
const formula: RegExp = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/

/** A negative number, which is not a formula, so that amounts stay numbers. */
const negative: RegExp = /^-\d+(?:\.\d+)?$/

/**
 * Adds an apostrophe in front of a cell that a spreadsheet would run as a formula (OWASP, CSV injection). A negative
 * number is not one.
 *
 * @example
 * toCell('=1+1') //=> "'=1+1"
 */
export function toCell(text: string): string {
  return negative.test(text) ? text : text.replace(formula, "'$&")
}

/**
 * Removes the apostrophe that {@link toCell} adds in front of a formula.
 *
 * @example
 * fromCell("'=1+1") //=> '=1+1'
 */
export function fromCell(cell: string): string {
  return marked.test(cell) ? cell.slice(1) : cell
}
