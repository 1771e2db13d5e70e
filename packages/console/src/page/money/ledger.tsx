import type { ComponentChildren, VNode } from 'preact'
import { Heading } from '../layout/heading.js'
import { Tabs } from '../layout/tabs.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { Account } from './account.js'
import { AdjustmentForm } from './adjustment-form.js'
import { Balances } from './balances.js'
import { Held } from './held.js'
import { NewPayout } from './new-payout.js'
import { PayoutPage } from './payout-page.js'
import { Payouts } from './payouts.js'
import { RefundForm } from './refund-form.js'
import { Refunds } from './refunds.js'
import { StatementPage } from './statement-page.js'
import { Statements } from './statements.js'

const tabs = ['balances', 'held', 'payouts', 'refunds', 'statements'] as const

type Tab = (typeof tabs)[number]

/** The pages about what affiliates have earned, are owed, and were paid. */
export function Ledger(): VNode {
  const { path, query } = useRoute()
  const [, name, id] = path
  const tab = tabs.find((each) => each === name) ?? 'balances'
  if (id === undefined) return <TabPage tab={tab} />
  if (name === 'adjustments') return <AdjustmentForm affiliateId={id} />
  if (tab === 'balances') return <Account affiliateId={id} />
  if (tab === 'statements') return <StatementPage affiliateId={id} />
  if (tab === 'refunds') return <RefundForm saleId={Number(query.get('sale'))} />
  if (tab === 'payouts') return id === 'new' ? <NewPayout /> : <PayoutPage key={id} id={id} />
  return <TabPage tab={tab} />
}

const pages: Readonly<Record<Tab, () => VNode>> = {
  balances: Balances,
  held: Held,
  payouts: Payouts,
  refunds: Refunds,
  statements: Statements,
}

function TabPage({ tab }: { readonly tab: Tab }): VNode {
  const Page = pages[tab]
  return (
    <>
      <MoneyHeading tab={tab}>
        <a class="button primary" href={toHref(['money', 'payouts', 'new'])}>
          {texts.money.payouts.create}
        </a>
      </MoneyHeading>
      <Page />
    </>
  )
}

interface MoneyHeadingProps {
  readonly tab: Tab
  readonly children: ComponentChildren
}

function MoneyHeading({ tab, children }: MoneyHeadingProps): VNode {
  return (
    <div class="money-heading">
      <Heading title={texts.money.title}>{children}</Heading>
      <Tabs
        label={texts.money.title}
        tabs={tabs.map((each) => ({
          title: texts.money.tabs[each],
          href: toHref(['money', each]),
          isCurrent: each === tab,
        }))}
      />
    </div>
  )
}
