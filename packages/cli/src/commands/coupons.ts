import type { Coupon, NewCoupon } from '@referly-kit/types'
import { type ConnectionFlags, connect } from '../connection.js'
import type { Context } from '../context.js'
import { CliError } from '../errors.js'
import { type FormatFlags, type ListColumn, writeList, writeRecord } from '../terminal/records.js'

/** What `referly coupons create` is told. */
export interface CouponFlags extends ConnectionFlags, FormatFlags {
  readonly name: string
  readonly percentOff?: number | undefined
  readonly amountOff?: number | undefined
  readonly currency?: string | undefined
  readonly duration?: 'once' | 'forever' | 'repeating' | undefined
  readonly months?: number | undefined
  readonly maxRedemptions?: number | undefined
  readonly externalId?: string | undefined
}

/** Creates a coupon and prints it. */
export async function createCoupon(flags: CouponFlags, context: Context): Promise<void> {
  const client = await connect(flags, context)
  const coupon = await client.coupons.create(toNewCoupon(flags), { signal: context.signal })
  writeRecord(coupon, flags, context.output)
}

/** Prints the coupons. */
export async function listCoupons(
  flags: ConnectionFlags & FormatFlags,
  context: Context,
): Promise<void> {
  const { output, signal } = context
  const client = await connect(flags, context)
  writeList(await client.coupons.list({}, { signal }), columns, { flags, output })
}

/** Prints one coupon. */
export async function getCoupon(
  id: string,
  flags: ConnectionFlags & FormatFlags,
  context: Context,
): Promise<void> {
  const client = await connect(flags, context)
  const coupon = await client.coupons.find({ id }, { signal: context.signal })
  if (coupon === undefined) {
    throw new CliError('NOT_FOUND', `There is no coupon ${id}; see: referly coupons list`)
  }
  writeRecord(coupon, flags, context.output)
}

// The contract checks what belongs together, and says it in its own words.
function toNewCoupon(flags: CouponFlags): NewCoupon {
  const { name, percentOff, amountOff, currency, duration, months, maxRedemptions } = flags
  const input = {
    name,
    couponType: amountOff === undefined ? 'PERCENTAGE' : 'FLAT',
    percentOff,
    amountOff,
    currency,
    duration: duration ?? (months === undefined ? undefined : 'repeating'),
    durationInMonths: months,
    maxRedemptions,
    externalId: flags.externalId,
  }
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined),
  ) as unknown as NewCoupon
}

const columns: readonly ListColumn<Coupon>[] = [
  { name: 'id', title: 'Id', cell: ({ id }) => id },
  { name: 'name', title: 'Name', cell: ({ name }) => name },
  { name: 'discount', title: 'Discount', align: 'right', cell: toDiscount },
  { name: 'duration', title: 'Duration', cell: toDuration },
  { name: 'valid', title: 'Valid', cell: ({ valid }) => (valid ? 'yes' : 'no') },
]

function toDiscount({ percentOff, amountOff, currency }: Coupon): string {
  return amountOff == null ? `${percentOff} %` : `${amountOff} ${currency ?? ''}`.trim()
}

function toDuration({ duration, durationInMonths }: Coupon): string {
  return duration === 'repeating' ? `${durationInMonths} months` : duration
}
