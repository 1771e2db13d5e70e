import type { ComponentChildren, VNode } from 'preact'
import { navigate, toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import {
  toFilterQuery,
  toOrderQuery,
  type Filter,
  type Selectable,
  type Selection,
} from './columns.js'
import { Empty, Failed, type FailedProps } from './empty.js'
import type { ReadPage, SearchQuery } from './row-window.js'
import { Table } from './table.js'
import { useRows } from './use-rows.js'

/** A list that can be searched, filtered, and sorted. Its selection is part of the address. */
export interface ListDefinition<Row> extends Selectable<Row> {
  readonly label: string
  readonly defaultSort: string
  readonly read: ReadPage<Row>
  readonly toHref: (row: Row) => string
}

/** Properties of a list. */
export interface ListProps<Row> {
  readonly definition: ListDefinition<Row>
  /** Parameters of the search that the user does not choose, such as the coupon whose codes are listed. */
  readonly fixed?: SearchQuery
  /** Shown instead of the table if no records exist. */
  readonly empty: ComponentChildren
}

const noQuery: SearchQuery = {}

/** A list with its search field, filters, and table. */
export function List<Row>({ definition, fixed = noQuery, empty }: ListProps<Row>): VNode {
  const { path, query } = useRoute()
  const selection = toSelection(query, definition)
  const chosen = toFilterQuery(definition.filters, selection)
  const order = toOrderQuery(definition.columns, selection.sort, definition.defaultSort)
  const state = useRows(definition.read, { ...fixed, ...chosen, ...order })
  const { rows, isLoading, retry } = state
  const select = (change: Readonly<Record<string, string>>): void => {
    navigate(toHref(path, { ...Object.fromEntries(query), ...change }), true)
  }
  const isEmpty = rows?.isCounted === true && rows.count === 0
  if (rows?.problem !== undefined && rows.count === 0) {
    return <Failed title={texts.list.failed} problem={rows.problem} onRetry={retry} />
  }
  if (isEmpty && !isLoading && Object.keys(chosen).length === 0) return <>{empty}</>
  return (
    <section class="list" aria-busy={isLoading}>
      <Tools
        filters={definition.filters}
        selection={selection}
        onSelect={select}
        count={rows?.isCounted ? texts.list.count(rows.count) : ''}
        isLoading={isLoading}
      />
      {rows?.problem !== undefined && <Interrupted problem={rows.problem} onRetry={retry} />}
      {isEmpty ? (
        <NoMatches onClear={() => navigate(toHref(path), true)} />
      ) : (
        <Table
          {...definition}
          rows={rows}
          sort={selection.sort}
          selected={JSON.stringify([chosen, order])}
          onShow={state.show}
          onSort={(next) => select({ sort: next })}
        />
      )}
    </section>
  )
}

/** A page of the list that could not be loaded. The others remain visible. */
function Interrupted({ problem = '', onRetry }: Omit<FailedProps, 'title'>): VNode {
  return (
    <p class="problem" role="alert">
      {`${texts.list.failed} ${problem} `}
      <button type="button" class="button" onClick={onRetry}>
        {texts.list.retry}
      </button>
    </p>
  )
}

function NoMatches({ onClear }: { readonly onClear: () => void }): VNode {
  return (
    <Empty title={texts.list.noMatches} lead={texts.list.noMatchesLead}>
      <button type="button" class="button" onClick={onClear}>
        {texts.list.clear}
      </button>
    </Empty>
  )
}

function toSelection<Row>(query: URLSearchParams, list: ListDefinition<Row>): Selection {
  const chosen = list.filters.map(({ key }) => [key, query.get(key) ?? ''] as const)
  return {
    search: query.get('q') ?? '',
    sort: query.get('sort') ?? list.defaultSort,
    chosen: new Map(chosen),
  }
}

interface ToolsProps {
  readonly filters: readonly Filter[]
  readonly selection: Selection
  readonly onSelect: (change: Readonly<Record<string, string>>) => void
  readonly count: string
  readonly isLoading: boolean
}

function Tools({ filters, selection, onSelect, count, isLoading }: ToolsProps): VNode {
  return (
    <div class="tools" role="search">
      <input
        type="search"
        class="search"
        aria-label={texts.list.search}
        placeholder={texts.list.search}
        value={selection.search}
        onInput={({ currentTarget }) => onSelect({ q: currentTarget.value })}
      />
      {filters.map(({ key, title, options }) => (
        <select
          key={key}
          class="filter"
          aria-label={title}
          value={selection.chosen.get(key) ?? ''}
          onChange={({ currentTarget }) => onSelect({ [key]: currentTarget.value })}
        >
          <option value="">{`${title}: ${texts.list.all}`}</option>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.title}
            </option>
          ))}
        </select>
      ))}
      <output class="count">{isLoading && count === '' ? texts.list.loading : count}</output>
    </div>
  )
}
