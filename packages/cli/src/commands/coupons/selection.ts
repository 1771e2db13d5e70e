import type { Coupon } from '@referly-kit/types'
import { addManyOptions, type ManyFlags, type ManyTarget } from '../many/options.js'
import type { ReferlyCommand } from '../referly-command.js'

interface FilterFlags {
  readonly expired?: boolean | undefined
}

/** The flags of a command that changes one coupon, or many. */
export type ManyCouponsFlags = ManyFlags & FilterFlags

/** The coupons that a command can change. */
export const couponTarget: ManyTarget<Coupon, FilterFlags> = {
  collection: 'coupons',
  keys: [
    { column: 'id', of: ({ id }) => id },
    { column: 'name', of: ({ name }) => name },
  ],
  filters: ['expired'],
  list: (_flags, { client, signal }) => client.coupons.iterate({}, { signal }),
  isMatch: ({ redeemBy }, { expired }) =>
    expired !== true || (redeemBy != null && Date.parse(redeemBy) < Date.now()),
}

/** Adds the argument and the options of a command that changes one coupon, or many. */
export function addManyCoupons(command: ReferlyCommand): ReferlyCommand {
  command
    .argument('[coupon]', 'ID or name of the coupon; or select many with the options')
    .option('--expired', 'Only coupons that have expired')
  return addManyOptions(command, 'coupons')
}
