import type { VNode } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { texts } from '../texts.js'
import type { Column } from './columns.js'
import type { RowWindow } from './row-window.js'
import { useVirtualRows } from './virtual-rows.js'

/** Properties of a table. */
export interface TableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  /** Undefined until the first rows have arrived. */
  readonly rows: RowWindow<Row> | undefined
  readonly sort: string
  /** Identifies the selection. Another one scrolls back to the top. */
  readonly selected: string
  /** Called with the rows in view. */
  readonly onShow: (first: number, end: number) => void
  readonly onSort: (sort: string) => void
  readonly toHref: (row: Row) => string
}

/** Heights of a row, as in the style sheet: denser with a mouse than with a finger. */
const rowHeight = { fine: 38, coarse: 48 }

function readRowHeight(): number {
  return matchMedia('(pointer: coarse)').matches ? rowHeight.coarse : rowHeight.fine
}

/**
 * Rows that a browser can scroll through: Firefox and Chromium limit the height of an element to about 17 million
 * pixels.
 */
const mostRows = 300_000

/** A table of any length with a fixed header. Each row is a link to its record. */
export function Table<Row>(props: TableProps<Row>): VNode {
  const { label, columns, rows, sort, selected, onShow, onSort } = props
  const height = readRowHeight()
  const count = Math.min(rows?.count ?? 0, mostRows)
  const { scroller, first, end, viewEnd } = useVirtualRows(count, height)
  // Another selection scrolls back to the top; rows that arrive do not.
  useEffect(() => scroller.current?.scrollTo(0, 0), [selected])
  useEffect(() => onShow(first, end), [rows, first, end])
  const essential = columns.filter(({ isEssential }) => isEssential)
  const body = useBody(props, { first, end, viewEnd, height })
  return (
    <div
      ref={scroller}
      class="table"
      role="table"
      aria-label={label}
      aria-rowcount={rows?.isCounted ? rows.count + 1 : -1}
      style={{ '--tracks': toTracks(columns), '--essential-tracks': toTracks(essential) }}
    >
      <div role="rowgroup" class="table-head">
        <div role="row" class="row" aria-rowindex={1}>
          {columns.map((column) => (
            <HeaderCell key={column.key} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
      </div>
      <div role="rowgroup" class="table-body" style={{ height: `${count * height}px` }}>
        {body}
      </div>
    </div>
  )
}

interface RowRange {
  readonly first: number
  readonly end: number
  /** Index after the last row in view. */
  readonly viewEnd: number
  readonly height: number
}

/**
 * Renders rows. Those that have not changed are not compared again. When the selection changes, the browser paints the
 * rows in view before those below are rendered.
 */
function useBody<Row>(
  props: TableProps<Row>,
  { first, end, viewEnd, height }: RowRange,
): readonly (VNode | null)[] {
  const { rows, columns } = props
  const [painted, setPainted] = useState<RowWindow<Row>>()
  const isPainted = painted === rows
  const last = useRef<ReadonlyMap<number, VNode | null>>(new Map())
  useEffect(() => setPainted(rows), [rows])
  return useMemo(() => {
    const render = (index: number): VNode | null => {
      if (!isPainted && index >= viewEnd) return last.current.get(index) ?? null
      // Another order changes the texts of the rows in view, not their elements.
      const place = { row: rows?.rowAt(index), index, top: index * height }
      return <TableRow {...props} key={index} {...place} />
    }
    const indexes = Array.from({ length: end - first }, (_, place) => first + place)
    last.current = new Map(indexes.map((index) => [index, render(index)]))
    return [...last.current.values()]
  }, [rows, rows?.revision, isPainted, first, end, columns, height])
}

function toTracks<Row>(columns: readonly Column<Row>[]): string {
  return columns.map(({ width }) => width).join(' ')
}

interface TableRowProps<Row> extends Pick<TableProps<Row>, 'columns' | 'toHref'> {
  /** Undefined until it has arrived. */
  readonly row: Row | undefined
  readonly index: number
  /** Distance from the first row, in pixels. */
  readonly top: number
}

function TableRow<Row>({ columns, row, index, top, toHref }: TableRowProps<Row>): VNode {
  const [first, ...others] = columns
  return (
    <div
      role="row"
      class="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)` }}
    >
      {first !== undefined && (
        <div role="cell" class={toCellClass(first)}>
          {row === undefined ? (
            <span class="pending">{texts.list.pending}</span>
          ) : (
            <a class="row-link" href={toHref(row)}>
              {first.cell(row)}
            </a>
          )}
        </div>
      )}
      {others.map((column) => (
        <div key={column.key} role="cell" class={toCellClass(column)}>
          {row !== undefined && column.cell(row)}
        </div>
      ))}
    </div>
  )
}

interface HeaderCellProps<Row> {
  readonly column: Column<Row>
  readonly sort: string
  readonly onSort: (sort: string) => void
}

function HeaderCell<Row>({ column, sort, onSort }: HeaderCellProps<Row>): VNode {
  const { key, title } = column
  const isSorted = sort.replace(/^-/, '') === key
  const isDescending = sort.startsWith('-')
  const direction = isDescending ? 'descending' : 'ascending'
  return (
    <div role="columnheader" class={toCellClass(column)} aria-sort={isSorted ? direction : 'none'}>
      <button
        type="button"
        title={texts.list.sortBy(title)}
        onClick={() => onSort(isSorted && !isDescending ? `-${key}` : key)}
      >
        {title}
        {isSorted && (
          <span aria-hidden="true" class="sort-mark">
            {isDescending ? '↓' : '↑'}
          </span>
        )}
      </button>
    </div>
  )
}

function toCellClass<Row>({ isNumber, isEssential }: Column<Row>): string {
  return `cell${isNumber ? ' number' : ''}${isEssential ? '' : ' extra'}`
}
