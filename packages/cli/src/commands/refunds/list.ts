import type { Refund } from '@referly-kit/types'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import { assertAffiliate } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import {
  createMoneyColumns,
  writeList,
  type AmountColumn,
  type FormatFlags,
  type ListColumn,
} from '../../terminal/records.js'
import { toTimeText } from '../../terminal/times.js'
import { readAffiliateColumns } from '../affiliate-columns.js'
import { addAffiliateListOptions, readRows, toAffiliateFilter } from '../kit-lists.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `refunds list`. */
export function addList(refunds: ReferlyCommand, context: Context): void {
  const command = refunds
    .command('list')
    .about('List refunds')
    .examples(['referly refunds list', 'referly refunds list --affiliate ann@example.com'])
  addAffiliateListOptions(command, 'Email address of the affiliate whose refunds to list').action(
    (flags: ListFlags) => listRefunds(flags, context),
  )
}

interface ListFlags extends ConnectionFlags, FormatFlags {
  /** An email address. */
  readonly affiliate?: string | undefined
}

async function listRefunds(flags: ListFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { affiliate } = flags
  const client = await connect(flags, context)
  const { kit } = client
  const query = { ...toAffiliateFilter(affiliate), limit: 1000 }
  const refunds = await readRows(kit.refunds.iterate(query, { signal }))
  await assertAffiliate(affiliate, refunds, { client, signal })
  const affiliateColumns = await readAffiliateColumns(refunds, client, { flags, signal })
  const columns = [
    ...before,
    ...affiliateColumns,
    ...createMoneyColumns(amounts, refunds),
    ...after,
  ]
  await writeList(refunds, columns, { flags, output })
}

const before: readonly ListColumn<Refund>[] = [
  { name: 'sale_id', title: 'Sale', align: 'right', cell: ({ saleId }) => String(saleId) },
  {
    name: 'created_at',
    title: 'Refunded',
    cell: ({ createdAt }) => toTimeText(createdAt),
    csvCell: ({ createdAt }) => createdAt,
  },
]

const amounts: readonly AmountColumn<Refund>[] = [
  { name: 'amount', title: 'Amount', amount: ({ amount }) => amount },
  { name: 'commission', title: 'Commission', amount: ({ commission }) => commission },
]

const after: readonly ListColumn<Refund>[] = [
  {
    name: 'reason',
    title: 'Reason',
    cell: ({ reason }) => reason.toLowerCase(),
    csvCell: ({ reason }) => reason,
  },
  { name: 'note', title: 'Note', ifNarrow: 'cut', cell: ({ note }) => note ?? '' },
]
