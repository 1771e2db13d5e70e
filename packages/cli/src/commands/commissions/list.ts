import type { ReferlyClient } from '@referly-kit/client'
import type { Affiliate, Commission } from '@referly-kit/types'
import { Option } from 'commander'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import { assertAffiliate } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import {
  createMoneyColumns,
  writeList,
  type FormatFlags,
  type ListColumn,
} from '../../terminal/records.js'
import { toTimeText } from '../../terminal/times.js'
import { addAffiliateListOptions, readRows, toAffiliateFilter } from '../kit-lists.js'
import type { ReferlyCommand } from '../referly-command.js'

const statuses = { accepted: 'ACCEPTED', 'on-hold': 'ON_HOLD', declined: 'DECLINED' } as const

/** Adds `commissions list`. */
export function addList(commissions: ReferlyCommand, context: Context): void {
  const command = commissions
    .command('list')
    .about('List the commissions of sales')
    .addOption(
      new Option('--status <status>', 'Approval status of the commissions to list').choices(
        Object.keys(statuses),
      ),
    )
    .examples(['referly commissions list --status on-hold'])
  addAffiliateListOptions(
    command,
    'Email address of the affiliate whose commission to list',
  ).action((flags: ListFlags) => listCommissions(flags, context))
}

interface ListFlags extends ConnectionFlags, FormatFlags {
  readonly status?: keyof typeof statuses | undefined
  /** An email address. */
  readonly affiliate?: string | undefined
}

async function listCommissions(flags: ListFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const client = await connect(flags, context)
  const { kit } = client
  const query = {
    ...(flags.status === undefined ? {} : { approvalStatus: statuses[flags.status] }),
    ...toAffiliateFilter(flags.affiliate),
    limit: 1000,
  }
  const commissions = await readRows(kit.commissions.iterate(query, { signal }))
  const amount = { name: 'amount', title: 'Commission', amount: (row: Commission) => row.amount }
  await assertAffiliate(flags.affiliate, commissions, { client, signal })
  const isJson = flags.json === true || flags.format === 'json'
  const affiliates = isJson ? new Map() : await readAffiliates(commissions, client, signal)
  const columns = [
    ...createAffiliateColumns(affiliates),
    ...createMoneyColumns([amount], commissions),
    ...after,
  ]
  await writeList(commissions, columns, { flags, output })
}

type AffiliateNames = ReadonlyMap<string, Pick<Affiliate, 'firstName' | 'lastName' | 'email'>>

/** Reads the affiliates of some commissions, by ID. Deleted affiliates are missing. */
async function readAffiliates(
  commissions: readonly Commission[],
  client: ReferlyClient,
  signal: AbortSignal,
): Promise<AffiliateNames> {
  const missing = new Set(commissions.map(({ affiliateId }) => affiliateId))
  const found = new Map<string, Pick<Affiliate, 'firstName' | 'lastName' | 'email'>>()
  if (missing.size === 0) return found
  // One list rather than a request for each affiliate. It ends with the last affiliate that is needed.
  for await (const { id, firstName, lastName, email } of client.affiliates.iterate(
    {},
    { signal },
  )) {
    if (missing.delete(id)) found.set(id, { firstName, lastName, email })
    if (missing.size === 0) break
  }
  return found
}

function createAffiliateColumns(affiliates: AffiliateNames): readonly ListColumn<Commission>[] {
  return [
    { name: 'sale_id', title: 'Sale', align: 'right', cell: ({ saleId }) => String(saleId) },
    {
      name: 'affiliate_id',
      title: 'Affiliate ID',
      isCsvOnly: true,
      cell: ({ affiliateId }) => affiliateId,
    },
    {
      name: 'name',
      title: 'Name',
      cell({ affiliateId }) {
        const affiliate = affiliates.get(affiliateId)
        if (affiliate === undefined) return `deleted (${affiliateId})`
        return `${affiliate.firstName} ${affiliate.lastName}`.trim()
      },
    },
    {
      name: 'email',
      title: 'Email',
      cell: ({ affiliateId }) => affiliates.get(affiliateId)?.email ?? '',
    },
  ]
}

const after: readonly ListColumn<Commission>[] = [
  {
    name: 'status',
    title: 'Status',
    cell: ({ approvalStatus }) => approvalStatus.toLowerCase().replace('_', ' '),
    csvCell: ({ approvalStatus }) => approvalStatus,
  },
  {
    name: 'hold_reason',
    title: 'Hold reason',
    cell: ({ holdReason }) => holdReason?.toLowerCase().replaceAll('_', ' ') ?? '',
    csvCell: ({ holdReason }) => holdReason ?? '',
  },
  {
    name: 'payable_at',
    title: 'Payable from',
    cell: ({ payableAt }) => toTimeText(payableAt),
    csvCell: ({ payableAt }) => payableAt,
  },
]
