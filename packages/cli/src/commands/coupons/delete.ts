import { readConnection } from '../../api/connection.js'
import { createCouponLookup, readCoupon } from '../../api/find-coupon.js'
import type { Context } from '../../context.js'
import { toCountText } from '../../terminal/text.js'
import { addDeletionOptions, deleteRecord, type DeletionFlags } from '../deletion.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `coupons delete`. */
export function addDelete(coupons: ReferlyCommand, context: Context): void {
  const command = coupons
    .command('delete')
    .about('Delete a coupon and all of its codes', 'Recorded sales and their commission are kept.')
    .argument('<coupon>', 'ID or name of the coupon')
    .examples(['referly coupons delete Spring'])
  addDeletionOptions(command).action((coupon: string, flags: DeletionFlags) =>
    deleteCoupon(coupon, flags, context),
  )
}

async function deleteCoupon(
  reference: string,
  flags: DeletionFlags,
  context: Context,
): Promise<void> {
  const { signal } = context
  const lookup = await createCouponLookup(await readConnection(flags, context), context)
  const { coupons, promotionalCodes } = lookup.client
  const { id: couponId, name } = await readCoupon(reference, lookup)
  let [count, redeemed] = [0, 0]
  for await (const { timesRedeemed } of promotionalCodes.iterate({ couponId }, { signal })) {
    count++
    if (timesRedeemed > 0) redeemed++
  }
  const codes = `${toCountText(count, 'code')}${count === 0 ? '' : `, ${redeemed} of them redeemed`}`
  const consequence = `This deletes the coupon ${name} (${couponId}) and its ${codes}. Recorded sales are kept.`
  const record = `the coupon ${name} and its ${toCountText(count, 'code')}`
  const remove = (): Promise<void> => coupons.delete({ couponId }, { signal })
  await deleteRecord({ id: couponId, record, consequence, remove }, flags, context)
}
