import type { AffiliateLink } from '@referly-kit/types'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import { assertAffiliate } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { toAmountText } from '../../terminal/amounts.js'
import {
  createCountColumn,
  writeList,
  type FormatFlags,
  type ListColumn,
} from '../../terminal/records.js'
import { addConnectionOptions, addFormatOptions, createAddressOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `links list`. */
export function addList(links: ReferlyCommand, context: Context): void {
  const command = links
    .command('list')
    .about('List links and their results')
    .addOption(
      createAddressOption(
        '--affiliate <address>',
        'Email address of the affiliate whose links to list',
      ),
    )
    .examples(['referly links list', 'referly links list --affiliate ada@example.com'])
  addFormatOptions(addConnectionOptions(command)).action((flags: ListFlags) =>
    listLinks(flags, context),
  )
}

interface ListFlags extends ConnectionFlags, FormatFlags {
  /** An email address. */
  readonly affiliate?: string | undefined
}

async function listLinks(flags: ListFlags, context: Context): Promise<void> {
  const { output, signal } = context
  const client = await connect(flags, context)
  const filter = flags.affiliate === undefined ? {} : { affiliateEmail: flags.affiliate }
  const links = await client.links.list(filter, { signal })
  await assertAffiliate(flags.affiliate, links, { client, signal })
  await writeList(links, columns, { flags, output })
}

const columns: readonly ListColumn<AffiliateLink>[] = [
  { name: 'link', title: 'Link', cell: ({ link }) => link },
  {
    name: 'email',
    title: 'Affiliate',
    ifNarrow: 'cut',
    cell: ({ affiliate }) => affiliate.email,
  },
  createCountColumn('clicks', 'Clicks', ({ clicks }) => clicks),
  createCountColumn('referrals', 'Referrals', ({ referrals }) => referrals),
  createCountColumn('sales', 'Sales', ({ sales }) => sales),
  {
    name: 'revenue',
    title: 'Revenue',
    align: 'right',
    cell: ({ totalRevenue, program }) => toAmountText(totalRevenue, program.currency),
  },
  { name: 'currency', title: 'Currency', isCsvOnly: true, cell: ({ program }) => program.currency },
  {
    name: 'url',
    title: 'URL',
    ifNarrow: 'cut',
    cell: ({ fullURLs }) => fullURLs[0]?.fullUrl ?? '',
  },
]
