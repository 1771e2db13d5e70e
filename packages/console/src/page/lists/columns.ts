import type { ComponentChildren } from 'preact'
import type { SearchQuery } from './row-window.js'

/** A column of a list. */
export interface Column<Row> {
  /** The name of the order by this column, in lower case. */
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

/** A way to narrow a list down to some of its rows. */
export interface Filter {
  readonly key: string
  readonly title: string
  readonly options: readonly FilterOption[]
}

/** One choice of a filter. */
export interface FilterOption {
  readonly value: string
  readonly title: string
  /** Returns the parameters of the search. */
  readonly toQuery: () => SearchQuery
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
  readonly filters: readonly Filter[]
}

/** Returns the parameters of a search without its order. Unknown choices are ignored. */
export function toFilterQuery(
  filters: readonly Filter[],
  { search, chosen }: Selection,
): SearchQuery {
  const parts = filters.map(({ key, options }) => {
    return options.find(({ value }) => value === chosen.get(key))?.toQuery() ?? {}
  })
  // The longest search that the server accepts.
  const q = search.trim().slice(0, 200)
  return Object.assign({}, ...parts, q === '' ? {} : { q }) as SearchQuery
}

/** Returns the parameters of an order. An unknown column is replaced by that of the default order. */
export function toOrderQuery<Row>(
  columns: readonly Column<Row>[],
  sort: string,
  defaultSort: string,
): SearchQuery {
  const isKnown = columns.some(({ key }) => key === sort.replace(/^-/, ''))
  const known = isKnown ? sort : defaultSort
  const isDescending = known.startsWith('-')
  return {
    sort: known.replace(/^-/, '').toUpperCase(),
    order: isDescending ? 'DESC' : 'ASC',
  }
}
