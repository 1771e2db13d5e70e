import stringWidth from 'string-width'
import { toTerminalText } from './text.js'

/** A column of a table: its title, alignment and cells. */
export interface TableColumn<Row> {
  readonly title: string
  readonly align?: 'left' | 'right'
  readonly cell: (row: Row) => string
}

/**
 * Formats rows as a table that is safe to print, with two spaces between columns.
 *
 * @example
 * toTable([{ title: 'Code', cell: (code: string) => code }], ['SAVEANN']) //=> ['Code', 'SAVEANN']
 */
export function toTable<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
): readonly string[] {
  const header = columns.map((column) => column.title)
  const body = rows.map((row) => columns.map((column) => toTerminalText(column.cell(row))))
  const cells = [header, ...body]
  const widths = columns.map((_, index) =>
    cells.reduce((width, line) => Math.max(width, stringWidth(line[index] ?? '')), 0),
  )
  const toLine = (line: readonly string[]): string =>
    columns
      .map(({ align }, index) => pad(line[index] ?? '', widths[index] ?? 0, align === 'right'))
      .join('  ')
      .trimEnd()
  return cells.map(toLine)
}

function pad(text: string, width: number, atStart: boolean): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)))
  return atStart ? space + text : text + space
}
