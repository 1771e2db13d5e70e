import type { ComponentChildren } from 'preact'

/** A column of a list. */
export interface Column<Row> {
  readonly key: string
  readonly title: string
  /** Value to sort by. Empty values come last. */
  readonly value: (row: Row) => string | number | null | undefined
  /** Content of the cell, unless it is the value. */
  readonly cell?: (row: Row) => ComponentChildren
  /** Aligned to the end, as numbers are. */
  readonly isNumber?: boolean
  /** Shown on a narrow screen, too. */
  readonly isEssential?: boolean
  /** Share of the width, as a track of a CSS grid: `minmax(0, 2fr)`. */
  readonly width: string
}

/** A way to narrow a list down to some of its rows. */
export interface Filter<Row> {
  readonly key: string
  readonly title: string
  readonly options: readonly FilterOption<Row>[]
}

/** One choice of a filter. */
export interface FilterOption<Row> {
  readonly value: string
  readonly title: string
  readonly test: (row: Row) => boolean
}

/** The rows to show, and their order. */
export interface Selection {
  readonly search: string
  /** Key of the column to sort by; with a minus, from the largest. */
  readonly sort: string
  /** The chosen option of each filter. */
  readonly chosen: ReadonlyMap<string, string>
}

/** A list whose rows can be selected. */
export interface Selectable<Row> {
  readonly columns: readonly Column<Row>[]
  readonly filters: readonly Filter<Row>[]
  /** Text of a row that a search looks in. */
  readonly toSearchText: (row: Row) => string
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Returns the rows that match every word and filter, in order. */
export function selectRows<Row>(
  rows: readonly Row[],
  list: Selectable<Row>,
  { search, sort, chosen }: Selection,
): readonly Row[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const tests = list.filters.flatMap(({ key, options }) => {
    const option = options.find(({ value }) => value === chosen.get(key))
    return option === undefined ? [] : [option.test]
  })
  const found =
    words.length + tests.length === 0
      ? rows
      : rows.filter((row) => {
          if (!tests.every((test) => test(row))) return false
          const text = words.length === 0 ? '' : list.toSearchText(row).toLowerCase()
          return words.every((word) => text.includes(word))
        })
  return sortRows(found, list.columns, sort)
}

type SortKey = string | number | null | undefined

function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: string,
): readonly Row[] {
  const isDescending = sort.startsWith('-')
  const column = columns.find(({ key }) => key === sort.replace(/^-/, ''))
  if (column === undefined) return rows
  // Each value is read once; a comparison that read it would do so 17 times per row of 100,000.
  const keyed = rows.map((row) => ({ row, key: column.value(row) }))
  const direction = isDescending ? -1 : 1
  return keyed.toSorted((a, b) => compare(a.key, b.key, direction)).map(({ row }) => row)
}

function compare(a: SortKey, b: SortKey, direction: number): number {
  const isEmptyA = a === null || a === undefined || a === ''
  const isEmptyB = b === null || b === undefined || b === ''
  if (isEmptyA || isEmptyB) return Number(isEmptyA) - Number(isEmptyB)
  if (typeof a === 'number' && typeof b === 'number') return (a - b) * direction
  return collator.compare(String(a), String(b)) * direction
}
