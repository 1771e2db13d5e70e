import type { Referral } from '@referly-kit/types'
import { isVendorUrl } from '../../api/base-url.js'
import { readConnection, type ConnectionFlags } from '../../api/connection.js'
import { assertAffiliate } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { writeList, type FormatFlags, type ListColumn } from '../../terminal/records.js'
import { readCustomerAffiliateColumns } from '../affiliate-columns.js'
import { addConnectionOptions, addFormatOptions, createAddressOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `referrals list`. */
export function addList(referrals: ReferlyCommand, context: Context): void {
  const command = referrals
    .command('list')
    .about('List referrals')
    .addOption(
      createAddressOption(
        '--affiliate <address>',
        'Email address of the affiliate whose referrals to list',
      ),
    )
    .examples(['referly referrals list', 'referly referrals list --affiliate ann@example.com'])
  addFormatOptions(addConnectionOptions(command)).action((flags: ListFlags) =>
    listReferrals(flags, context),
  )
}

interface ListFlags extends ConnectionFlags, FormatFlags {
  /** An email address. */
  readonly affiliate?: string | undefined
}

async function listReferrals(flags: ListFlags, context: Context): Promise<void> {
  const { output, signal } = context
  const connection = await readConnection(flags, context)
  const { createClient } = await import('../../api/client.js')
  const client = createClient(connection)
  const filter = flags.affiliate === undefined ? {} : { affiliateEmail: flags.affiliate }
  const referrals = await client.referrals.list(filter, { signal })
  await assertAffiliate(flags.affiliate, referrals, { client, signal })
  const hasBalances = !isVendorUrl(connection.baseUrl)
  const affiliateColumns = await readCustomerAffiliateColumns(referrals, client, {
    flags,
    signal,
    hasBalances,
  })
  await writeList(referrals, [...columns, ...affiliateColumns], { flags, output })
}

const columns: readonly ListColumn<Referral>[] = [
  { name: 'id', title: 'ID', cell: ({ id }) => id },
  { name: 'name', title: 'Name', ifNarrow: 'cut', cell: ({ name }) => name },
  { name: 'email', title: 'Email', ifNarrow: 'cut', cell: ({ email }) => email },
  {
    name: 'external_id',
    title: 'External ID',
    ifNarrow: 'cut',
    cell: ({ referredUserExternalId }) => referredUserExternalId,
  },
  { name: 'status', title: 'Status', cell: ({ status }) => status.toLowerCase() },
  { name: 'plan', title: 'Plan', isCsvOnly: true, cell: ({ plan }) => plan ?? '' },
]
