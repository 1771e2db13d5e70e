import type { Sale } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { toDayText, toEndOfDay, toTimeText } from '../format.js'
import { Badge, Heading } from '../layout/heading.js'
import { Empty } from '../lists/empty.js'
import { List, type ListDefinition } from '../lists/list.js'
import { useCollection } from '../records/collection.js'
import { affiliates, sales } from '../records/collections.js'
import { Money } from '../records/money.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { SaleForm } from './sale-form.js'
import { SalePage } from './sale-page.js'

const { columns, status } = texts.sales

/** A sale with the name of its affiliate. */
interface SaleRow extends Sale {
  readonly affiliateName: string
}

const definition: ListDefinition<SaleRow> = {
  label: texts.sales.title,
  defaultSort: '-id',
  toKey: ({ id }) => id,
  toHref: ({ id }) => toHref(['sales', String(id)]),
  toSearchText: (sale) =>
    `${sale.id} ${sale.name} ${sale.email ?? ''} ${sale.affiliateName} ${sale.externalId ?? ''}`,
  columns: [
    { key: 'id', title: columns.id, value: ({ id }) => id, isEssential: true, width: '4rem' },
    {
      key: 'customer',
      title: columns.customer,
      value: ({ name, email }) => name || email,
      isEssential: true,
      width: 'minmax(0, 1.5fr)',
    },
    {
      key: 'affiliate',
      title: columns.affiliate,
      value: ({ affiliateName }) => affiliateName,
      width: 'minmax(0, 1.3fr)',
    },
    {
      key: 'total',
      title: columns.total,
      value: ({ totalEarned }) => totalEarned,
      cell: ({ totalEarned }) => <Money amount={totalEarned} />,
      isNumber: true,
      isEssential: true,
      width: 'minmax(0, 0.9fr)',
    },
    {
      key: 'commission',
      title: columns.commission,
      value: ({ commissionEarned }) => commissionEarned,
      cell: ({ commissionEarned }) => <Money amount={commissionEarned} />,
      isNumber: true,
      width: 'minmax(0, 0.9fr)',
    },
    {
      key: 'status',
      title: columns.status,
      value: (sale) => status[sale.status ?? 'ACTIVE'],
      cell: (sale) => <SaleBadge sale={sale} />,
      width: 'minmax(6rem, 0.7fr)',
    },
    {
      key: 'date',
      title: columns.date,
      value: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => toTimeText(createdAt),
      width: 'minmax(0, 1.2fr)',
    },
  ],
  filters: [
    {
      key: 'status',
      title: texts.sales.filterStatus,
      options: [
        { value: 'active', title: status.ACTIVE, test: (sale) => sale.status !== 'REFUNDED' },
        { value: 'refunded', title: status.REFUNDED, test: (sale) => sale.status === 'REFUNDED' },
      ],
    },
  ],
}

/** The pages of sales. */
export function Sales(): VNode {
  const { path, query } = useRoute()
  const [, id] = path
  if (id === undefined) return <SaleList />
  if (id === 'new') return <SaleForm code={query.get('code')} />
  return <SalePage id={Number(id)} isEditing={query.has('edit')} />
}

function SaleList(): VNode {
  const state = useCollection(sales)
  const people = useCollection(affiliates).rows
  const { query } = useRoute()
  const [from, to] = [query.get('from'), query.get('to')]
  const rows = useMemo(() => {
    const names = new Map(people.map((one) => [one.id, `${one.firstName} ${one.lastName}`]))
    const chosen = from !== null && to !== null ? selectDays(state.rows, from, to) : state.rows
    return chosen.map((sale) => ({ ...sale, affiliateName: names.get(sale.affiliateId) ?? '' }))
  }, [state.rows, people, from, to])
  const create = (
    <a class="button primary" href={toHref(['sales', 'new'])}>
      {texts.sales.create}
    </a>
  )
  const isEmpty = state.status === 'ready' && rows.length === 0
  return (
    <>
      <Heading title={texts.sales.title}>{!isEmpty && create}</Heading>
      {from !== null && to !== null && (
        <p class="days">
          {texts.sales.between(toDayText(from), toDayText(to))}{' '}
          <a href={toHref(['sales'])}>{texts.sales.allDays}</a>
        </p>
      )}
      <List
        definition={definition}
        state={{ ...state, rows }}
        onRetry={() => void sales.reload()}
        empty={
          <Empty title={texts.sales.emptyTitle} lead={texts.sales.emptyLead}>
            {create}
          </Empty>
        }
      />
    </>
  )
}

/** Returns the sales of some days, counted in the time zone of the reader. */
function selectDays(rows: readonly Sale[], from: string, to: string): readonly Sale[] {
  const start = new Date(`${from}T00:00:00`).toISOString()
  const end = toEndOfDay(to)
  return rows.filter(({ createdAt }) => createdAt >= start && createdAt <= end)
}

function SaleBadge({ sale }: { readonly sale: Sale }): VNode {
  const state = sale.status ?? 'ACTIVE'
  return <Badge tone={state === 'ACTIVE' ? 'good' : 'muted'}>{status[state]}</Badge>
}
