import type { ComponentChildren, VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import { texts } from '../texts.js'
import type { Column } from './columns.js'
import { useVirtualRows } from './virtual-rows.js'

/** Properties of a table. */
export interface TableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly sort: string
  readonly onSort: (sort: string) => void
  readonly toKey: (row: Row) => string | number
  readonly toHref: (row: Row) => string
}

/** Heights of a row, as in the style sheet: denser with a mouse than with a finger. */
const rowHeight = { fine: 38, coarse: 48 }

function readRowHeight(): number {
  return matchMedia('(pointer: coarse)').matches ? rowHeight.coarse : rowHeight.fine
}

/** A table of any length with a fixed header. Each row is a link to its record. */
export function Table<Row>(props: TableProps<Row>): VNode {
  const { label, columns, rows, sort, onSort } = props
  const height = readRowHeight()
  const { scroller, first, end } = useVirtualRows(rows.length, height)
  // Another order starts from the top again; rows that arrive do not.
  useEffect(() => scroller.current?.scrollTo(0, 0), [sort])
  const essential = columns.filter(({ isEssential }) => isEssential)
  return (
    <div
      ref={scroller}
      class="table"
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      style={{ '--tracks': toTracks(columns), '--essential-tracks': toTracks(essential) }}
    >
      <div role="rowgroup" class="table-head">
        <div role="row" class="row" aria-rowindex={1}>
          {columns.map((column) => (
            <HeaderCell key={column.key} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
      </div>
      <div role="rowgroup" class="table-body" style={{ height: `${rows.length * height}px` }}>
        {rows.slice(first, end).map((row, place) => (
          <TableRow
            {...props}
            key={props.toKey(row)}
            row={row}
            index={first + place}
            top={(first + place) * height}
          />
        ))}
      </div>
    </div>
  )
}

function toTracks<Row>(columns: readonly Column<Row>[]): string {
  return columns.map(({ width }) => width).join(' ')
}

interface TableRowProps<Row> extends TableProps<Row> {
  readonly row: Row
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
          <a class="row-link" href={toHref(row)}>
            {toContent(first, row)}
          </a>
        </div>
      )}
      {others.map((column) => (
        <div key={column.key} role="cell" class={toCellClass(column)}>
          {toContent(column, row)}
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

function toContent<Row>({ cell, value }: Column<Row>, row: Row): ComponentChildren {
  return cell === undefined ? value(row) : cell(row)
}
