import { toTerminalText } from './text.js'

/** A column of a table: its title, alignment, and cells. */
export interface TableColumn<Row> {
  readonly title: string
  readonly align?: 'left' | 'right'
  /**
   * The change on a terminal that is too narrow for the table: long cells end in an ellipsis, sentences are wrapped, or
   * the column is left out. Other columns keep their width, because they are copied: IDs and codes.
   */
  readonly ifNarrow?: 'cut' | 'wrap' | 'omit'
  readonly cell: (row: Row) => string
}

/** The lines of a table, and the titles of the columns that did not fit. */
export interface TableLayout {
  readonly lines: readonly string[]
  readonly omitted: readonly string[]
}

/**
 * Formats rows as a table that is safe to print, with two spaces between columns.
 *
 * @param maxWidth the width of the terminal, in cells
 * @example
 * layOutTable([{ title: 'Code', cell: (code: string) => code }], ['SAVEANN'])
 * // resolves to { lines: ['Code', 'SAVEANN'], omitted: [] }
 */
export async function layOutTable<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  maxWidth: number = Infinity,
): Promise<TableLayout> {
  const titles = columns.map(({ title }) => title)
  const body = rows.map((row) => columns.map(({ cell }) => toTerminalText(cell(row))))
  const cells = [titles, ...body]
  const toWidth = await loadWidthFunction(cells)
  const natural = columns.map((_, index) =>
    cells.reduce((width, line) => Math.max(width, toWidth(line[index] ?? '')), 0),
  )
  const widths = fitWidths(columns, natural, maxWidth)
  const lines = cells.flatMap((line) => toLines(line, { columns, widths, toWidth }))
  return { lines, omitted: titles.filter((_, index) => widths[index] === undefined) }
}

/** The space between two columns. */
const gap = 2

/** The width to which columns can be narrowed. */
const minWidth = 12

/** The width of each column; undefined for the ones that are left out. */
type Widths = readonly (number | undefined)[]

/** Narrows columns, and leaves out as few as possible, until the table fits. */
function fitWidths<Row>(
  columns: readonly TableColumn<Row>[],
  natural: readonly number[],
  maxWidth: number,
): Widths {
  const order = toOmissionOrder(columns)
  for (let count = 0; ; count++) {
    const omitted = new Set(order.slice(0, count))
    const kept = natural.map((width, index) => (omitted.has(index) ? undefined : width))
    const widths = narrow(kept, columns, maxWidth)
    if (toTotal(widths) <= maxWidth || count === order.length) return widths
  }
}

/** Takes the excess from the widest columns first, so that narrow ones stay whole. */
function narrow<Row>(
  widths: Widths,
  columns: readonly TableColumn<Row>[],
  maxWidth: number,
): Widths {
  const narrowed = [...widths]
  for (let excess = toTotal(narrowed) - maxWidth; excess > 0;) {
    const flexible = columns.flatMap(({ ifNarrow }, index) => {
      const width = narrowed[index] ?? 0
      const isFlexible = ifNarrow === 'cut' || ifNarrow === 'wrap'
      return isFlexible && width > minWidth ? [{ index, width }] : []
    })
    const [widest, next] = flexible.toSorted((a, b) => b.width - a.width)
    if (widest === undefined) break
    const step = Math.max(1, Math.min(excess, widest.width - (next?.width ?? minWidth)))
    narrowed[widest.index] = widest.width - step
    excess -= step
  }
  return narrowed
}

function toTotal(widths: Widths): number {
  const kept = widths.filter((width) => width !== undefined)
  return kept.reduce((sum, width) => sum + width + gap, -gap)
}

/** The least important columns first. The first column always stays. */
function toOmissionOrder<Row>(columns: readonly TableColumn<Row>[]): readonly number[] {
  const fromRight = columns.map((_, index) => index).toReversed()
  const isOptional = (index: number): boolean => columns[index]?.ifNarrow === 'omit'
  const others = fromRight.filter((index) => !isOptional(index))
  return [...fromRight.filter(isOptional), ...others].filter((index) => index > 0)
}

interface LineLayout<Row> {
  readonly columns: readonly TableColumn<Row>[]
  readonly widths: Widths
  readonly toWidth: WidthFunction
}

/** Returns the lines of one row: more than one when a cell is wrapped. */
function toLines<Row>(
  cells: readonly string[],
  { columns, widths, toWidth }: LineLayout<Row>,
): readonly string[] {
  const blocks = columns.flatMap(({ align, ifNarrow }, index) => {
    const [width, text = ''] = [widths[index], cells[index]]
    if (width === undefined) return []
    const parts = ifNarrow === 'wrap' ? wrap(text, width, toWidth) : [cut(text, width, toWidth)]
    return [{ align, width, parts }]
  })
  const height = Math.max(...blocks.map(({ parts }) => parts.length))
  return Array.from({ length: height }, (_, at) =>
    blocks
      .map(({ align, width, parts }) => {
        const part = parts[at] ?? ''
        const space = ' '.repeat(Math.max(0, width - toWidth(part)))
        return align === 'right' ? space + part : part + space
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  )
}

// Created for the first cut, because it takes 7 ms and 3 MB.
let graphemes: Intl.Segmenter | undefined

function cut(text: string, width: number, toWidth: WidthFunction): string {
  if (toWidth(text) <= width) return text
  let kept = ''
  let used = 1
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  for (const { segment } of graphemes.segment(text)) {
    used += toWidth(segment)
    if (used > width) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/** Breaks text between words. A longer word, such as an address, stays whole. */
function wrap(text: string, width: number, toWidth: WidthFunction): readonly string[] {
  const [first = '', ...words] = text.split(' ')
  const lines = [first]
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`
    if (toWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

type WidthFunction = (text: string) => number

/** Loads string-width only for a table that needs it, because loading it takes 20 ms. */
async function loadWidthFunction(lines: readonly (readonly string[])[]): Promise<WidthFunction> {
  const isAscii = lines.every((cells) => cells.every((cell) => /^[ -~]*$/.test(cell)))
  return isAscii ? (text) => text.length : (await import('string-width')).default
}
