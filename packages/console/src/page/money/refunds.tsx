import type { Refund } from '@referly-kit/types'
import type { VNode } from 'preact'
import { referly } from '../api.js'
import { toTimeText } from '../format.js'
import { Empty } from '../lists/empty.js'
import { PagedTable, type PagedColumn } from '../lists/paged-table.js'
import { usePages } from '../lists/pages.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { Amount } from './amount.js'
import { AffiliateLink } from './names.js'

const { columns: titles, reasons } = texts.money.refunds

const columns: readonly PagedColumn<Refund>[] = [
  {
    key: 'sale',
    title: titles.sale,
    cell: ({ saleId }) => texts.sales.name(saleId),
    isEssential: true,
    width: 'minmax(4.5rem, 0.7fr)',
  },
  {
    key: 'date',
    title: titles.date,
    cell: ({ createdAt }) => toTimeText(createdAt),
    width: 'minmax(11.5rem, 1fr)',
  },
  {
    key: 'affiliate',
    title: titles.affiliate,
    cell: ({ affiliateId }) => <AffiliateLink affiliateId={affiliateId} />,
    width: 'minmax(0, 1.2fr)',
  },
  {
    key: 'reason',
    title: titles.reason,
    cell: ({ reason }) => reasons[reason],
    isEssential: true,
    width: 'minmax(0, 1fr)',
  },
  {
    key: 'note',
    title: titles.note,
    cell: ({ note }) => note ?? '',
    width: 'minmax(0, 1.4fr)',
  },
  {
    key: 'commission',
    title: titles.commission,
    cell: ({ commission, currency }) => <Amount amount={-commission} currency={currency} />,
    isNumber: true,
    width: 'minmax(0, 0.9fr)',
  },
  {
    key: 'amount',
    title: titles.amount,
    cell: ({ amount, currency }) => <Amount amount={amount} currency={currency} />,
    isNumber: true,
    isEssential: true,
    width: 'minmax(0, 0.9fr)',
  },
]

/** The refunds, the latest first: all of them, or those of one sale. */
export function Refunds(): VNode {
  const sale = useRoute().query.get('sale')
  const saleId = Number(sale)
  const pages = usePages<Refund>(sale ?? '', (page) =>
    referly.kit.refunds.list({ ...page, sort: 'NEWEST', ...(sale !== null && { saleId }) }),
  )
  return (
    <>
      {sale !== null && (
        <p class="days">
          {texts.money.refunds.of(saleId)}{' '}
          <a href={toHref(['money', 'refunds'])}>{texts.money.showAll}</a>
        </p>
      )}
      <PagedTable
        label={texts.money.tabs.refunds}
        columns={columns}
        pages={pages}
        toKey={({ id }) => id}
        toHref={({ saleId: id }) => toHref(['sales', String(id)])}
        empty={
          <Empty title={texts.money.refunds.emptyTitle} lead={texts.money.refunds.emptyLead}>
            <a class="button" href={toHref(['sales'])}>
              {texts.sales.title}
            </a>
          </Empty>
        }
      />
    </>
  )
}
