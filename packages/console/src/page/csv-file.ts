import { toCell } from '@referly-kit/csv'

/**
 * Returns rows as a CSV file, with a byte order mark so that Excel reads it as UTF-8.
 *
 * A text that a spreadsheet would run as a formula gets an apostrophe in front. Numbers are written unchanged.
 */
export function toCsvFile(rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map((cells) => cells.map(toQuoted).join(','))
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

function toQuoted(cell: string | number): string {
  const text = typeof cell === 'number' ? String(cell) : toCell(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Lets the browser save a text as a file. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
