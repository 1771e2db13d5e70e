import type { Payout, PayoutStatus } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toMoneyText, toNumberText, toTimeText } from '../format.js'
import { Confirm, type Confirmation } from '../layout/confirm.js'
import { Facts, type Fact } from '../layout/facts.js'
import { Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { toProblem } from '../problems.js'
import { toHref } from '../router.js'
import { texts } from '../texts.js'
import { Amount } from './amount.js'
import { PayoutFiles } from './payout-files.js'
import { PayoutItems } from './payout-items.js'
import { PayoutBadge } from './payouts.js'
import { Unread } from './unread.js'

const back = { href: toHref(['money', 'payouts']), title: texts.money.tabs.payouts }
const { payouts: words } = texts.money

/** The page of a payout: its amounts, its files, and their outcome. */
export function PayoutPage({ id }: { readonly id: string }): VNode {
  const { payout, problem, setPayout } = usePayout(id)
  const [confirmation, setConfirmation] = useState<Confirmation>()
  const [version, setVersion] = useState(0)
  if (payout === undefined) return <Unread title={words.name(id)} back={back} problem={problem} />
  const pending = toPending(payout)
  const markAll = (status: 'PAID' | 'FAILED'): void => {
    setConfirmation(
      toMarkAll(payout, status, (marked) => {
        setPayout(marked)
        setVersion(version + 1)
      }),
    )
  }
  return (
    <>
      <Heading title={words.name(id)} back={back} badge={<PayoutBadge status={payout.status} />}>
        {pending > 0 && <MarkAllButtons onMark={markAll} />}
      </Heading>
      <Facts facts={toFacts(payout, pending)} />
      <PayoutFiles payout={payout} isPending={pending > 0} />
      <PayoutItems key={version} payout={payout} onMarked={setPayout} />
      <Confirm confirmation={confirmation} onClose={() => setConfirmation(undefined)} />
    </>
  )
}

interface MarkAllButtonsProps {
  readonly onMark: (status: 'PAID' | 'FAILED') => void
}

function MarkAllButtons({ onMark }: MarkAllButtonsProps): VNode {
  return (
    <>
      <button type="button" class="button primary" onClick={() => onMark('PAID')}>
        {words.markPaid}
      </button>
      <button type="button" class="button" onClick={() => onMark('FAILED')}>
        {words.markFailed}
      </button>
    </>
  )
}

interface PayoutState {
  readonly payout: Payout | undefined
  readonly problem: string | undefined
  setPayout(payout: Payout): void
}

function usePayout(id: string): PayoutState {
  const [payout, setPayout] = useState<Payout>()
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    referly.kit.payouts
      .get(id)
      .then(setPayout, (error: unknown) => setProblem(toProblem(error).message))
  }, [id])
  return { payout, problem, setPayout }
}

/** Returns the amount that is not marked yet, in steps of a hundredth of the smallest unit. */
function toPending({ amount, paidAmount, failedAmount }: Payout): number {
  return Math.round((amount - paidAmount - failedAmount) * 1e5) / 1e5
}

function toFacts(payout: Payout, pending: number): readonly Fact[] {
  const { id, currency, amount, paidAmount, failedAmount } = payout
  const toFact = (title: string, value: number, status?: PayoutStatus): Fact => [
    title,
    <Amount
      key={title}
      amount={value}
      currency={currency}
      href={toHref(['money', 'payouts', id], { status })}
    />,
  ]
  const { columns } = words
  return [
    toFact(columns.amount, amount),
    [columns.affiliates, toNumberText(payout.affiliates)],
    toFact(columns.pendingAmount, pending, 'PENDING'),
    toFact(columns.paidAmount, paidAmount, 'PAID'),
    toFact(columns.failedAmount, failedAmount, 'FAILED'),
    [columns.until, toTimeText(payout.until)],
    [columns.created, toTimeText(payout.createdAt)],
    [texts.record.id, <code key="id">{id}</code>],
  ]
}

function toMarkAll(
  payout: Payout,
  status: 'PAID' | 'FAILED',
  onMarked: (payout: Payout) => void,
): Confirmation {
  const money = toMoneyText(toPending(payout), payout.currency)
  const isPaid = status === 'PAID'
  return {
    title: isPaid ? words.paidTitle(money) : words.failedTitle(money),
    lead: isPaid ? words.paidLead : words.failedLead,
    action: isPaid ? words.markPaid : words.markFailed,
    isDangerous: !isPaid,
    ...(!isPaid && { textLabel: words.reason }),
    async run(reason) {
      const input = { status, ...(reason !== '' && { reason }) }
      onMarked(await referly.kit.payouts.mark(payout.id, input))
      notify(isPaid ? words.markedPaid(money) : words.markedFailed(money))
    },
  }
}
