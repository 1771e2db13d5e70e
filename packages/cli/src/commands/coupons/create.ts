import type { NewCoupon } from '@referly-kit/types'
import { Option } from 'commander'
import { type ConnectionFlags, connect } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { type FormatFlags, writeRecord } from '../../terminal/records.js'
import {
  addConnectionOptions,
  addJsonOption,
  createAmountOption,
  createWholeOption,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `coupons create`. */
export function addCreate(coupons: ReferlyCommand, context: Context): void {
  const amountOff = createAmountOption('--amount-off <n>', 'Fixed discount, in --currency')
  const command = coupons
    .command('create')
    .about(
      'Create a coupon',
      'The discount is a percentage or a fixed amount. It applies once, forever, or for a number of months.',
    )
    .requiredOption('--name <text>', 'Name of the coupon (required)')
    .addOption(createAmountOption('--percent-off <n>', 'Discount in percent'))
    .addOption(amountOff.conflicts('percentOff'))
    .option('--currency <code>', 'Currency of --amount-off, such as USD')
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
    .addOption(
      createWholeOption('--max-redemptions <n>', 'Maximum number of redemptions', [1, 2 ** 31 - 1]),
    )
    .option('--external-id <id>', 'Your own ID for the coupon')
    .examples([
      'referly coupons create --name Spring --percent-off 20 --months 3',
      'referly coupons create --name "Ten off" --amount-off 10 --currency USD',
    ])
  addJsonOption(addConnectionOptions(command)).action((flags: CreateFlags) =>
    createCoupon(flags, context),
  )
}

interface CreateFlags extends ConnectionFlags, FormatFlags {
  readonly name: string
  readonly percentOff?: number | undefined
  readonly amountOff?: number | undefined
  readonly currency?: string | undefined
  readonly duration?: 'once' | 'forever' | 'repeating' | undefined
  readonly months?: number | undefined
  readonly maxRedemptions?: number | undefined
  readonly externalId?: string | undefined
}

async function createCoupon(flags: CreateFlags, context: Context): Promise<void> {
  const client = await connect(flags, context)
  const coupon = await client.coupons.create(toNewCoupon(flags), { signal: context.signal })
  writeRecord(coupon, flags, context.output)
}

// The client checks which fields belong together, and reports it.
function toNewCoupon(flags: CreateFlags): NewCoupon {
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
