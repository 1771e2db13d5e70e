import type { BalanceAmounts, Statement } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { referly } from '../api.js'
import { saveFile } from '../csv-file.js'
import { toMonthText } from '../format.js'
import { Empty } from '../lists/empty.js'
import { PagedTable, type PagedColumn } from '../lists/paged-table.js'
import { usePages } from '../lists/pages.js'
import { toProblem } from '../problems.js'
import { useProgram } from '../program/program.js'
import { navigate, toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { Amount } from './amount.js'
import { toCsv, type CsvColumn } from './csv.js'
import { listMonths, toMonthRange } from './months.js'

const { statements: words } = texts.money

type Part = (statement: Statement) => number

const parts: Readonly<Record<keyof typeof words.columns, Part>> = {
  opening: ({ opening }) => toOwed(opening),
  earned: ({ earned }) => earned,
  takenBack: ({ declined, refunded, clawedBack }) => declined + refunded + clawedBack,
  adjusted: ({ adjusted }) => adjusted,
  paid: (statement) => -toPaid(statement),
  closing: ({ closing }) => toOwed(closing),
}

/** Returns what an affiliate is owed: everything but what was paid. */
export function toOwed({ total, paid }: BalanceAmounts): number {
  return round(total - paid)
}

/** Returns what was paid in a period, minus payments that were returned. */
export function toPaid({ opening, closing }: Statement): number {
  return round(closing.paid - opening.paid)
}

/** Removes the error of floating-point numbers, which is below the smallest unit of any currency. */
function round(amount: number): number {
  return Math.round(amount * 1e5) / 1e5
}

const columns: readonly PagedColumn<Statement>[] = [
  {
    key: 'name',
    title: texts.money.balances.columns.name,
    cell: ({ name, email }) => name || email || texts.money.unnamed,
    isEssential: true,
    width: 'minmax(0, 1.6fr)',
  },
  ...Object.entries(parts).map(([key, part]): PagedColumn<Statement> => ({
    key,
    title: words.columns[key as keyof typeof words.columns],
    cell: (statement) => <Amount amount={part(statement)} currency={statement.currency} />,
    isNumber: true,
    isEssential: key === 'earned' || key === 'closing',
    width: 'minmax(0, 1fr)',
  })),
]

const csvColumns: readonly CsvColumn<Statement>[] = [
  ['name', ({ name }) => name],
  ['email', ({ email }) => email],
  ['currency', ({ currency }) => currency],
  ['from', ({ from }) => from],
  ['to', ({ to }) => to],
  ['opening', ({ opening }) => toOwed(opening)],
  ['earned', ({ earned }) => earned],
  ['declined', ({ declined }) => declined],
  ['refunded', ({ refunded }) => refunded],
  ['clawed_back', ({ clawedBack }) => clawedBack],
  ['adjusted', ({ adjusted }) => adjusted],
  ['paid', toPaid],
  ['closing', ({ closing }) => toOwed(closing)],
  ['payable_at_end', ({ closing }) => closing.payable],
]

/** The statements of all affiliates for a month. */
export function Statements(): VNode {
  const timeZone = useProgram()?.timeZone
  const { query } = useRoute()
  if (timeZone === undefined) return <p class="loading">{texts.list.loading}</p>
  return <MonthlyStatements {...toMonthChoice(query, timeZone)} />
}

/** A chosen month, and those to choose from. */
export interface MonthChoice {
  readonly month: string
  readonly months: readonly string[]
}

/** Returns the month that an address names; by default the current one. */
export function toMonthChoice(query: URLSearchParams, timeZone: string): MonthChoice {
  const months = listMonths(new Date(), timeZone)
  const month = months.find((each) => each === query.get('month')) ?? months[0] ?? ''
  return { month, months }
}

function MonthlyStatements({ month, months }: MonthChoice): VNode {
  const range = toMonthRange(month)
  const pages = usePages<Statement>(month, (page) =>
    referly.kit.statements.list({ ...range, ...page }),
  )
  return (
    <>
      <div class="tools">
        <MonthSelect month={month} months={months} />
        <CsvButton
          name={`statements-${month}.csv`}
          write={() => toCsv(csvColumns, referly.kit.statements.iterate({ ...range, limit: 1000 }))}
        />
      </div>
      <PagedTable
        label={texts.money.tabs.statements}
        columns={columns}
        pages={pages}
        toKey={({ affiliateId, currency }) => affiliateId + currency}
        toHref={({ affiliateId }) => toHref(['money', 'statements', affiliateId], { month })}
        empty={
          <Empty title={words.emptyTitle} lead={words.emptyLead(toMonthText(month))}>
            <a class="button" href={toHref(['money', 'balances'])}>
              {texts.money.tabs.balances}
            </a>
          </Empty>
        }
      />
    </>
  )
}

/** A field that changes the month in the address. */
export function MonthSelect({ month, months }: MonthChoice): VNode {
  const { path } = useRoute()
  return (
    <select
      class="filter"
      aria-label={words.month}
      value={month}
      onChange={({ currentTarget }) => navigate(toHref(path, { month: currentTarget.value }), true)}
    >
      {months.map((each) => (
        <option key={each} value={each}>
          {toMonthText(each)}
        </option>
      ))}
    </select>
  )
}

/** Properties of a button that saves a CSV file. */
export interface CsvButtonProps {
  readonly name: string
  /** Reads all records, which can take a while. */
  readonly write: () => Promise<string>
}

/** A button that saves a CSV file. */
export function CsvButton({ name, write }: CsvButtonProps): VNode {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const save = async (): Promise<void> => {
    setBusy(true)
    setProblem('')
    try {
      saveFile(name, await write())
    } catch (error) {
      setProblem(toProblem(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <button type="button" class="button" disabled={isBusy} onClick={save}>
        {isBusy ? words.preparing : words.download}
      </button>
      <p class="form-problem" role="alert">
        {problem}
      </p>
    </>
  )
}
