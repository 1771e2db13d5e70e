import type { Balance, BalanceTotals } from '@referly-kit/types'
import { connect, type ConnectionFlags } from '../api/connection.js'
import { assertAffiliate } from '../api/find-record.js'
import type { Context } from '../context.js'
import { CliError } from '../errors.js'
import {
  createCountColumn,
  createMoneyColumns,
  writeList,
  type AmountColumn,
  type FormatFlags,
  type ListColumn,
} from '../terminal/records.js'
import { addAffiliateListOptions, readRows, toAffiliateFilter } from './kit-lists.js'
import type { ReferlyCommand } from './referly-command.js'

/** Adds `balances`. */
export function addBalances(command: ReferlyCommand, context: Context): void {
  command
    .details(
      'Commission is pending while it is on hold or in its holding period, and then becomes payable. Only a Referly Kit server has balances.',
    )
    .option('--totals', 'Show the totals of all affiliates instead, one line per currency')
    .examples([
      'referly balances',
      'referly balances --totals',
      'referly balances --affiliate ann@example.com --json',
    ])
  addAffiliateListOptions(command, 'Email address of the affiliate whose balance to show').action(
    (flags: BalanceFlags) => listBalances(flags, context),
  )
}

interface BalanceFlags extends ConnectionFlags, FormatFlags {
  /** An email address. */
  readonly affiliate?: string | undefined
  readonly totals?: boolean | undefined
}

async function listBalances(flags: BalanceFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { affiliate } = flags
  if (flags.totals === true && affiliate !== undefined) {
    throw new CliError('INVALID_USAGE', 'Pass --affiliate or --totals, not both.')
  }
  const client = await connect(flags, context)
  const { kit } = client
  if (flags.totals === true) {
    const { data } = await kit.balances.totals({ signal })
    const columns = [counted, ...createMoneyColumns<BalanceTotal>(amounts, data)]
    return writeList(data, columns, { flags, output })
  }
  const query = { ...toAffiliateFilter(affiliate), limit: 1000 }
  const balances = await readRows(kit.balances.iterate(query, { signal }))
  await assertAffiliate(affiliate, balances, { client, signal })
  const columns = [...who, ...createMoneyColumns<Balance>(amounts, balances)]
  await writeList(balances, columns, { flags, output })
}

type BalanceTotal = BalanceTotals['data'][number]

const counted: ListColumn<BalanceTotal> = createCountColumn(
  'affiliates',
  'Affiliates',
  ({ affiliates }) => affiliates,
)

const who: readonly ListColumn<Balance>[] = [
  { name: 'name', title: 'Affiliate', ifNarrow: 'cut', cell: ({ name }) => name },
  { name: 'email', title: 'Email', ifNarrow: 'omit', cell: ({ email }) => email },
]

const amounts: readonly AmountColumn<Balance | BalanceTotal>[] = [
  { name: 'pending', title: 'Pending', amount: ({ pending }) => pending },
  { name: 'held', title: 'On hold', amount: ({ held }) => held },
  { name: 'payable', title: 'Payable', amount: ({ payable }) => payable },
  { name: 'in_payout', title: 'In payout', amount: ({ inPayout }) => inPayout },
  { name: 'paid', title: 'Paid', amount: ({ paid }) => paid },
  { name: 'total', title: 'Total', amount: ({ total }) => total },
]
