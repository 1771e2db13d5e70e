import type { Sale } from '@referly-kit/types'
import { isVendorUrl } from '../../api/base-url.js'
import { readConnection, type ConnectionFlags } from '../../api/connection.js'
import { assertAffiliate } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import {
  createAmountColumns,
  writeList,
  type AmountColumn,
  type FormatFlags,
  type ListColumn,
} from '../../terminal/records.js'
import { toTimeText } from '../../terminal/times.js'
import { readCustomerAffiliateColumns } from '../affiliate-columns.js'
import {
  addConnectionOptions,
  addFormatOptions,
  createAddressOption,
  createCurrencyOption,
  currencyText,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `sales list`. */
export function addList(sales: ReferlyCommand, context: Context): void {
  const command = sales
    .command('list')
    .about('List sales')
    .addOption(
      createAddressOption(
        '--affiliate <address>',
        'Email address of the affiliate whose sales to list',
      ),
    )
    .addOption(createCurrencyOption(currencyText))
    .examples(['referly sales list', 'referly sales list --affiliate ann@example.com'])
  addFormatOptions(addConnectionOptions(command)).action((flags: ListFlags) =>
    listSales(flags, context),
  )
}

interface ListFlags extends ConnectionFlags, FormatFlags {
  /** An email address. */
  readonly affiliate?: string | undefined
  readonly currency?: string | undefined
}

async function listSales(flags: ListFlags, context: Context): Promise<void> {
  const { output, signal } = context
  const connection = await readConnection(flags, context)
  const { createClient } = await import('../../api/client.js')
  const filter = flags.affiliate === undefined ? {} : { affiliateEmail: flags.affiliate }
  const client = createClient(connection)
  const sales = await client.sales.list(filter, { signal })
  await assertAffiliate(flags.affiliate, sales, { client, signal })
  const currency = flags.currency ?? connection.currency
  const hasBalances = !isVendorUrl(connection.baseUrl)
  const columns = [
    ...before,
    ...(await readCustomerAffiliateColumns(sales, client, { flags, signal, hasBalances })),
    ...createAmountColumns(amounts, sales, currency),
    ...after,
  ]
  await writeList(sales, columns, { flags, output })
}

const before: readonly ListColumn<Sale>[] = [
  { name: 'id', title: 'ID', align: 'right', cell: ({ id }) => String(id) },
  {
    name: 'created_at',
    title: 'Recorded',
    cell: ({ createdAt }) => toTimeText(createdAt),
    csvCell: ({ createdAt }) => createdAt,
  },
  { name: 'name', title: 'Customer', ifNarrow: 'cut', cell: ({ name }) => name },
  { name: 'email', title: 'Email', ifNarrow: 'omit', cell: ({ email }) => email ?? '' },
  {
    name: 'external_id',
    title: 'External ID',
    ifNarrow: 'omit',
    cell: ({ externalId }) => externalId ?? '',
  },
]

const amounts: readonly AmountColumn<Sale>[] = [
  { name: 'amount', title: 'Amount', amount: ({ totalEarned }) => totalEarned },
  {
    name: 'commission',
    title: 'Commission',
    amount: ({ commissionEarned }) => commissionEarned ?? null,
  },
]

const after: readonly ListColumn<Sale>[] = [
  { name: 'status', title: 'Status', cell: ({ status }) => status?.toLowerCase() ?? '' },
]
