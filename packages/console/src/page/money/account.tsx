import type { Balance, LedgerEntry, LedgerEntryKind } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { Facts, type Fact } from '../layout/facts.js'
import { Heading } from '../layout/heading.js'
import { Empty } from '../lists/empty.js'
import { usePages } from '../lists/pages.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { Amount } from './amount.js'
import { toPartHref } from './balances.js'
import { Entries } from './entries.js'
import { FilterSelect } from './filter-select.js'
import { useAffiliateName } from './names.js'
import { NoMatches } from './no-matches.js'

const back = { href: toHref(['money', 'balances']), title: texts.money.title }
const { kinds } = texts.money.entries

/** The balance of one affiliate, with the entries that it is made of. */
export function Account({ affiliateId }: { readonly affiliateId: string }): VNode {
  const name = useAffiliateName(affiliateId)
  return (
    <>
      <Heading title={name ?? texts.list.loading} back={back}>
        <a class="button" href={toHref(['affiliates', affiliateId])}>
          {texts.affiliates.one}
        </a>
        <a class="button" href={toHref(['money', 'adjustments', affiliateId])}>
          {texts.money.adjustments.one}
        </a>
        <a class="button" href={toHref(['money', 'statements', affiliateId])}>
          {texts.money.statements.one}
        </a>
      </Heading>
      <BalanceFacts affiliateId={affiliateId} />
      <AccountEntries affiliateId={affiliateId} />
    </>
  )
}

function AccountEntries({ affiliateId }: { readonly affiliateId: string }): VNode {
  const { path, query } = useRoute()
  const kind = toKind(query.get('kind'))
  const pages = usePages<LedgerEntry>(`${affiliateId} ${kind}`, (page) =>
    referly.kit.ledgerEntries.list({
      ...page,
      affiliateId,
      sort: 'NEWEST',
      ...(kind !== undefined && { kind }),
    }),
  )
  return (
    <>
      <div class="heading-row">
        <h2>{texts.money.entries.title}</h2>
        <FilterSelect
          name="kind"
          title={texts.money.entries.columns.kind}
          value={kind}
          options={kinds}
        />
      </div>
      <Entries
        pages={pages}
        empty={
          kind === undefined ? (
            <Empty
              title={texts.money.balances.emptyTitle}
              lead={texts.money.balances.emptyAccount}
            />
          ) : (
            <NoMatches href={toHref(path)} />
          )
        }
      />
    </>
  )
}

function toKind(text: string | null): LedgerEntryKind | undefined {
  return text !== null && text in kinds ? (text as LedgerEntryKind) : undefined
}

/** The parts of an affiliate's balance, in each of its currencies. */
function BalanceFacts({ affiliateId }: { readonly affiliateId: string }): VNode {
  const [balances, setBalances] = useState<readonly Balance[]>([])
  useEffect(() => {
    // The list below shows the problem when the server cannot be reached.
    referly.kit.balances.list({ affiliateId }).then(
      ({ data }) => setBalances(data),
      () => {},
    )
  }, [affiliateId])
  return (
    <>
      {balances.map((balance) => (
        <Facts key={balance.currency} facts={toFacts(balance)} />
      ))}
      {balances.some(({ payable }) => payable < 0) && (
        <p class="help">{texts.money.balances.negative}</p>
      )}
    </>
  )
}

function toFacts(balance: Balance): readonly Fact[] {
  const { affiliateId, currency, total } = balance
  const { columns } = texts.money.balances
  const parts = ['pending', 'held', 'payable', 'inPayout', 'paid'] as const
  return [
    ...parts.map((part): Fact => {
      const href = toPartHref(part, affiliateId)
      return [
        columns[part],
        <Amount key={part} amount={balance[part]} currency={currency} href={href} />,
      ]
    }),
    [columns.total, <Amount key="total" amount={total} currency={currency} />],
  ]
}
