import type { ComponentChildren, VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import { texts } from '../texts.js'
import { Empty } from './empty.js'
import type { Pages } from './pages.js'
import { useVirtualRows } from './virtual-rows.js'

/** A column of a list that is read page by page. */
export interface PagedColumn<Row> {
  readonly key: string
  readonly title: string
  readonly cell: (row: Row) => ComponentChildren
  /** Aligned to the end, as numbers are. */
  readonly isNumber?: boolean
  /** Also shown on a narrow screen. */
  readonly isEssential?: boolean
  /** Share of the width, as a track of a CSS grid: `minmax(0, 2fr)`. */
  readonly width: string
}

/** Properties of a table that is read page by page. */
export interface PagedTableProps<Row> {
  readonly label: string
  readonly columns: readonly PagedColumn<Row>[]
  readonly pages: Pages<Row>
  readonly toKey: (row: Row) => string | number
  /** Address of the link in the first cell, which covers its row. */
  readonly toHref?: (row: Row) => string
  /** Shown instead of the table when the list has no rows. */
  readonly empty: ComponentChildren
}

/** Heights of a row, as in the style sheet: denser with a mouse than with a finger. */
const rowHeight = { fine: 38, coarse: 48 }

function readRowHeight(): number {
  return matchMedia('(pointer: coarse)').matches ? rowHeight.coarse : rowHeight.fine
}

/** Number of rows before the end at which the next page is read. */
const readAhead = 30

/** A table that reads the next page of its list when its end comes into view. */
export function PagedTable<Row>(props: PagedTableProps<Row>): VNode {
  const { pages, empty } = props
  const { rows, status, problem, more } = pages
  if (status === 'failed' && rows.length === 0) {
    return (
      <Empty title={texts.list.failed} lead={problem ?? ''}>
        <button type="button" class="button" onClick={more}>
          {texts.list.retry}
        </button>
      </Empty>
    )
  }
  if (status === 'ready' && rows.length === 0 && !pages.hasMore) return <>{empty}</>
  return (
    <section class="list" aria-busy={status === 'loading'}>
      {status === 'loading' ? <p class="loading">{texts.list.loading}</p> : <Rows {...props} />}
    </section>
  )
}

function Rows<Row>(props: PagedTableProps<Row>): VNode {
  const { label, columns, pages } = props
  const { rows, hasMore, more, status } = pages
  const height = readRowHeight()
  const { scroller, first, end } = useVirtualRows(rows.length, height)
  useEffect(() => {
    if (hasMore && status === 'ready' && end > rows.length - readAhead) more()
  }, [hasMore, status, end, rows.length])
  const essential = columns.filter(({ isEssential }) => isEssential)
  return (
    <>
      <div
        ref={scroller}
        class="table"
        role="table"
        aria-label={label}
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        style={{ '--tracks': toTracks(columns), '--essential-tracks': toTracks(essential) }}
      >
        <Head columns={columns} />
        <div role="rowgroup" class="table-body" style={{ height: `${rows.length * height}px` }}>
          {rows.slice(first, end).map((row, place) => (
            <BodyRow
              {...props}
              key={props.toKey(row)}
              row={row}
              index={first + place}
              top={(first + place) * height}
            />
          ))}
        </div>
      </div>
      {status === 'failed' && <Failed pages={pages} />}
    </>
  )
}

/** A notice below rows whose next page could not be read. */
function Failed<Row>({ pages }: { readonly pages: Pages<Row> }): VNode {
  return (
    <p class="form-problem" role="alert">
      {pages.problem}{' '}
      <button type="button" class="button" onClick={pages.more}>
        {texts.list.retry}
      </button>
    </p>
  )
}

function Head<Row>({ columns }: Pick<PagedTableProps<Row>, 'columns'>): VNode {
  return (
    <div role="rowgroup" class="table-head">
      <div role="row" class="row" aria-rowindex={1}>
        {columns.map((column) => (
          <div key={column.key} role="columnheader" class={toCellClass(column)}>
            {column.title}
          </div>
        ))}
      </div>
    </div>
  )
}

interface BodyRowProps<Row> extends PagedTableProps<Row> {
  readonly row: Row
  readonly index: number
  /** Distance from the first row, in pixels. */
  readonly top: number
}

function BodyRow<Row>({ row, columns, index, top, toHref }: BodyRowProps<Row>): VNode {
  return (
    <div
      role="row"
      class="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)` }}
    >
      {columns.map((column, place) => (
        <div key={column.key} role="cell" class={toCellClass(column)}>
          {place === 0 && toHref !== undefined ? (
            <a class="row-link" href={toHref(row)}>
              {column.cell(row)}
            </a>
          ) : (
            column.cell(row)
          )}
        </div>
      ))}
    </div>
  )
}

function toTracks<Row>(columns: readonly PagedColumn<Row>[]): string {
  return columns.map(({ width }) => width).join(' ')
}

function toCellClass<Row>({ isNumber, isEssential }: PagedColumn<Row>): string {
  return `cell${isNumber ? ' number' : ''}${isEssential ? '' : ' extra'}`
}
