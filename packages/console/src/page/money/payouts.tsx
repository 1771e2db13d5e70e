import type { Payout } from '@referly-kit/types'
import type { VNode } from 'preact'
import { referly } from '../api.js'
import { toNumberText, toTimeText } from '../format.js'
import { Badge } from '../layout/heading.js'
import { Empty } from '../lists/empty.js'
import { PagedTable, type PagedColumn } from '../lists/paged-table.js'
import { usePages } from '../lists/pages.js'
import { toHref } from '../router.js'
import { texts } from '../texts.js'
import { Amount } from './amount.js'

const { columns: titles, status } = texts.money.payouts

type AmountName = 'amount' | 'paidAmount' | 'failedAmount'

function toAmountColumn(name: AmountName, isEssential: boolean): PagedColumn<Payout> {
  return {
    key: name,
    title: titles[name],
    cell: (payout) => <Amount amount={payout[name]} currency={payout.currency} />,
    isNumber: true,
    isEssential,
    width: 'minmax(0, 1fr)',
  }
}

const columns: readonly PagedColumn<Payout>[] = [
  {
    key: 'created',
    title: titles.created,
    cell: ({ createdAt }) => toTimeText(createdAt),
    isEssential: true,
    width: 'minmax(0, 1.5fr)',
  },
  {
    key: 'reference',
    title: titles.reference,
    cell: ({ id }) => <code>{toReference(id)}</code>,
    width: 'minmax(0, 1fr)',
  },
  {
    key: 'affiliates',
    title: titles.affiliates,
    cell: ({ affiliates }) => toNumberText(affiliates),
    isNumber: true,
    width: 'minmax(0, 0.8fr)',
  },
  toAmountColumn('amount', true),
  toAmountColumn('paidAmount', false),
  toAmountColumn('failedAmount', false),
  {
    key: 'status',
    title: titles.status,
    cell: (payout) => <PayoutBadge status={payout.status} />,
    isEssential: true,
    width: 'minmax(5.5rem, 0.7fr)',
  },
]

/** The payouts, the latest first. */
export function Payouts(): VNode {
  const pages = usePages<Payout>('', (page) =>
    referly.kit.payouts.list({ ...page, sort: 'NEWEST' }),
  )
  return (
    <PagedTable
      label={texts.money.tabs.payouts}
      columns={columns}
      pages={pages}
      toKey={({ id }) => id}
      toHref={({ id }) => toHref(['money', 'payouts', id])}
      empty={
        <Empty title={texts.money.payouts.emptyTitle} lead={texts.money.payouts.emptyLead}>
          <a class="button primary" href={toHref(['money', 'payouts', 'new'])}>
            {texts.money.payouts.create}
          </a>
        </Empty>
      }
    />
  )
}

/** Returns the part of a payout's id that its files have as the reference. */
export function toReference(id: string): string {
  return id.slice(-8).toUpperCase()
}

/** The status of a payout or of one of its amounts. */
export function PayoutBadge({ status: state }: Pick<Payout, 'status'>): VNode {
  const tones = { PENDING: 'fair', PAID: 'good', FAILED: 'bad' } as const
  return <Badge tone={tones[state]}>{status[state]}</Badge>
}
