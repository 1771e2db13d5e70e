import type { CodeStructureOptions, CodeSubject } from '@referly-kit/codegen-structure'
import { CliError } from '../errors.js'

/** The flags that describe the structure of codes. */
export interface StructureFlags {
  readonly prefix?: string | undefined
  readonly firstName?: boolean | undefined
  readonly lastName?: boolean | undefined
  readonly email?: boolean | undefined
  readonly showPercent?: number | undefined
  readonly showAmount?: number | undefined
  readonly showCouponName?: string | undefined
  readonly random?: number | undefined
  readonly case?: 'uppercase' | 'lowercase' | 'mixed' | undefined
  readonly alphabet?: 'full' | 'clear' | 'safe' | undefined
  readonly maxLength?: number | undefined
}

/** Converts flags to the options of a code generator. */
export function toStructure(flags: StructureFlags): CodeStructureOptions {
  const { prefix, random, maxLength, alphabet } = flags
  return {
    codeStructure: {
      firstName: flags.firstName === true,
      lastName: flags.lastName === true,
      email: flags.email === true,
      discountAmount: flags.showPercent !== undefined || flags.showAmount !== undefined,
      couponName: flags.showCouponName !== undefined,
      randomChars: random !== undefined,
    },
    randomCharsCase: flags.case ?? 'uppercase',
    ...(prefix === undefined ? {} : { prefix }),
    ...(random === undefined ? {} : { randomCharsLength: random }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(alphabet === undefined ? {} : { alphabet }),
  }
}

/**
 * Refuses flags that leave codes without any part except a prefix.
 *
 * @throws CliError `INVALID_USAGE`
 */
export function assertParts({ codeStructure, prefix = '' }: CodeStructureOptions): void {
  if (Object.values(codeStructure).includes(true)) return
  const fact =
    prefix === ''
      ? 'The codes have no parts.'
      : 'All codes would be the same, because they have only a prefix.'
  throw new CliError(
    'INVALID_USAGE',
    `${fact} Add parts, for example: --prefix SAVE --first-name --random 6`,
  )
}

/** Returns the parts of the coupon that can appear in a code. */
export function toCouponSubject(flags: StructureFlags): CodeSubject['coupon'] {
  const { showCouponName: name, showPercent: percentOff, showAmount: amountOff } = flags
  const couponType = amountOff === undefined ? 'PERCENTAGE' : 'FLAT'
  return { name, couponType, percentOff, amountOff }
}
