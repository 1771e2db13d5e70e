import type { LedgerEntry } from '@referly-kit/types'
import type { ComponentChildren, VNode } from 'preact'
import { toTimeText } from '../format.js'
import { PagedTable, type PagedColumn } from '../lists/paged-table.js'
import type { Pages } from '../lists/pages.js'
import { toHref } from '../router.js'
import { texts } from '../texts.js'
import { Amount } from './amount.js'

const { columns: titles, kinds } = texts.money.entries

const columns: readonly PagedColumn<LedgerEntry>[] = [
  {
    key: 'date',
    title: titles.date,
    cell: ({ createdAt }) => toTimeText(createdAt),
    width: 'minmax(12.5rem, 1fr)',
  },
  {
    key: 'kind',
    title: titles.kind,
    cell: ({ kind }) => kinds[kind],
    isEssential: true,
    width: 'minmax(0, 1.2fr)',
  },
  {
    key: 'of',
    title: titles.of,
    cell: (entry) => <EntrySource entry={entry} />,
    isEssential: true,
    width: 'minmax(0, 1fr)',
  },
  {
    key: 'note',
    title: titles.note,
    cell: ({ reason, note }) => toNoteText(reason, note),
    width: 'minmax(0, 1.6fr)',
  },
  {
    key: 'moved',
    title: titles.moved,
    cell: (entry) => <Amount amount={toMovedAmount(entry)} currency={entry.currency} />,
    isNumber: true,
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

/** Properties of a table of entries. */
export interface EntriesProps {
  readonly pages: Pages<LedgerEntry>
  readonly empty: ComponentChildren
}

/** The entries of the ledger that make up a balance. */
export function Entries({ pages, empty }: EntriesProps): VNode {
  return (
    <PagedTable
      label={texts.money.entries.title}
      columns={columns}
      pages={pages}
      toKey={({ id }) => id}
      empty={empty}
    />
  )
}

/** Returns the amount that an entry moves within a balance; zero when it changes the balance. */
export function toMovedAmount({ amount, held, owed, inPayout, paid }: LedgerEntry): number {
  return amount === 0 ? Math.max(held, owed, inPayout, paid) : 0
}

/** Returns the reason and the note of an entry in words. */
export function toNoteText(reason: string | null, note: string | null): string {
  const { reasons } = texts.money
  return [reason === null ? '' : (reasons[reason] ?? reason), note ?? ''].filter(Boolean).join(': ')
}

function EntrySource({ entry }: { readonly entry: LedgerEntry }): VNode {
  const { saleId, payoutId } = entry
  if (payoutId !== null) {
    return <a href={toHref(['money', 'payouts', payoutId])}>{texts.money.payouts.name(payoutId)}</a>
  }
  if (saleId === null) return <>{texts.money.entries.byHand}</>
  return <a href={toHref(['sales', String(saleId)])}>{texts.sales.name(saleId)}</a>
}
