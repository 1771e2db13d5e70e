import type { Payout, PayoutItem, PayoutStatus } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toMoneyText, toTimeText } from '../format.js'
import { Confirm, type Confirmation } from '../layout/confirm.js'
import { notify } from '../layout/notices.js'
import { PagedTable, type PagedColumn } from '../lists/paged-table.js'
import { usePages, type Pages } from '../lists/pages.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { Amount } from './amount.js'
import { FilterSelect } from './filter-select.js'
import { NoMatches } from './no-matches.js'
import { PayoutBadge } from './payouts.js'

const { payouts: words } = texts.money
const { itemColumns: titles } = words

type Mark = (item: PayoutItem, status: 'PAID' | 'FAILED') => void

/** Properties of the amounts of a payout. */
export interface PayoutItemsProps {
  readonly payout: Payout
  readonly onMarked: (payout: Payout) => void
}

/** The amounts of a payout, with buttons to mark each one as paid or failed. */
export function PayoutItems({ payout, onMarked }: PayoutItemsProps): VNode {
  const { path, query } = useRoute()
  const status = toStatus(query.get('status'))
  const [confirmation, setConfirmation] = useState<Confirmation>()
  const pages = usePages<PayoutItem>(`${payout.id} ${status}`, (page) =>
    referly.kit.payouts.items(payout.id).list({ ...page, ...(status !== undefined && { status }) }),
  )
  const columns = createColumns((item, next) =>
    setConfirmation(toMark({ payout, pages, onMarked }, item, next)),
  )
  return (
    <>
      <div class="heading-row">
        <h2>{words.itemsTitle}</h2>
        <FilterSelect name="status" title={titles.status} value={status} options={words.status} />
      </div>
      <PagedTable
        label={words.itemsTitle}
        columns={columns}
        pages={pages}
        toKey={({ affiliateId }) => affiliateId}
        toHref={({ affiliateId }) => toHref(['money', 'balances', affiliateId])}
        empty={<NoMatches href={toHref(path)} />}
      />
      <Confirm confirmation={confirmation} onClose={() => setConfirmation(undefined)} />
    </>
  )
}

function toStatus(text: string | null): PayoutStatus | undefined {
  return text !== null && text in words.status ? (text as PayoutStatus) : undefined
}

function createColumns(mark: Mark): readonly PagedColumn<PayoutItem>[] {
  return [
    {
      key: 'name',
      title: titles.name,
      cell: ({ name, email }) => name || email || texts.money.unnamed,
      isEssential: true,
      width: 'minmax(0, 1.3fr)',
    },
    { key: 'email', title: titles.email, cell: ({ email }) => email, width: 'minmax(0, 1.5fr)' },
    {
      key: 'settled',
      title: titles.settled,
      cell: ({ reason, settledAt }) => reason ?? (settledAt === null ? '' : toTimeText(settledAt)),
      width: 'minmax(0, 1.3fr)',
    },
    {
      key: 'amount',
      title: titles.amount,
      cell: ({ amount, currency }) => <Amount amount={amount} currency={currency} />,
      isNumber: true,
      isEssential: true,
      width: 'minmax(0, 0.9fr)',
    },
    {
      key: 'status',
      title: titles.status,
      cell: (item) => <MarkButtons item={item} mark={mark} />,
      isNumber: true,
      isEssential: true,
      width: '10.5rem',
    },
  ]
}

/** The outcomes that an amount can still have. A payment can come back after it was made. */
function MarkButtons({ item, mark }: { readonly item: PayoutItem; readonly mark: Mark }): VNode {
  return (
    <div class="row-actions">
      {item.status === 'PENDING' ? (
        <button type="button" class="button" onClick={() => mark(item, 'PAID')}>
          {words.status.PAID}
        </button>
      ) : (
        <PayoutBadge status={item.status} />
      )}
      {item.status !== 'FAILED' && (
        <button type="button" class="button quiet" onClick={() => mark(item, 'FAILED')}>
          {item.status === 'PENDING' ? words.status.FAILED : words.markItemFailed}
        </button>
      )}
    </div>
  )
}

interface MarkTarget extends PayoutItemsProps {
  readonly pages: Pages<PayoutItem>
}

function toMark(
  { payout, pages, onMarked }: MarkTarget,
  { affiliateId, name, email, amount, currency }: PayoutItem,
  status: 'PAID' | 'FAILED',
): Confirmation {
  const money = toMoneyText(amount, currency)
  const isPaid = status === 'PAID'
  return {
    title: isPaid ? words.paidTitle(money) : words.failedTitle(money),
    lead: isPaid ? words.itemPaidLead(name || email) : words.itemFailedLead(name || email),
    action: isPaid ? words.markPaid : words.markFailed,
    isDangerous: !isPaid,
    ...(!isPaid && { textLabel: words.reason }),
    async run(text) {
      const reason = text === '' ? null : text
      const input = { status, affiliateIds: [affiliateId], ...(reason !== null && { reason }) }
      onMarked(await referly.kit.payouts.mark(payout.id, input))
      const settled = { status, reason, settledAt: new Date().toISOString() }
      pages.change((rows) =>
        rows.map((row) => (row.affiliateId === affiliateId ? { ...row, ...settled } : row)),
      )
      notify(isPaid ? words.markedPaid(money) : words.markedFailed(money))
    },
  }
}
