import { toDisplayWidth, toTerminalText } from './text.js'

/** A column of a table: what stands in it, and on which side. */
export interface TableColumn<Row> {
  readonly title: string
  readonly align?: 'left' | 'right'
  readonly cell: (row: Row) => string
}

/**
 * Lays rows out under their titles, two spaces between columns; safe to print.
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
    cells.reduce((width, line) => Math.max(width, toDisplayWidth(line[index] ?? '')), 0),
  )
  const toLine = (line: readonly string[]): string =>
    columns
      .map(({ align }, index) => pad(line[index] ?? '', widths[index] ?? 0, align === 'right'))
      .join('  ')
      .trimEnd()
  return cells.map(toLine)
}

function pad(text: string, width: number, atStart: boolean): string {
  const space = ' '.repeat(Math.max(0, width - toDisplayWidth(text)))
  return atStart ? space + text : text + space
}
