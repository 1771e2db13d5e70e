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
 * toTable([{ title: 'Code', cell: (code: string) => code }], ['SAVEANN']) // resolves to ['Code', 'SAVEANN']
 */
export async function toTable<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
): Promise<readonly string[]> {
  const header = columns.map((column) => column.title)
  const body = rows.map((row) => columns.map((column) => toTerminalText(column.cell(row))))
  const cells = [header, ...body]
  const toWidth = await loadWidthFunction(body)
  const widths = columns.map((_, index) =>
    cells.reduce((width, line) => Math.max(width, toWidth(line[index] ?? '')), 0),
  )
  const toLine = (line: readonly string[]): string =>
    columns
      .map(({ align }, index) => {
        const cell = line[index] ?? ''
        const space = ' '.repeat((widths[index] ?? 0) - toWidth(cell))
        return align === 'right' ? space + cell : cell + space
      })
      .join('  ')
      .trimEnd()
  return cells.map(toLine)
}

type WidthFunction = (text: string) => number

/** Loads string-width only for a table that needs it, because loading it takes 20 ms. */
async function loadWidthFunction(lines: readonly (readonly string[])[]): Promise<WidthFunction> {
  const isAscii = lines.every((cells) => cells.every((cell) => /^[ -~]*$/.test(cell)))
  return isAscii ? (text) => text.length : (await import('string-width')).default
}
