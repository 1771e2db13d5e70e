import type { Affiliate } from '@referly-kit/types'
import { readConnection, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import {
  createAmountColumns,
  writeList,
  type AmountColumn,
  type FormatFlags,
  type ListColumn,
} from '../../terminal/records.js'
import {
  addConnectionOptions,
  addFormatOptions,
  createCurrencyOption,
  currencyText,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `affiliates list`. */
export function addList(affiliates: ReferlyCommand, context: Context): void {
  const command = affiliates
    .command('list')
    .about('List affiliates')
    .examples(['referly affiliates list', 'referly affiliates list --format csv'])
  addFormatOptions(
    addConnectionOptions(command).addOption(createCurrencyOption(currencyText)),
  ).action((flags: AffiliateListFlags) => listAffiliates(flags, context))
}

interface AffiliateListFlags extends ConnectionFlags, FormatFlags {
  readonly currency?: string | undefined
}

async function listAffiliates(flags: AffiliateListFlags, context: Context): Promise<void> {
  const { output, signal } = context
  const connection = await readConnection(flags, context)
  const { createClient } = await import('../../api/client.js')
  const affiliates = await createClient(connection).affiliates.list({}, { signal })
  const currency = flags.currency ?? connection.currency
  const amounts = createAmountColumns([earned], affiliates, currency)
  await writeList(affiliates, [...columns, ...amounts], { flags, output })
}

const earned: AmountColumn<Affiliate> = {
  name: 'commission_earned',
  title: 'Earned',
  amount: ({ totalCommissionEarned }) => totalCommissionEarned,
}

const columns: readonly ListColumn<Affiliate>[] = [
  { name: 'first_name', title: 'First name', ifNarrow: 'cut', cell: ({ firstName }) => firstName },
  { name: 'last_name', title: 'Last name', ifNarrow: 'cut', cell: ({ lastName }) => lastName },
  { name: 'email', title: 'Email', ifNarrow: 'cut', cell: ({ email }) => email },
  {
    name: 'commission_rate',
    title: 'Rate',
    align: 'right',
    cell: ({ commissionRate }) => `${commissionRate}%`,
    csvCell: ({ commissionRate }) => String(commissionRate),
  },
  { name: 'status', title: 'Status', cell: ({ status }) => status.toLowerCase() },
]
