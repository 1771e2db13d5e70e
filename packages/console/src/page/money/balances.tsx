import type { Balance, BalanceTotals } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toMoneyText } from '../format.js'
import { Empty } from '../lists/empty.js'
import { PagedTable, type PagedColumn } from '../lists/paged-table.js'
import { usePages } from '../lists/pages.js'
import { navigate, toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { Amount } from './amount.js'
import { NoMatches } from './no-matches.js'

type Part = 'pending' | 'held' | 'payable' | 'inPayout' | 'paid'

const parts: readonly Part[] = ['pending', 'held', 'payable', 'inPayout', 'paid']

const { columns: titles } = texts.money.balances

/** The balances of all affiliates, with their sums. */
export function Balances(): VNode {
  const { query } = useRoute()
  const email = query.get('email') ?? ''
  const pages = usePages<Balance>(email, (page) =>
    referly.kit.balances.list({ ...page, ...(email !== '' && { affiliateEmail: email }) }),
  )
  return (
    <>
      <Totals />
      <FindAffiliate key={email} email={email} />
      <PagedTable
        label={texts.money.tabs.balances}
        columns={columns}
        pages={pages}
        toKey={({ affiliateId, currency }) => affiliateId + currency}
        toHref={({ affiliateId }) => toHref(['money', 'balances', affiliateId])}
        empty={
          email === '' ? (
            <NoBalances />
          ) : (
            <NoMatches
              href={toHref(['money', 'balances'])}
              lead={texts.money.balances.nobody(email)}
            />
          )
        }
      />
    </>
  )
}

function toPartColumn(key: Part, isEssential: boolean): PagedColumn<Balance> {
  return {
    key,
    title: titles[key],
    cell: (balance) => (
      <Amount
        amount={balance[key]}
        currency={balance.currency}
        href={toPartHref(key, balance.affiliateId)}
      />
    ),
    isNumber: true,
    isEssential,
    width: 'minmax(0, 1fr)',
  }
}

const columns: readonly PagedColumn<Balance>[] = [
  {
    key: 'name',
    title: titles.name,
    cell: ({ name, email }) => name || email || texts.money.unnamed,
    isEssential: true,
    width: 'minmax(0, 1.6fr)',
  },
  ...parts.map((part) => toPartColumn(part, part === 'payable')),
  {
    key: 'total',
    title: titles.total,
    cell: ({ total, currency }) => <Amount amount={total} currency={currency} />,
    isNumber: true,
    width: 'minmax(0, 1fr)',
  },
]

/** Returns the place of the records that a part of a balance counts. */
export function toPartHref(part: Part, affiliateId: string): string {
  const account = ['money', 'balances', affiliateId]
  switch (part) {
    case 'pending':
      return toHref(account, { kind: 'EARNED' })
    case 'held':
      return toHref(['money', 'held'], { affiliate: affiliateId })
    case 'payable':
      return toHref(['money', 'payouts', 'new'], { affiliate: affiliateId })
    case 'inPayout':
      return toHref(account, { kind: 'IN_PAYOUT' })
    case 'paid':
      return toHref(account, { kind: 'PAID' })
  }
}

const totalHrefs: Readonly<Record<Part, string>> = {
  pending: toHref(['money', 'balances']),
  held: toHref(['money', 'held']),
  payable: toHref(['money', 'payouts', 'new']),
  inPayout: toHref(['money', 'payouts']),
  paid: toHref(['money', 'payouts']),
}

/** The sums of all balances, one row of figures per currency. */
function Totals(): VNode | null {
  const [totals, setTotals] = useState<BalanceTotals['data']>([])
  useEffect(() => {
    // The list below shows the problem when the server cannot be reached.
    referly.kit.balances.totals().then(
      ({ data }) => setTotals(data),
      () => {},
    )
  }, [])
  return (
    <>
      {totals.map((total) => (
        <div key={total.currency} class="tiles five">
          {parts.map((part) => (
            <div key={part} class="tile">
              <span class="tile-title">{titles[part]}</span>
              <a
                class={`tile-value${total[part] < 0 ? ' negative' : ''}`}
                href={totalHrefs[part]}
                aria-label={texts.money.figure(
                  titles[part],
                  toMoneyText(total[part], total.currency),
                )}
              >
                {toMoneyText(total[part], total.currency)}
              </a>
              <span class="tile-change">{texts.money.balances.notes[part]}</span>
            </div>
          ))}
        </div>
      ))}
    </>
  )
}

/** A search field for the balance of one affiliate. */
function FindAffiliate({ email }: { readonly email: string }): VNode {
  const [text, setText] = useState(email)
  return (
    <form
      class="tools find"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        navigate(toHref(['money', 'balances'], { email: text.trim() }), true)
      }}
    >
      <input
        type="search"
        class="search"
        aria-label={texts.money.balances.find}
        placeholder={texts.money.balances.find}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit" class="button">
        {texts.money.balances.search}
      </button>
      {email !== '' && (
        <a class="button quiet" href={toHref(['money', 'balances'])}>
          {texts.list.clear}
        </a>
      )}
    </form>
  )
}

function NoBalances(): VNode {
  const { emptyTitle, emptyLead } = texts.money.balances
  return (
    <Empty title={emptyTitle} lead={emptyLead}>
      <a class="button primary" href={toHref(['sales', 'new'])}>
        {texts.sales.create}
      </a>
    </Empty>
  )
}
