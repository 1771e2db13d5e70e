import { type ConnectionFlags, connect } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { type FormatFlags, writeRecord } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `coupons get`. */
export function addGet(coupons: ReferlyCommand, context: Context): void {
  const command = coupons
    .command('get')
    .about('Show one coupon')
    .argument('<id>', 'ID of the coupon')
    .examples(['referly coupons get 3f0c7c1e-8d0b-4a5e-9a53-0c4a1d1f1c11'])
  addJsonOption(addConnectionOptions(command)).action(
    (id: string, flags: ConnectionFlags & FormatFlags) => getCoupon(id, flags, context),
  )
}

async function getCoupon(
  id: string,
  flags: ConnectionFlags & FormatFlags,
  context: Context,
): Promise<void> {
  const client = await connect(flags, context)
  const coupon = await client.coupons.find({ id }, { signal: context.signal })
  if (coupon === undefined) {
    throw new CliError(
      'NOT_FOUND',
      `No coupon with the ID ${id}. To list them: referly coupons list`,
    )
  }
  writeRecord(coupon, flags, context.output)
}
