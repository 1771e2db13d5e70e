import type { PromotionalCode } from '@referly-kit/types'
import { type ConnectionFlags, connect } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { type FormatFlags, type ListColumn, writeList } from '../../terminal/records.js'
import { addConnectionOptions, addFormatOptions } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `codes list`. */
export function addList(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('list')
    .about('List codes')
    .option('--coupon <id>', 'ID of the coupon whose codes to list')
    .option('--affiliate <address>', 'Email address of the affiliate whose codes to list')
    .examples([
      'referly codes list',
      'referly codes list --coupon ID --format csv > existing-codes.csv',
    ])
  addFormatOptions(addConnectionOptions(command)).action((flags: ListFlags) =>
    listCodes(flags, context),
  )
}

interface ListFlags extends ConnectionFlags, FormatFlags {
  readonly coupon?: string | undefined
  readonly affiliate?: string | undefined
}

async function listCodes(flags: ListFlags, context: Context): Promise<void> {
  const { output, signal } = context
  const client = await connect(flags, context)
  const filter = {
    ...(flags.coupon === undefined ? {} : { couponId: flags.coupon }),
    ...(flags.affiliate === undefined ? {} : { affiliateEmail: flags.affiliate }),
  }
  const codes = await client.promotionalCodes.list(filter, { signal })
  await writeList(codes, columns, { flags, output })
}

const columns: readonly ListColumn<PromotionalCode>[] = [
  { name: 'code', title: 'Code', cell: ({ code }) => code },
  {
    name: 'email',
    title: 'Affiliate',
    ifNarrow: 'cut',
    cell: ({ affiliate }) => affiliate?.email ?? '',
  },
  {
    name: 'coupon',
    title: 'Coupon',
    ifNarrow: 'cut',
    cell: ({ coupon, couponId }) => coupon?.name ?? couponId,
  },
  { name: 'active', title: 'Active', cell: ({ active }) => (active ? 'yes' : 'no') },
  {
    name: 'times_redeemed',
    title: 'Redemptions',
    align: 'right',
    cell: ({ timesRedeemed }) => String(timesRedeemed),
  },
]
