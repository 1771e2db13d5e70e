import type { Coupon } from '@referly-kit/types'
import { readConnection, type Connection } from '../../api/connection.js'
import { createCouponLookup, readCoupon, type CouponLookup } from '../../api/find-coupon.js'
import type { Context } from '../../context.js'
import { toCountText } from '../../terminal/text.js'
import { deleteRecord } from '../deletion.js'
import { changeMany } from '../many/change-many.js'
import { isMany } from '../many/options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addManyCoupons, couponTarget, type ManyCouponsFlags } from './selection.js'

/** Adds `coupons delete`. */
export function addDelete(coupons: ReferlyCommand, context: Context): void {
  const command = coupons
    .command('delete')
    .about('Delete coupons and all of their codes', 'Recorded sales and their commission are kept.')
    .examples(['referly coupons delete Spring', 'referly coupons delete --expired'])
  addManyCoupons(command).action((coupon: string | undefined, flags: ManyCouponsFlags) =>
    deleteCoupon(coupon, flags, context),
  )
}

async function deleteCoupon(
  reference: string | undefined,
  flags: ManyCouponsFlags,
  context: Context,
): Promise<void> {
  if (isMany(reference, flags, couponTarget)) {
    const effect = async (coupons: readonly Coupon[], connection: Connection): Promise<string> => {
      const { codes } = await countCodes(coupons, await createCouponLookup(connection, context))
      return `It also deletes their ${codes}. Recorded sales are kept.`
    }
    const change = { command: 'coupons delete', action: 'delete', effect } as const
    return changeMany(couponTarget, change, { flags, context })
  }
  const { signal } = context
  const lookup = await createCouponLookup(await readConnection(flags, context), context)
  const coupon = await readCoupon(reference, lookup)
  const { id: couponId, name } = coupon
  const { count, codes } = await countCodes([coupon], lookup)
  const consequence = `This deletes the coupon ${name} (${couponId}) and its ${codes}. Recorded sales are kept.`
  const record = `the coupon ${name} and its ${toCountText(count, 'code')}`
  const remove = (): Promise<void> => lookup.client.coupons.delete({ couponId }, { signal })
  await deleteRecord({ id: couponId, record, consequence, remove }, flags, context)
}

interface CodeCount {
  readonly count: number
  /** The number of codes, as in "312 codes, 18 of them redeemed". */
  readonly codes: string
}

async function countCodes(
  coupons: readonly Coupon[],
  { client, signal }: CouponLookup,
): Promise<CodeCount> {
  const ids = new Set(coupons.map(({ id }) => id))
  const [only] = coupons
  const filter = coupons.length === 1 && only !== undefined ? { couponId: only.id } : {}
  let [count, redeemed] = [0, 0]
  for await (const code of client.promotionalCodes.iterate(filter, { signal })) {
    if (!ids.has(code.couponId)) continue
    count++
    if (code.timesRedeemed > 0) redeemed++
  }
  const used = count === 0 ? '' : `, ${redeemed} of them redeemed`
  return { count, codes: `${toCountText(count, 'code')}${used}` }
}
