import type { PayoutPreviewItem, PayoutPreviewTotal } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toMoneyText } from '../format.js'
import { Confirm, type Confirmation } from '../layout/confirm.js'
import { Badge, Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { Empty } from '../lists/empty.js'
import { PagedTable, type PagedColumn } from '../lists/paged-table.js'
import { usePages } from '../lists/pages.js'
import { useProgram } from '../program/program.js'
import { navigate, toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { Amount } from './amount.js'
import { sendOnce } from './once.js'
import { createPreviewReader, readPreviewTotal } from './preview.js'
import { SelectionForm } from './selection-form.js'
import type { PayoutSelection } from './selection.js'

const back = { href: toHref(['money', 'payouts']), title: texts.money.tabs.payouts }
const { preview: words } = texts.money

const columns: readonly PagedColumn<PayoutPreviewItem>[] = [
  {
    key: 'name',
    title: words.columns.name,
    cell: ({ name, email }) => name || email || texts.money.unnamed,
    isEssential: true,
    width: 'minmax(0, 1.3fr)',
  },
  {
    key: 'email',
    title: words.columns.email,
    cell: ({ email }) => email,
    width: 'minmax(0, 1.5fr)',
  },
  {
    key: 'outcome',
    title: words.columns.outcome,
    cell: ({ carriedOver }) => (
      <Badge tone={carriedOver === null ? 'good' : 'muted'}>
        {carriedOver === null ? words.paid : words.carriedOver[carriedOver]}
      </Badge>
    ),
    isEssential: true,
    width: 'minmax(9.5rem, 1fr)',
  },
  {
    key: 'amount',
    title: words.columns.amount,
    cell: ({ amount, currency }) => <Amount amount={amount} currency={currency} />,
    isNumber: true,
    isEssential: true,
    width: 'minmax(0, 0.8fr)',
  },
]

/** The page that shows what a payout would pay, and creates it. */
export function NewPayout(): VNode {
  const affiliateId = useRoute().query.get('affiliate')
  const [selection, setSelection] = useState<PayoutSelection>(
    affiliateId === null ? {} : { affiliateIds: [affiliateId] },
  )
  const [isListing, setListing] = useState(false)
  return (
    <>
      <Heading title={texts.money.payouts.create} back={back} />
      <SelectionForm
        selection={selection}
        onSelect={setSelection}
        isListing={isListing}
        onListing={setListing}
      />
      {!isListing && <Preview selection={selection} />}
    </>
  )
}

function Preview({ selection }: { readonly selection: PayoutSelection }): VNode {
  const pages = usePages<PayoutPreviewItem>(
    JSON.stringify(selection),
    createPreviewReader(selection, (query) => referly.kit.payouts.preview.list(query)),
  )
  return (
    <>
      <Sum selection={selection} />
      <PagedTable
        label={words.title}
        columns={columns}
        pages={pages}
        toKey={({ affiliateId: id }) => id}
        toHref={({ affiliateId: id }) => toHref(['money', 'balances', id])}
        empty={<NothingPayable />}
      />
    </>
  )
}

/** The sum that the payout would pay, and the button that creates it. */
function Sum({ selection }: { readonly selection: PayoutSelection }): VNode | null {
  const [total, setTotal] = useState<PayoutPreviewTotal>()
  const [confirmation, setConfirmation] = useState<Confirmation>()
  useEffect(() => {
    let isCurrent = true
    setTotal(undefined)
    // The list below shows the problem when the server cannot be reached.
    readPreviewTotal(selection, (query) => referly.kit.payouts.preview.total(query)).then(
      (sum) => isCurrent && setTotal(sum),
      () => {},
    )
    return () => void (isCurrent = false)
  }, [selection])
  if (total === undefined || total.affiliates + total.carriedOver === 0) return null
  const { affiliates, carriedOver } = total
  return (
    <section class="job sum">
      <div>
        <h2>{toMoneyText(total.amount, total.currency)}</h2>
        <p>{words.summary(affiliates, carriedOver)}</p>
      </div>
      <button
        type="button"
        class="button primary"
        disabled={affiliates === 0}
        onClick={() => setConfirmation(toCreation(selection, total))}
      >
        {texts.money.payouts.createAction}
      </button>
      <Confirm confirmation={confirmation} onClose={() => setConfirmation(undefined)} />
    </section>
  )
}

function toCreation(
  { until, affiliateIds }: PayoutSelection,
  { amount, currency, affiliates }: PayoutPreviewTotal,
): Confirmation {
  const { payouts } = texts.money
  const request = {
    ...(until !== undefined && { until }),
    ...(affiliateIds !== undefined && { affiliateIds: [...affiliateIds] }),
  }
  return {
    title: payouts.createTitle(toMoneyText(amount, currency)),
    lead: payouts.createLead(affiliates),
    action: payouts.createAction,
    async run() {
      const payout = await sendOnce({ payout: request }, (idempotencyKey) =>
        referly.kit.payouts.create({ ...request, idempotencyKey }),
      )
      notify(payouts.created(toMoneyText(payout.amount, payout.currency)))
      navigate(toHref(['money', 'payouts', payout.id]))
    },
  }
}

function NothingPayable(): VNode {
  const program = useProgram()
  return (
    <Empty title={words.emptyTitle} lead={words.emptyLead(program?.holdingDays ?? 0)}>
      <a class="button" href={toHref(['money', 'balances'])}>
        {texts.money.tabs.balances}
      </a>
    </Empty>
  )
}
