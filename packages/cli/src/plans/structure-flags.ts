import type { CodeStructureOptions, CodeSubject } from '@referly-kit/codegen-structure'
import { CliError } from '../errors.js'

/** What the command line says about how codes are made. */
export interface StructureFlags {
  readonly prefix?: string | undefined
  readonly firstName?: boolean | undefined
  readonly lastName?: boolean | undefined
  readonly email?: boolean | undefined
  readonly percentOff?: number | undefined
  readonly amountOff?: number | undefined
  readonly couponName?: string | undefined
  readonly random?: number | undefined
  readonly case?: 'uppercase' | 'lowercase' | 'mixed' | undefined
  readonly alphabet?: 'full' | 'clear' | 'safe' | undefined
  readonly maxLength?: number | undefined
}

/** Turns flags into the options of a code generator. */
export function toStructure(flags: StructureFlags): CodeStructureOptions {
  const { prefix, random, maxLength, alphabet } = flags
  return {
    codeStructure: {
      firstName: flags.firstName === true,
      lastName: flags.lastName === true,
      email: flags.email === true,
      discountAmount: flags.percentOff !== undefined || flags.amountOff !== undefined,
      couponName: flags.couponName !== undefined,
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
 * Refuses flags that name no part which codes could be made of.
 *
 * @throws CliError `INVALID_USAGE`
 */
export function assertParts({ codeStructure }: CodeStructureOptions): void {
  if (Object.values(codeStructure).includes(true)) return
  const example = '--prefix SAVE --first-name --random 6'
  throw new CliError('INVALID_USAGE', `Say what codes are made of, such as ${example}`)
}

/** What the flags say of the coupon, as far as codes can name it. */
export function toCouponSubject(flags: StructureFlags): CodeSubject['coupon'] {
  const { couponName, percentOff, amountOff } = flags
  const couponType = amountOff === undefined ? 'PERCENTAGE' : 'FLAT'
  return { name: couponName, couponType, percentOff, amountOff }
}
