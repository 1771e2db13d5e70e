import type { PromotionalCode, PromotionalCodeFilter } from '@referly-kit/types'
import type { Connection } from '../../api/connection.js'
import { createCouponLookup, readCoupon } from '../../api/find-coupon.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
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

/** The flags that select the codes to change. */
export interface SelectionFlags extends FilterFlags {
  /** The path of a file of codes. */
  readonly file?: string | undefined
}

/** Returns whether many codes are selected instead of a single one. */
export function isSelection({
  coupon,
  affiliate,
  unused,
  expired,
  disabled,
  file,
}: SelectionFlags): boolean {
  const flags = [coupon, affiliate, unused, expired, disabled, file]
  return flags.some((flag) => flag !== undefined)
}

/**
 * Reads the codes that flags select.
 *
 * @throws CliError `INVALID_USAGE` when the coupon or a code of the file does not exist
 */
export async function readCodes(
  flags: SelectionFlags,
  connection: Connection,
  context: Context,
): Promise<readonly PromotionalCode[]> {
  const lookup = await createCouponLookup(connection, context)
  const coupon = flags.coupon === undefined ? undefined : await readCoupon(flags.coupon, lookup)
  const filter: PromotionalCodeFilter = {
    ...(coupon === undefined ? {} : { couponId: coupon.id }),
    ...(flags.affiliate === undefined ? {} : { affiliateEmail: flags.affiliate }),
  }
  const listed = await readListed(flags.file, context)
  const codes: PromotionalCode[] = []
  const { promotionalCodes } = lookup.client
  for await (const code of promotionalCodes.iterate(filter, { signal: context.signal })) {
    if (listed?.has(code.code) === false || !isMatch(code, flags)) continue
    codes.push(code)
  }
  if (listed !== undefined) listed.assertFound(codes)
  return codes
}

interface ListedCodes {
  has(code: string): boolean
  assertFound(codes: readonly PromotionalCode[]): void
}

async function readListed(
  path: string | undefined,
  { cwd }: Context,
): Promise<ListedCodes | undefined> {
  if (path === undefined) return undefined
  const [{ readTakenCodes }, { toCodeKey }] = await Promise.all([
    import('../../csv/taken-codes.js'),
    import('@referly-kit/codegen-structure'),
  ])
  const wanted = new Map(
    (await readTakenCodes({ path }, cwd)).map((code) => [toCodeKey(code), code]),
  )
  return {
    has: (code) => wanted.has(toCodeKey(code)),
    assertFound(codes) {
      for (const { code } of codes) wanted.delete(toCodeKey(code))
      if (wanted.size === 0) return
      const shown = [...wanted.values()].slice(0, 5).join(', ')
      throw new CliError(
        'INVALID_USAGE',
        `${path}: ${wanted.size} of the codes do not exist or do not match the other options, such as ${shown}. Remove them from the file.`,
      )
    },
  }
}

function isMatch(
  { active, expiresAt, timesRedeemed }: PromotionalCode,
  { unused, expired, disabled }: FilterFlags,
): boolean {
  if (unused === true && timesRedeemed > 0) return false
  if (expired === true && (expiresAt == null || Date.parse(expiresAt) >= Date.now())) return false
  return disabled !== true || !active
}
