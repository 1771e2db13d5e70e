import type { PromotionalCode } from '@referly-kit/types'
import { readConnection, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { writeList, type FormatFlags, type ListColumn } from '../../terminal/records.js'
import { addConnectionOptions, addFormatOptions } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addFilterOptions, codeTarget, hasExpired, type FilterFlags } from './selection.js'

/** Adds `codes list`. */
export function addList(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('list')
    .about('List codes')
    .examples([
      'referly codes list',
      'referly codes list --coupon Spring --format csv > existing-codes.csv',
    ])
  addFormatOptions(addConnectionOptions(addFilterOptions(command))).action((flags: ListFlags) =>
    listCodes(flags, context),
  )
}

type ListFlags = ConnectionFlags & FormatFlags & FilterFlags

async function listCodes(flags: ListFlags, context: Context): Promise<void> {
  const connection = await readConnection(flags, context)
  const { readSelected } = await import('../many/selection.js')
  const codes = await readSelected(codeTarget, flags, { connection, context })
  await writeList(codes, columns, { flags, output: context.output })
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
  { name: 'state', title: 'State', cell: toState },
  {
    name: 'times_redeemed',
    title: 'Redemptions',
    align: 'right',
    cell: ({ timesRedeemed }) => String(timesRedeemed),
  },
]

/** Returns whether a code can be redeemed as far as its record shows, or why it cannot. */
function toState(code: PromotionalCode): string {
  const { active, coupon, maxRedemptions, timesRedeemed } = code
  if (!active) return 'inactive'
  // An expired coupon is also not valid, but its date is the reason.
  if (hasExpired(code)) return 'expired'
  if (coupon?.valid === false) return 'inactive'
  return maxRedemptions != null && timesRedeemed >= maxRedemptions ? 'used up' : 'active'
}
