import type { SaleSummary } from '@referly-kit/types'
import type { VNode } from 'preact'
import { referly } from '../api.js'
import { toDayText, toTimeText } from '../format.js'
import { Badge, Heading } from '../layout/heading.js'
import { Empty } from '../lists/empty.js'
import { List, type ListDefinition } from '../lists/list.js'
import { Money } from '../records/money.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { SaleForm } from './sale-form.js'
import { SalePage } from './sale-page.js'

const { columns, status } = texts.sales

const definition: ListDefinition<SaleSummary> = {
  label: texts.sales.title,
  defaultSort: '-id',
  read: (query, options) => referly.kit.search.sales.list(query, options),
  toHref: ({ id }) => toHref(['sales', String(id)]),
  columns: [
    { key: 'id', title: columns.id, cell: ({ id }) => id, isEssential: true, width: '4rem' },
    {
      key: 'customer',
      title: columns.customer,
      cell: ({ name, email }) => name || email,
      isEssential: true,
      width: 'minmax(0, 1.5fr)',
    },
    {
      key: 'affiliate',
      title: columns.affiliate,
      cell: ({ affiliateName }) => affiliateName,
      width: 'minmax(0, 1.3fr)',
    },
    {
      key: 'total',
      title: columns.total,
      cell: ({ totalEarned }) => <Money amount={totalEarned} />,
      isNumber: true,
      isEssential: true,
      width: 'minmax(0, 0.9fr)',
    },
    {
      key: 'commission',
      title: columns.commission,
      cell: ({ commissionEarned }) => <Money amount={commissionEarned} />,
      isNumber: true,
      width: 'minmax(0, 0.9fr)',
    },
    {
      key: 'status',
      title: columns.status,
      cell: (sale) => <SaleBadge sale={sale} />,
      width: 'minmax(6rem, 0.7fr)',
    },
    {
      key: 'created',
      title: columns.date,
      cell: ({ createdAt }) => toTimeText(createdAt),
      width: 'minmax(0, 1.2fr)',
    },
  ],
  filters: [
    {
      key: 'status',
      title: texts.sales.filterStatus,
      options: [
        { value: 'active', title: status.ACTIVE, toQuery: () => ({ status: 'ACTIVE' }) },
        { value: 'refunded', title: status.REFUNDED, toQuery: () => ({ status: 'REFUNDED' }) },
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
  const { query } = useRoute()
  const [from, to] = [query.get('from'), query.get('to')]
  const days = from !== null && to !== null ? { from, to } : {}
  const create = (
    <a class="button primary" href={toHref(['sales', 'new'])}>
      {texts.sales.create}
    </a>
  )
  return (
    <>
      <Heading title={texts.sales.title}>{create}</Heading>
      {from !== null && to !== null && (
        <p class="days">
          {texts.sales.between(toDayText(from), toDayText(to))}{' '}
          <a href={toHref(['sales'])}>{texts.sales.allDays}</a>
        </p>
      )}
      <List
        definition={definition}
        fixed={days}
        empty={<Empty title={texts.sales.emptyTitle} lead={texts.sales.emptyLead} />}
      />
    </>
  )
}

function SaleBadge({ sale }: { readonly sale: SaleSummary }): VNode {
  const state = sale.status
  return <Badge tone={state === 'ACTIVE' ? 'good' : 'muted'}>{status[state]}</Badge>
}
