import type { Coupon, NewCoupon } from '@referly-kit/types'
import { Option } from 'commander'
import { readConnection, type ConnectionFlags } from '../../api/connection.js'
import { createCouponLookup, findNamedCoupons, type CouponLookup } from '../../api/find-coupon.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { maxRedemptionLimit } from '../../plans/terms.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addDeadlineOptions, toDeadline } from '../deadline-option.js'
import {
  addConnectionOptions,
  addJsonOption,
  createAmountOption,
  createCurrencyOption,
  createListOption,
  createWholeOption,
  createPercentOption,
  createNameOption,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `coupons create`. */
export function addCreate(coupons: ReferlyCommand, context: Context): void {
  const command = coupons
    .command('create')
    .about(
      'Create a coupon',
      'The discount is a percentage or a fixed amount. It applies once, forever, or for a number of months.',
    )
    .examples([
      'referly coupons create --name Spring --percent-off 20 --months 3 --redeem-by 2027-05-31',
      'referly coupons create --name "Ten off" --amount-off 10 --currency USD',
    ])
    .addOption(
      createNameOption('--name <text>', 'Name of the coupon (required)').makeOptionMandatory(),
    )
  addDiscountOptions(command)
  addDeadlineOptions(command, '--redeem-by <when>', 'Last moment it can be redeemed')
  addLimitOptions(command)
  addJsonOption(addConnectionOptions(command)).action((flags: CreateFlags) =>
    createCoupon(flags, context),
  )
}

/** Adds the options for the discount of a coupon. */
export function addDiscountOptions(command: ReferlyCommand): void {
  const amountOff = createAmountOption('--amount-off <n>', 'Fixed discount, in --currency')
  command
    .addOption(createPercentOption('--percent-off <n>', 'Discount in percent', 1))
    .addOption(amountOff.conflicts('percentOff'))
    .addOption(createCurrencyOption('Currency of --amount-off, such as USD'))
    .addOption(
      new Option('--duration <duration>', 'Payments that the discount applies to').choices([
        'once',
        'forever',
        'repeating',
      ]),
    )
    .addOption(
      createWholeOption('--months <n>', 'Number of months that the discount applies', [1, 1200]),
    )
}

function addLimitOptions(command: ReferlyCommand): void {
  command
    .addOption(
      createWholeOption(
        '--max-redemptions <n>',
        'Maximum number of redemptions across all of its codes',
        [1, maxRedemptionLimit],
      ),
    )
    .addOption(
      createListOption('--product <id>', 'ID of a product that the discount is limited to'),
    )
    .option('--inactive', 'Create a coupon that cannot be redeemed until it is activated')
    .option('--external-id <id>', 'Your own ID for the coupon')
    .option('--integration-type <text>', 'Origin of the coupon, such as stripe')
}

/** The flags for the discount of a coupon. */
export interface DiscountFlags {
  readonly percentOff?: number | undefined
  readonly amountOff?: number | undefined
  readonly currency?: string | undefined
  readonly duration?: 'once' | 'forever' | 'repeating' | undefined
  readonly months?: number | undefined
}

interface CreateFlags extends ConnectionFlags, FormatFlags, DiscountFlags {
  readonly name: string
  readonly redeemBy?: string | undefined
  readonly timeZone?: string | undefined
  readonly maxRedemptions?: number | undefined
  /** The IDs of products. */
  readonly product?: readonly string[] | undefined
  readonly inactive?: boolean | undefined
  readonly externalId?: string | undefined
  readonly integrationType?: string | undefined
}

async function createCoupon(flags: CreateFlags, context: Context): Promise<void> {
  assertDiscount(flags)
  assertDiscountFlags(flags)
  const input = toNewCoupon(flags)
  const lookup = await createCouponLookup(await readConnection(flags, context), context)
  const coupon = await lookup.client.coupons.create(input, { signal: context.signal })
  writeRecord(coupon, flags, context.output)
  const others = await findOthers(coupon, lookup)
  if (others.length === 0) return
  const ids = [...others, coupon].map(({ id }) => id).join(', ')
  context.output.note(
    `${others.length + 1} coupons are now named ${coupon.name}. Refer to them by ID: ${ids}`,
  )
}

/** Finds the other coupons with the name of a new one. The new one is kept if they cannot be read. */
async function findOthers(coupon: Coupon, lookup: CouponLookup): Promise<readonly Coupon[]> {
  const { isCallError } = await import('@referly-kit/client')
  try {
    return (await findNamedCoupons(coupon.name, lookup)).filter(({ id }) => id !== coupon.id)
  } catch (error) {
    if (isCallError(error)) return []
    throw error
  }
}

/** @throws CliError `INVALID_USAGE` unless there is a discount */
function assertDiscount({ percentOff, amountOff, currency }: CreateFlags): void {
  if (percentOff === undefined && amountOff === undefined) {
    const message =
      'A coupon needs a discount. Pass --percent-off, or --amount-off with --currency.'
    throw new CliError('INVALID_USAGE', message)
  }
  if (amountOff === undefined || currency !== undefined) return
  throw new CliError('INVALID_USAGE', 'Pass --currency with --amount-off, such as USD.')
}

/**
 * Refuses flags that the API would ignore.
 *
 * @throws CliError `INVALID_USAGE`
 */
export function assertDiscountFlags({
  percentOff,
  currency,
  duration,
  months,
}: DiscountFlags): void {
  if (currency !== undefined && percentOff !== undefined) {
    const message = '`--currency` applies to --amount-off, not to --percent-off. Leave it out.'
    throw new CliError('INVALID_USAGE', message)
  }
  if (months !== undefined && duration !== undefined && duration !== 'repeating') {
    const message = `\`--months\` has no effect together with --duration ${duration}. Leave one of them out.`
    throw new CliError('INVALID_USAGE', message)
  }
}

// The client checks which fields belong together, and reports errors.
function toNewCoupon(flags: CreateFlags): NewCoupon {
  const { amountOff, duration, months, product, redeemBy, timeZone } = flags
  const input = {
    name: flags.name,
    couponType: amountOff === undefined ? 'PERCENTAGE' : 'FLAT',
    percentOff: flags.percentOff,
    amountOff,
    currency: flags.currency,
    duration: duration ?? (months === undefined ? undefined : 'repeating'),
    durationInMonths: months,
    redeemBy: toDeadline({ option: '--redeem-by', text: redeemBy, timeZone }),
    maxRedemptions: flags.maxRedemptions,
    limitToProducts: product === undefined ? undefined : true,
    productIds: product,
    valid: flags.inactive === true ? false : undefined,
    externalId: flags.externalId,
    integrationType: flags.integrationType,
  }
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined),
  ) as unknown as NewCoupon
}
