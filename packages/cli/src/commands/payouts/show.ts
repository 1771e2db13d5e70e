import type { PayoutItem } from '@referly-kit/types'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import {
  createMoneyColumns,
  writeList,
  type FormatFlags,
  type ListColumn,
} from '../../terminal/records.js'
import { readRows } from '../kit-lists.js'
import { addConnectionOptions, addFormatOptions } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `payouts show`. */
export function addShow(payouts: ReferlyCommand, context: Context): void {
  const command = payouts
    .command('show')
    .about('List the amounts in a payout')
    .argument('<id>', 'ID of the payout')
    .examples(['referly payouts show 0197a3c0-5f00-7000-8000-00000000f001'])
  addFormatOptions(addConnectionOptions(command)).action(
    (id: string, flags: ConnectionFlags & FormatFlags) => showPayout(id, flags, context),
  )
}

async function showPayout(
  id: string,
  flags: ConnectionFlags & FormatFlags,
  context: Context,
): Promise<void> {
  const { signal, output } = context
  const { kit } = await connect(flags, context)
  const items = await readRows(kit.payouts.items(id).iterate({ limit: 1000 }, { signal }))
  const amount = { name: 'amount', title: 'Amount', amount: (item: PayoutItem) => item.amount }
  const columns = [...who, ...createMoneyColumns([amount], items), ...after]
  await writeList(items, columns, { flags, output })
}

const who: readonly ListColumn<PayoutItem>[] = [
  { name: 'name', title: 'Affiliate', ifNarrow: 'cut', cell: ({ name }) => name },
  { name: 'email', title: 'Email', ifNarrow: 'omit', cell: ({ email }) => email },
]

const after: readonly ListColumn<PayoutItem>[] = [
  {
    name: 'status',
    title: 'Status',
    cell: ({ status }) => status.toLowerCase(),
    csvCell: ({ status }) => status,
  },
  { name: 'reason', title: 'Reason', ifNarrow: 'cut', cell: ({ reason }) => reason ?? '' },
]
