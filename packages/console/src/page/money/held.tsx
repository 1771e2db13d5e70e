import type { Commission } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toDateText, toMoneyText } from '../format.js'
import { Confirm, type Confirmation } from '../layout/confirm.js'
import { notify } from '../layout/notices.js'
import { Empty } from '../lists/empty.js'
import { PagedTable, type PagedColumn } from '../lists/paged-table.js'
import { usePages, type Pages } from '../lists/pages.js'
import { useProgram } from '../program/program.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { Amount } from './amount.js'
import { AffiliateLink, useAffiliateName } from './names.js'

const { columns: titles } = texts.money.held

type Decide = (commission: Commission, decision: 'release' | 'decline') => void

const columns: readonly PagedColumn<Commission>[] = [
  {
    key: 'sale',
    title: titles.sale,
    cell: ({ saleId }) => texts.sales.name(saleId),
    isEssential: true,
    width: 'minmax(4.5rem, 0.7fr)',
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
    cell: ({ holdReason }) => texts.money.reasons[holdReason ?? ''] ?? holdReason,
    width: 'minmax(0, 1.4fr)',
  },
  {
    key: 'payableAt',
    title: titles.payableAt,
    cell: ({ payableAt }) => toDateText(payableAt),
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

function toDecisionColumn(decide: Decide): PagedColumn<Commission> {
  return {
    key: 'decision',
    title: titles.decision,
    cell: (commission) => (
      <div class="row-actions">
        <button type="button" class="button" onClick={() => decide(commission, 'release')}>
          {texts.money.held.release}
        </button>
        <button type="button" class="button quiet" onClick={() => decide(commission, 'decline')}>
          {texts.money.held.decline}
        </button>
      </div>
    ),
    isNumber: true,
    isEssential: true,
    width: '12.5rem',
  }
}

/** The commission that waits for a decision. */
export function Held(): VNode {
  const affiliateId = useRoute().query.get('affiliate') ?? undefined
  const [confirmation, setConfirmation] = useState<Confirmation>()
  const pages = usePages<Commission>(affiliateId ?? '', (page) =>
    referly.kit.commissions.list({
      ...page,
      approvalStatus: 'ON_HOLD',
      ...(affiliateId !== undefined && { affiliateId }),
    }),
  )
  const decisions = toDecisionColumn((commission, decision) =>
    setConfirmation(toDecision(commission, decision, pages)),
  )
  return (
    <>
      {affiliateId !== undefined && <OfAffiliate affiliateId={affiliateId} />}
      <PagedTable
        label={texts.money.tabs.held}
        columns={[...columns, decisions]}
        pages={pages}
        toKey={({ saleId }) => saleId}
        toHref={({ saleId }) => toHref(['sales', String(saleId)])}
        empty={<NothingHeld />}
      />
      <Confirm confirmation={confirmation} onClose={() => setConfirmation(undefined)} />
    </>
  )
}

function OfAffiliate({ affiliateId }: { readonly affiliateId: string }): VNode {
  const name = useAffiliateName(affiliateId)
  return (
    <p class="days">
      {texts.money.held.of(name ?? '…')}{' '}
      <a href={toHref(['money', 'held'])}>{texts.money.showAll}</a>
    </p>
  )
}

function NothingHeld(): VNode {
  const { emptyTitle, emptyAutomatic, emptyManual } = texts.money.held
  const isManual = useProgram()?.approval === 'MANUAL'
  return (
    <Empty title={emptyTitle} lead={isManual ? emptyManual : emptyAutomatic}>
      <a class="button" href={toHref(isManual ? ['money', 'balances'] : ['program'])}>
        {isManual ? texts.money.tabs.balances : texts.money.held.settings}
      </a>
    </Empty>
  )
}

function toDecision(
  { saleId, amount, currency, payableAt }: Commission,
  decision: 'release' | 'decline',
  pages: Pages<Commission>,
): Confirmation {
  const { held } = texts.money
  const money = toMoneyText(amount, currency)
  const isRelease = decision === 'release'
  return {
    title: isRelease ? held.releaseTitle(money) : held.declineTitle(money),
    lead: isRelease ? held.releaseLead(saleId, toDateText(payableAt)) : held.declineLead(saleId),
    action: isRelease ? held.release : held.decline,
    isDangerous: !isRelease,
    async run() {
      await referly.kit.commissions[decision](saleId)
      pages.change((rows) => rows.filter((row) => row.saleId !== saleId))
      notify(isRelease ? held.released(money) : held.declined(money))
    },
  }
}
