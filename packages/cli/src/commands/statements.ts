import type { Balance, LedgerEntry, Statement } from '@referly-kit/types'
import { InvalidArgumentError, Option } from 'commander'
import { connect, type ConnectionFlags } from '../api/connection.js'
import { assertAffiliate } from '../api/find-record.js'
import type { Context } from '../context.js'
import { CliError } from '../errors.js'
import { toAmountText } from '../terminal/amounts.js'
import {
  createMoneyColumns,
  writeList,
  type AmountColumn,
  type FormatFlags,
  type ListColumn,
} from '../terminal/records.js'
import { toTimeText } from '../terminal/times.js'
import { addAffiliateListOptions, readRows, toAffiliateFilter } from './kit-lists.js'
import type { ReferlyCommand } from './referly-command.js'

/** Adds `statements`. */
export function addStatements(command: ReferlyCommand, context: Context): void {
  command
    .details(
      'With --affiliate, lists every ledger entry of the affiliate. Only a Referly Kit server has statements.',
    )
    .addOption(
      new Option('--month <month>', 'Month of the statement, such as 2026-11').argParser(
        parseMonth,
      ),
    )
    .option('--from <date>', 'First day, such as 2026-11-01, in the time zone of the program')
    .option('--to <date>', 'Last day, such as 2026-11-30')
    .examples([
      'referly statements --month 2026-11',
      'referly statements --affiliate ann@example.com --month 2026-11 --format csv',
    ])
  addAffiliateListOptions(command, 'Email address of the affiliate whose entries to list').action(
    (flags: StatementFlags) => showStatements(flags, context),
  )
}

interface Days {
  readonly from: string
  readonly to: string
}

interface StatementFlags extends ConnectionFlags, FormatFlags {
  readonly month?: Days | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** An email address. */
  readonly affiliate?: string | undefined
}

function parseMonth(text: string): Days {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? []
  if (year === undefined || month === undefined) {
    throw new InvalidArgumentError('a month such as 2026-11')
  }
  // Day 0 of a month is the last day of the one before.
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  return { from: `${text}-01`, to: `${text}-${last}` }
}

function toDays({ month, from, to }: StatementFlags): Days {
  if (month !== undefined && from === undefined && to === undefined) return month
  if (month === undefined && from !== undefined && to !== undefined) return { from, to }
  throw new CliError('INVALID_USAGE', 'Pass either --month, or both --from and --to.')
}

async function showStatements(flags: StatementFlags, context: Context): Promise<void> {
  const days = toDays(flags)
  const { signal, output } = context
  const client = await connect(flags, context)
  const { kit } = client
  const query = { ...days, ...toAffiliateFilter(flags.affiliate), limit: 1000 }
  const statements = await readRows(kit.statements.iterate(query, { signal }))
  if (flags.affiliate === undefined) {
    const columns = [...who, ...createMoneyColumns(sums, statements)]
    return writeList(statements, columns, { flags, output })
  }
  await assertAffiliate(flags.affiliate, statements, { client, signal })
  const entries = await readRows(kit.ledgerEntries.iterate(query, { signal }))
  if (isJson(flags)) return output.json({ statements, entries })
  const columns = [...before, ...createMoneyColumns(changes, entries), ...after]
  await writeList(entries, columns, { flags, output })
  for (const statement of statements) output.note(toSummary(statement))
}

function isJson({ json, format }: FormatFlags): boolean {
  return json === true || format === 'json'
}

function toSummary(statement: Statement): string {
  const { opening, closing, currency, from, to } = statement
  const text = (amount: number): string => toAmountText(amount, currency)
  const owed = `payable ${text(closing.payable)}, pending ${text(closing.pending)}, in payouts ${text(closing.inPayout)}`
  return `From ${from} to ${to}, the amount owed went from ${text(toOwed(opening))} to ${text(toOwed(closing))} ${currency} (${owed}), and ${text(toPaid(statement))} was paid.`
}

/** Returns the amount owed in a balance: everything that is not paid yet. */
function toOwed({ total, paid }: Pick<Balance, 'total' | 'paid'>): number {
  return toExact(total - paid)
}

/** Returns what was paid in the period, without amounts that failed after they were marked as paid. */
function toPaid({ opening, closing }: Statement): number {
  return toExact(closing.paid - opening.paid)
}

/** Removes the rounding error from a sum of binary fractions. No currency has more than four decimal places. */
function toExact(sum: number): number {
  return Number(sum.toFixed(6))
}

const who: readonly ListColumn<Statement>[] = [
  { name: 'name', title: 'Affiliate', ifNarrow: 'cut', cell: ({ name }) => name },
  { name: 'email', title: 'Email', ifNarrow: 'omit', cell: ({ email }) => email },
]

const sums: readonly AmountColumn<Statement>[] = [
  { name: 'opening', title: 'Owed before', amount: ({ opening }) => toOwed(opening) },
  { name: 'earned', title: 'Earned', amount: ({ earned }) => earned },
  { name: 'declined', title: 'Declined', amount: ({ declined }) => declined },
  {
    name: 'taken_back',
    title: 'Taken back',
    amount: ({ refunded, clawedBack }) => toExact(refunded + clawedBack),
  },
  { name: 'adjusted', title: 'Adjusted', amount: ({ adjusted }) => adjusted },
  { name: 'paid', title: 'Paid', amount: toPaid },
  { name: 'closing', title: 'Owed after', amount: ({ closing }) => toOwed(closing) },
]

const before: readonly ListColumn<LedgerEntry>[] = [
  {
    name: 'created_at',
    title: 'Time',
    cell: ({ createdAt }) => toTimeText(createdAt),
    csvCell: ({ createdAt }) => createdAt,
  },
  {
    name: 'kind',
    title: 'Entry',
    cell: ({ kind }) => kind.toLowerCase().replaceAll('_', ' '),
    csvCell: ({ kind }) => kind,
  },
  { name: 'sale_id', title: 'Sale', align: 'right', cell: ({ saleId }) => String(saleId ?? '') },
  { name: 'promo_code', title: 'Code', cell: ({ promoCode }) => promoCode ?? '' },
]

const changes: readonly AmountColumn<LedgerEntry>[] = [
  { name: 'amount', title: 'Amount', amount: ({ amount }) => amount },
  { name: 'held', title: 'Held', amount: ({ held }) => held },
  { name: 'owed', title: 'Owed', amount: ({ owed }) => owed },
  { name: 'in_payout', title: 'In payout', amount: ({ inPayout }) => inPayout },
  { name: 'paid', title: 'Paid', amount: ({ paid }) => paid },
]

const after: readonly ListColumn<LedgerEntry>[] = [
  { name: 'payout_id', title: 'Payout', isCsvOnly: true, cell: ({ payoutId }) => payoutId ?? '' },
  {
    name: 'reason',
    title: 'Reason',
    ifNarrow: 'cut',
    cell: ({ reason, note }) => [reason, note].filter(Boolean).join(': '),
    csvCell: ({ reason }) => reason ?? '',
  },
  { name: 'note', title: 'Note', isCsvOnly: true, cell: ({ note }) => note ?? '' },
]
