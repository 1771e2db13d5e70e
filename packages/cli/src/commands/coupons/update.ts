import type { Coupon, CouponUpdate } from '@referly-kit/types'
import { readConnection } from '../../api/connection.js'
import { createCouponLookup, readCoupon } from '../../api/find-coupon.js'
import type { Values } from '../../changes/collections.js'
import { toDiscountType } from '../../changes/coupon-discount.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { maxRedemptionLimit } from '../../plans/terms.js'
import { writeRecord } from '../../terminal/records.js'
import { allowNone, fromNone, toSharedChanges, type OrNone } from '../changes.js'
import { addDeadlineOptions, toChangedDeadline } from '../deadline-option.js'
import { changeMany } from '../many/change-many.js'
import { assertShareable, isMany, toFileHelp } from '../many/options.js'
import { createListOption, createWholeOption, createNameOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addDiscountOptions, assertDiscountFlags, type DiscountFlags } from './create.js'
import { addManyCoupons, couponTarget, type ManyCouponsFlags } from './selection.js'

/** Adds `coupons update`. */
export function addUpdate(coupons: ReferlyCommand, context: Context): void {
  const command = coupons
    .command('update')
    .about(
      'Change coupons',
      `The new terms apply to all of their codes immediately. Recorded sales keep their original terms. ${toFileHelp('coupons')}`,
    )
    .examples([
      'referly coupons update Spring --percent-off 25',
      'referly coupons update --file coupons.csv --redeem-by 2027-03-31',
      'referly coupons update --file new-terms.csv',
      'referly coupons update Spring --redeem-by none --max-redemptions 500',
    ])
    .addOption(createNameOption('--name <text>', 'New name of the coupon'))
  addDiscountOptions(command)
  addDeadlineOptions(
    command,
    '--redeem-by <when>',
    'Last moment it can be redeemed, or none to remove it',
  )
  addLimitOptions(command)
  addManyCoupons(command).action((coupon: string | undefined, flags: UpdateFlags) =>
    updateCoupon(coupon, flags, context),
  )
}

function addLimitOptions(command: ReferlyCommand): void {
  const text = 'Maximum number of redemptions across all of its codes'
  command
    .addOption(allowNone(createWholeOption('--max-redemptions <n>', text, [1, maxRedemptionLimit])))
    .addOption(createListOption('--product <id>', 'ID of a product; only these are discounted'))
    .option('--all-products', 'Discount all products')
    .option('--active', 'Let customers redeem the codes of the coupon')
    .option('--inactive', 'Stop customers from redeeming the codes of the coupon')
}

interface UpdateFlags extends ManyCouponsFlags, DiscountFlags {
  readonly name?: string | undefined
  readonly redeemBy?: string | undefined
  readonly timeZone?: string | undefined
  readonly maxRedemptions?: OrNone<number> | undefined
  /** The IDs of products. */
  readonly product?: readonly string[] | undefined
  readonly allProducts?: boolean | undefined
  readonly active?: boolean | undefined
  readonly inactive?: boolean | undefined
}

async function updateCoupon(
  reference: string | undefined,
  flags: UpdateFlags,
  context: Context,
): Promise<void> {
  assertDiscountFlags(flags)
  assertOnlyOne(flags)
  const { redeemBy: text, timeZone, file } = flags
  const redeemBy = toChangedDeadline({ option: '--redeem-by', text, timeZone, file })
  const fields = {
    name: flags.name,
    percentOff: flags.percentOff,
    amountOff: flags.amountOff,
    currency: flags.currency,
    duration: flags.duration ?? (flags.months === undefined ? undefined : 'repeating'),
    durationInMonths: flags.months,
    redeemBy,
    maxRedemptions: fromNone(flags.maxRedemptions),
    ...toProducts(flags),
    valid: flags.inactive === true ? false : flags.active,
  }
  const changes = toSharedChanges(fields, file)
  if (isMany(reference, flags, couponTarget)) {
    assertShareable(flags, ['name'])
    const toValues =
      changes && ((coupon: Coupon): Values => ({ ...changes, ...toDiscountType(changes, coupon) }))
    const change = { command: 'coupons update', action: 'update', toValues } as const
    return changeMany(couponTarget, change, { flags, context })
  }
  const lookup = await createCouponLookup(await readConnection(flags, context), context)
  const coupon = await readCoupon(reference, lookup)
  const update = { couponId: coupon.id, ...changes, ...toDiscountType(fields, coupon) }
  // The client checks which fields belong together, and reports errors.
  const { coupons } = lookup.client
  const updated = await coupons.update(update as CouponUpdate, { signal: context.signal })
  writeRecord(updated, flags, context.output)
}

function assertOnlyOne({ active, inactive, product, allProducts }: UpdateFlags): void {
  const pairs = [
    [active === true && inactive === true, '--active', '--inactive'],
    [product !== undefined && allProducts === true, '--product', '--all-products'],
  ] as const
  for (const [isBoth, one, other] of pairs) {
    if (isBoth) throw new CliError('INVALID_USAGE', `Pass ${one} or ${other}, not both.`)
  }
}

function toProducts({
  product,
  allProducts,
}: UpdateFlags): Pick<CouponUpdate, 'limitToProducts' | 'productIds'> {
  if (allProducts === true) return { limitToProducts: false }
  return product === undefined ? {} : { limitToProducts: true, productIds: [...product] }
}
