import type { Affiliate } from '@referly-kit/types'
import { type ConnectionFlags, connect } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { type FormatFlags, type ListColumn, writeList } from '../../terminal/records.js'
import { toAmountText } from '../../terminal/text.js'
import { addConnectionOptions, addFormatOptions } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `affiliates list`. */
export function addList(affiliates: ReferlyCommand, context: Context): void {
  const command = affiliates
    .command('list')
    .about('List affiliates')
    .examples(['referly affiliates list', 'referly affiliates list --format csv'])
  addFormatOptions(addConnectionOptions(command)).action((flags: ConnectionFlags & FormatFlags) =>
    listAffiliates(flags, context),
  )
}

async function listAffiliates(
  flags: ConnectionFlags & FormatFlags,
  context: Context,
): Promise<void> {
  const { output, signal } = context
  const client = await connect(flags, context)
  await writeList(await client.affiliates.list({}, { signal }), columns, { flags, output })
}

const columns: readonly ListColumn<Affiliate>[] = [
  { name: 'first_name', title: 'First name', cell: ({ firstName }) => firstName },
  { name: 'last_name', title: 'Last name', cell: ({ lastName }) => lastName },
  { name: 'email', title: 'Email', cell: ({ email }) => email },
  {
    name: 'commission_rate',
    title: 'Rate',
    align: 'right',
    cell: ({ commissionRate }) => `${commissionRate}%`,
  },
  {
    name: 'commission_earned',
    title: 'Earned',
    align: 'right',
    cell: ({ totalCommissionEarned }) => toAmountText(totalCommissionEarned),
  },
]
