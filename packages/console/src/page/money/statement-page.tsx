import type { LedgerEntry, Statement } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toMonthText } from '../format.js'
import { Heading } from '../layout/heading.js'
import { Empty } from '../lists/empty.js'
import { usePages } from '../lists/pages.js'
import { useProgram } from '../program/program.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { Amount } from './amount.js'
import { toCsv, type CsvColumn } from './csv.js'
import { Entries, toMovedAmount, toNoteText } from './entries.js'
import { toMonthRange } from './months.js'
import { useAffiliateName } from './names.js'
import {
  CsvButton,
  MonthSelect,
  toMonthChoice,
  toOwed,
  toPaid,
  type MonthChoice,
} from './statements.js'

const { statements: words } = texts.money

const csvColumns: readonly CsvColumn<LedgerEntry>[] = [
  ['date', ({ createdAt }) => createdAt],
  ['kind', ({ kind }) => kind],
  ['sale', ({ saleId }) => saleId],
  ['code', ({ promoCode }) => promoCode],
  ['payout', ({ payoutId }) => payoutId],
  ['currency', ({ currency }) => currency],
  ['amount', ({ amount }) => amount],
  ['moved', toMovedAmount],
  ['note', ({ reason, note }) => toNoteText(reason, note)],
]

/** The statement of an affiliate for a month, line by line. */
export function StatementPage({ affiliateId }: { readonly affiliateId: string }): VNode {
  const timeZone = useProgram()?.timeZone
  const { query } = useRoute()
  if (timeZone === undefined) return <p class="loading">{texts.list.loading}</p>
  return <MonthlyStatement affiliateId={affiliateId} {...toMonthChoice(query, timeZone)} />
}

interface MonthlyStatementProps extends MonthChoice {
  readonly affiliateId: string
}

function MonthlyStatement({ affiliateId, month, months }: MonthlyStatementProps): VNode {
  const name = useAffiliateName(affiliateId)
  const query = { affiliateId, ...toMonthRange(month) }
  const pages = usePages<LedgerEntry>(`${affiliateId} ${month}`, (page) =>
    referly.kit.ledgerEntries.list({ ...query, ...page }),
  )
  const back = {
    href: toHref(['money', 'statements'], { month }),
    title: texts.money.tabs.statements,
  }
  return (
    <>
      <Heading title={name ?? texts.list.loading} back={back}>
        <MonthSelect month={month} months={months} />
        <CsvButton
          name={`statement-${month}-${affiliateId.slice(-8)}.csv`}
          write={() =>
            toCsv(csvColumns, referly.kit.ledgerEntries.iterate({ ...query, limit: 1000 }))
          }
        />
      </Heading>
      <Sums key={month} query={query} />
      <h2>{texts.money.entries.title}</h2>
      <Entries
        pages={pages}
        empty={<Empty title={words.emptyTitle} lead={words.emptyMonth(toMonthText(month))} />}
      />
    </>
  )
}

interface SumsProps {
  readonly query: { readonly affiliateId: string; readonly from: string; readonly to: string }
}

/** The sums of a month, from the balance before it to the balance after it. */
function Sums({ query }: SumsProps): VNode {
  const [statements, setStatements] = useState<readonly Statement[]>([])
  useEffect(() => {
    // The list below shows the problem when the server cannot be reached.
    referly.kit.statements.list(query).then(
      ({ data }) => setStatements(data),
      () => {},
    )
  }, [query.affiliateId])
  return (
    <>
      {statements.map((statement) => (
        <StatementSums key={statement.currency} statement={statement} />
      ))}
    </>
  )
}

function StatementSums({ statement }: { readonly statement: Statement }): VNode {
  const { currency, opening, closing } = statement
  const { lines } = words
  const changes = ['earned', 'declined', 'refunded', 'clawedBack', 'adjusted'] as const
  return (
    <dl class="statement">
      <StatementLine title={lines.opening} amount={toOwed(opening)} currency={currency} />
      {changes.map((kind) => (
        <StatementLine
          key={kind}
          title={lines[kind]}
          amount={statement[kind]}
          currency={currency}
        />
      ))}
      <StatementLine title={lines.paid} amount={-toPaid(statement)} currency={currency} />
      <StatementLine title={lines.closing} amount={toOwed(closing)} currency={currency} isSum />
      <StatementLine title={lines.payable} amount={closing.payable} currency={currency} />
    </dl>
  )
}

interface StatementLineProps {
  readonly title: string
  readonly amount: number
  readonly currency: string
  readonly isSum?: boolean
}

function StatementLine({ title, amount, currency, isSum }: StatementLineProps): VNode {
  return (
    <div class={isSum ? 'sum-line' : undefined}>
      <dt>{title}</dt>
      <dd>
        <Amount amount={amount} currency={currency} />
      </dd>
    </div>
  )
}
