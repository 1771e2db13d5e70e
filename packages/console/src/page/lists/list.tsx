import type { ComponentChildren, VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import type { CollectionState } from '../records/collection.js'
import { navigate, toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { selectRows, type Filter, type Selectable, type Selection } from './columns.js'
import { Empty } from './empty.js'
import { Table } from './table.js'

/** A list that can be searched, filtered, and sorted. Its selection is part of the address. */
export interface ListDefinition<Row> extends Selectable<Row> {
  readonly label: string
  readonly defaultSort: string
  readonly toKey: (row: Row) => string | number
  readonly toHref: (row: Row) => string
}

/** Properties of a list. */
export interface ListProps<Row> {
  readonly definition: ListDefinition<Row>
  readonly state: CollectionState<Row>
  readonly onRetry: () => void
  /** Shown instead of the table when there are no records at all. */
  readonly empty: ComponentChildren
}

/** A list with its search field, filters, and table. */
export function List<Row>({ definition, state, onRetry, empty }: ListProps<Row>): VNode {
  const { path, query } = useRoute()
  const selection = toSelection(query, definition)
  const { search, sort } = selection
  const rows = useMemo(
    () => selectRows(state.rows, definition, selection),
    [state.rows, definition, query.toString()],
  )
  const select = (change: Readonly<Record<string, string>>): void => {
    navigate(toHref(path, { ...Object.fromEntries(query), ...change }), true)
  }
  if (state.status === 'failed' && state.rows.length === 0) {
    return <Failed problem={state.problem} onRetry={onRetry} />
  }
  if (state.status === 'ready' && state.rows.length === 0) return <>{empty}</>
  return (
    <section class="list" aria-busy={state.status === 'loading'}>
      <Tools
        filters={definition.filters}
        selection={selection}
        onSelect={select}
        count={texts.list.count(rows.length, state.rows.length)}
        isLoading={state.status === 'loading'}
      />
      {rows.length === 0 && state.status === 'ready' ? (
        <NoMatches onClear={() => navigate(toHref(path), true)} />
      ) : (
        <Table
          {...definition}
          rows={rows}
          sort={sort}
          onSort={(next) => select({ sort: next, q: search })}
        />
      )}
    </section>
  )
}

interface FailedProps {
  readonly problem: string | undefined
  readonly onRetry: () => void
}

function Failed({ problem = '', onRetry }: FailedProps): VNode {
  return (
    <Empty title={texts.list.failed} lead={problem}>
      <button type="button" class="button" onClick={onRetry}>
        {texts.list.retry}
      </button>
    </Empty>
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

interface ToolsProps<Row> {
  readonly filters: readonly Filter<Row>[]
  readonly selection: Selection
  readonly onSelect: (change: Readonly<Record<string, string>>) => void
  readonly count: string
  readonly isLoading: boolean
}

function Tools<Row>({ filters, selection, onSelect, count, isLoading }: ToolsProps<Row>): VNode {
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
      <output class="count">{isLoading ? `${count} · ${texts.list.loading}` : count}</output>
    </div>
  )
}
