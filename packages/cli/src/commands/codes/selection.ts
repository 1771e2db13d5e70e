import type { PromotionalCode, PromotionalCodeFilter } from '@referly-kit/types'
import type { Connection } from '../../api/connection.js'
import { createCouponLookup, readCoupon } from '../../api/find-coupon.js'
import type { Context } from '../../context.js'
import type { ManyChange } from '../many/change-many.js'
import { addManyOptions, type ManyFlags, type ManyTarget } from '../many/options.js'
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
  return command
    .option('--coupon <coupon>', 'Only codes of this coupon: its ID or name')
    .option('--affiliate <address>', 'Only codes of the affiliate with this email address')
    .option('--unused', 'Only codes that were never redeemed')
    .option('--expired', 'Only codes that have expired')
    .option('--disabled', 'Only codes that are disabled')
}

/** The codes that a command can change. */
export const codeTarget: ManyTarget<FilterFlags> = {
  collection: 'codes',
  noun: 'code',
  key: 'code',
  filters: ['coupon', 'affiliate', 'unused', 'expired', 'disabled'],
}

/** The flags of a command that changes one code, or many. */
export type ManyCodesFlags = ManyFlags & FilterFlags

/** Adds the options of a command that changes one code, or many. */
export function addManyCodes(command: ReferlyCommand): ReferlyCommand {
  command.argument('[code]', 'Code in any letter case, or its ID; or select many with the options')
  return addManyOptions(addFilterOptions(command), codeTarget)
}

/** Returns the parts that the changes of many codes have in common. */
export function toCodeChange(
  flags: ManyCodesFlags,
): Pick<ManyChange<PromotionalCode>, 'collection' | 'read' | 'used'> {
  return {
    collection: 'codes',
    read: (connection, context) => readCodes(flags, connection, context),
    used: ['redeemed', ({ timesRedeemed }) => timesRedeemed > 0],
  }
}

/**
 * Reads the codes that flags select.
 *
 * @throws CliError `INVALID_USAGE` when the coupon or a code of the file does not exist
 */
export async function readCodes(
  flags: FilterFlags & Pick<ManyFlags, 'file'>,
  connection: Connection,
  context: Context,
): Promise<readonly PromotionalCode[]> {
  const lookup = await createCouponLookup(connection, context)
  const coupon = flags.coupon === undefined ? undefined : await readCoupon(flags.coupon, lookup)
  const filter: PromotionalCodeFilter = {
    ...(coupon === undefined ? {} : { couponId: coupon.id }),
    ...(flags.affiliate === undefined ? {} : { affiliateEmail: flags.affiliate }),
  }
  const codes: PromotionalCode[] = []
  const { promotionalCodes } = lookup.client
  for await (const code of promotionalCodes.iterate(filter, { signal: context.signal })) {
    if (isMatch(code, flags)) codes.push(code)
  }
  if (flags.file === undefined) return codes
  const [{ toCodeKey }, { selectListed }, { takenColumns }] = await Promise.all([
    import('@referly-kit/codegen-structure'),
    import('../many/select-listed.js'),
    import('../../csv/column-names.js'),
  ])
  const keys = [{ column: takenColumns.code, toKey: ({ code }: PromotionalCode) => code }]
  const listed = { path: flags.file, noun: 'code', keys, normalize: toCodeKey }
  return selectListed(codes, listed, context)
}

function isMatch(
  { active, expiresAt, timesRedeemed }: PromotionalCode,
  { unused, expired, disabled }: FilterFlags,
): boolean {
  if (unused === true && timesRedeemed > 0) return false
  if (expired === true && (expiresAt == null || Date.parse(expiresAt) >= Date.now())) return false
  return disabled !== true || !active
}
