import type { Commission } from '@referly-kit/types'
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
import { readAffiliateColumns } from '../affiliate-columns.js'
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
  const { affiliate } = flags
  const client = await connect(flags, context)
  const { kit } = client
  const query = {
    ...(flags.status === undefined ? {} : { approvalStatus: statuses[flags.status] }),
    ...toAffiliateFilter(affiliate),
    limit: 1000,
  }
  const commissions = await readRows(kit.commissions.iterate(query, { signal }))
  const amount = { name: 'amount', title: 'Commission', amount: (row: Commission) => row.amount }
  await assertAffiliate(affiliate, commissions, { client, signal })
  const affiliateColumns = await readAffiliateColumns(commissions, client, { flags, signal })
  const columns = [
    sale,
    ...affiliateColumns,
    ...createMoneyColumns([amount], commissions),
    ...after,
  ]
  await writeList(commissions, columns, { flags, output })
}

const sale: ListColumn<Commission> = {
  name: 'sale_id',
  title: 'Sale',
  align: 'right',
  cell: ({ saleId }) => String(saleId),
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
