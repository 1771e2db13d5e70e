import type { Coupon } from '@referly-kit/types'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { toAmountText } from '../../terminal/amounts.js'
import { writeList, type FormatFlags, type ListColumn } from '../../terminal/records.js'
import { toCountText } from '../../terminal/text.js'
import { addConnectionOptions, addFormatOptions } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `coupons list`. */
export function addList(coupons: ReferlyCommand, context: Context): void {
  const command = coupons
    .command('list')
    .about('List coupons')
    .examples(['referly coupons list', 'referly coupons list --format csv'])
  addFormatOptions(addConnectionOptions(command)).action((flags: ConnectionFlags & FormatFlags) =>
    listCoupons(flags, context),
  )
}

async function listCoupons(flags: ConnectionFlags & FormatFlags, context: Context): Promise<void> {
  const { output, signal } = context
  const client = await connect(flags, context)
  await writeList(await client.coupons.list({}, { signal }), columns, { flags, output })
}

const columns: readonly ListColumn<Coupon>[] = [
  { name: 'id', title: 'ID', cell: ({ id }) => id },
  { name: 'name', title: 'Name', ifNarrow: 'cut', cell: ({ name }) => name },
  { name: 'discount', title: 'Discount', align: 'right', cell: toDiscount },
  { name: 'duration', title: 'Duration', cell: toDuration },
  { name: 'state', title: 'State', cell: toState },
]

function toDiscount({ percentOff, amountOff, currency }: Coupon): string {
  if (amountOff == null) return `${percentOff}%`
  const amount = toAmountText(amountOff, currency ?? undefined)
  return currency == null ? amount : `${amount} ${currency}`
}

/** Returns whether the codes of a coupon can be redeemed as far as its record shows, or why they cannot. */
function toState({ valid, redeemBy }: Coupon): string {
  if (redeemBy != null && Date.parse(redeemBy) < Date.now()) return 'expired'
  return valid ? 'active' : 'inactive'
}

function toDuration({ duration, durationInMonths }: Coupon): string {
  return duration === 'repeating' ? toCountText(durationInMonths ?? 0, 'month') : duration
}
