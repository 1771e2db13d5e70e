import { readConnection, type ConnectionFlags } from '../../api/connection.js'
import { createCouponLookup, findCoupon } from '../../api/find-coupon.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `coupons get`. */
export function addGet(coupons: ReferlyCommand, context: Context): void {
  const command = coupons
    .command('get')
    .about('Show one coupon')
    .argument('<coupon>', 'ID or name of the coupon')
    .examples(['referly coupons get Spring'])
  addJsonOption(addConnectionOptions(command)).action(
    (coupon: string, flags: ConnectionFlags & FormatFlags) => getCoupon(coupon, flags, context),
  )
}

async function getCoupon(
  reference: string,
  flags: ConnectionFlags & FormatFlags,
  context: Context,
): Promise<void> {
  const lookup = await createCouponLookup(await readConnection(flags, context), context)
  const coupon = await findCoupon(reference, lookup)
  if (coupon === undefined) {
    throw new CliError(
      'NOT_FOUND',
      `No coupon with the ID or name ${reference}. To list them: referly coupons list`,
    )
  }
  writeRecord(coupon, flags, context.output)
}
