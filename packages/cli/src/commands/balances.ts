import type { Balance } from '@referly-kit/types'
import { connect, type ConnectionFlags } from '../api/connection.js'
import type { Context } from '../context.js'
import {
  createAmountColumns,
  writeList,
  type AmountColumn,
  type FormatFlags,
  type ListColumn,
} from '../terminal/records.js'
import { addAffiliateListOptions, readRows, toAffiliateFilter } from './kit-lists.js'
import type { ReferlyCommand } from './referly-command.js'

/** Adds `balances`. */
export function addBalances(program: ReferlyCommand, context: Context): void {
  const command = program
    .command('balances')
    .about(
      'List what affiliates are owed',
      'Commission is pending until its holding period ends, and then payable. Only a Referly Kit server has balances.',
    )
    .examples(['referly balances', 'referly balances --affiliate ann@example.com --json'])
  addAffiliateListOptions(command, 'Email address of the affiliate whose balance to show').action(
    (flags: BalanceFlags) => listBalances(flags, context),
  )
}

interface BalanceFlags extends ConnectionFlags, FormatFlags {
  /** An email address. */
  readonly affiliate?: string | undefined
}

async function listBalances(flags: BalanceFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { kit } = await connect(flags, context)
  const query = { ...toAffiliateFilter(flags.affiliate), limit: 1000 }
  const balances = await readRows(kit.balances.iterate(query, { signal }))
  const columns = [...who, ...createAmountColumns(amounts, balances, balances[0]?.currency)]
  await writeList(balances, columns, { flags, output })
}

const who: readonly ListColumn<Balance>[] = [
  { name: 'name', title: 'Affiliate', ifNarrow: 'cut', cell: ({ name }) => name },
  { name: 'email', title: 'Email', ifNarrow: 'cut', cell: ({ email }) => email },
]

const amounts: readonly AmountColumn<Balance>[] = [
  { name: 'pending', title: 'Pending', amount: ({ pending }) => pending },
  { name: 'payable', title: 'Payable', amount: ({ payable }) => payable },
  { name: 'in_payout', title: 'In payout', amount: ({ inPayout }) => inPayout },
  { name: 'paid', title: 'Paid', amount: ({ paid }) => paid },
  { name: 'total', title: 'Total', amount: ({ total }) => total },
]
