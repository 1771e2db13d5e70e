import { isSpreadsheetValue } from '@referly-kit/codegen-structure/codes'

/** A code of a plan, and the line of its row. */
interface PlannedCode {
  readonly line: number
  readonly code: string
}

/** The maximum number of codes in a warning. */
const maxShown = 3

/** Returns a warning about the codes of a plan that a spreadsheet may have changed; undefined without any. */
export function findNumberLikeWarning(rows: readonly PlannedCode[]): string | undefined {
  const found = rows.filter(({ code }) => isSpreadsheetValue(code))
  if (found.length === 0) return undefined
  const shown = found.slice(0, maxShown).map(({ line, code }) => `${code} (line ${line})`)
  const others = found.length > maxShown ? ', ...' : ''
  const subject = found.length === 1 ? '1 code looks' : `${found.length} codes look`
  return `${subject} like a number or a date, which a spreadsheet changes when it saves a file: ${shown.join(', ')}${others}. Check that the plan still has the codes you want.`
}
