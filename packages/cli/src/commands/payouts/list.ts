import type { Payout } from '@referly-kit/types'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import {
  createMoneyColumns,
  createCountColumn,
  writeList,
  type AmountColumn,
  type FormatFlags,
  type ListColumn,
} from '../../terminal/records.js'
import { toTimeText } from '../../terminal/times.js'
import { readRows } from '../kit-lists.js'
import { addConnectionOptions, addFormatOptions } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `payouts list`. */
export function addList(payouts: ReferlyCommand, context: Context): void {
  const command = payouts
    .command('list')
    .about('List payouts')
    .examples(['referly payouts list', 'referly payouts list --format csv'])
  addFormatOptions(addConnectionOptions(command)).action((flags: ListFlags) =>
    listPayouts(flags, context),
  )
}

type ListFlags = ConnectionFlags & FormatFlags

async function listPayouts(flags: ListFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { kit } = await connect(flags, context)
  const payouts = await readRows(kit.payouts.iterate({ limit: 1000 }, { signal }))
  const columns = [
    ...before,
    createCountColumn<Payout>('affiliates', 'Affiliates', ({ affiliates }) => affiliates),
    ...createMoneyColumns(amounts, payouts),
    status,
  ]
  await writeList(payouts, columns, { flags, output })
}

const before: readonly ListColumn<Payout>[] = [
  { name: 'id', title: 'ID', cell: ({ id }) => id },
  {
    name: 'created_at',
    title: 'Created',
    cell: ({ createdAt }) => toTimeText(createdAt),
    csvCell: ({ createdAt }) => createdAt,
  },
]

const amounts: readonly AmountColumn<Payout>[] = [
  { name: 'amount', title: 'Amount', amount: ({ amount }) => amount },
  { name: 'paid_amount', title: 'Paid', amount: ({ paidAmount }) => paidAmount },
  { name: 'failed_amount', title: 'Failed', amount: ({ failedAmount }) => failedAmount },
]

const status: ListColumn<Payout> = {
  name: 'status',
  title: 'Status',
  cell: (payout) => payout.status.toLowerCase(),
  csvCell: (payout) => payout.status,
}
