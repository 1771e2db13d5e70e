import type { PromotionalCode, PromotionalCodeFilter } from '@referly-kit/types'
import { readCoupon } from '../../api/find-coupon.js'
import { addManyOptions, type ManyFlags, type ManyTarget } from '../many/options.js'
import { createAddressOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** The flags that filter codes. */
export interface FilterFlags {
  /** An ID or a name. */
  readonly coupon?: string | undefined
  /** An email address. */
  readonly affiliate?: string | undefined
  readonly unused?: boolean | undefined
  readonly expired?: boolean | undefined
  readonly disabled?: boolean | undefined
}

/** Adds the options that filter codes. */
export function addFilterOptions(command: ReferlyCommand): ReferlyCommand {
  return addStateOptions(command).addOption(
    createAddressOption(
      '--affiliate <address>',
      'Only codes of the affiliate with this email address',
    ),
  )
}

/** Adds the options that filter codes, except by affiliate. */
export function addStateOptions(command: ReferlyCommand): ReferlyCommand {
  return command
    .option('--coupon <coupon>', 'Only codes of the coupon with this ID or name')
    .option('--unused', 'Only codes that were never redeemed')
    .option('--expired', 'Only codes that have expired, or whose coupon has')
    .option('--disabled', 'Only codes that are disabled')
}

/** The flags of a command that changes one code, or many. */
export type ManyCodesFlags = ManyFlags & FilterFlags

/** The codes that a command can change. */
export const codeTarget: ManyTarget<PromotionalCode, FilterFlags> = {
  collection: 'codes',
  keys: [
    { column: 'code', of: ({ code }) => code },
    { column: 'id', of: ({ id }) => id },
  ],
  filters: ['coupon', 'affiliate', 'unused', 'expired', 'disabled'],
  used: ['redeemed', ({ timesRedeemed }) => timesRedeemed > 0],
  async *list({ coupon: reference, affiliate }, lookup) {
    const coupon = reference === undefined ? undefined : await readCoupon(reference, lookup)
    const filter: PromotionalCodeFilter = {
      ...(coupon === undefined ? {} : { couponId: coupon.id }),
      ...(affiliate === undefined ? {} : { affiliateEmail: affiliate }),
    }
    const { client, signal } = lookup
    yield* client.promotionalCodes.iterate(filter, { signal })
  },
  isMatch(code, { unused, expired, disabled }) {
    if (unused === true && code.timesRedeemed > 0) return false
    if (expired === true && !hasExpired(code)) return false
    return disabled !== true || !code.active
  },
}

/** Adds the options of a command that changes one code, or many. */
export function addManyCodes(command: ReferlyCommand): ReferlyCommand {
  command.argument('[code]', 'Code in any letter case, or its ID; or select many with the options')
  return addManyOptions(addFilterOptions(command), 'codes')
}

/** Returns whether a code or its coupon has expired. */
export function hasExpired({ expiresAt, coupon }: PromotionalCode): boolean {
  return [expiresAt, coupon?.redeemBy].some(
    (instant) => instant != null && Date.parse(instant) < Date.now(),
  )
}
