import type { CodeStructure } from '@referly-kit/types'
import { CodeStructureError, toKind, toReceived } from './errors.js'
import type { CodeCoupon, CodeSubject } from './subject.js'

/** The parts taken from the affiliate and the coupon, in the order they appear in a code (rule 1). */
export type NamedPartName = Exclude<keyof CodeStructure, 'randomChars'>

/** Every part a code may have. */
export type PartName = 'prefix' | NamedPartName | 'randomChars'

/** One part of a code, as it appears in the code. */
export interface GeneratedPart {
  readonly name: PartName
  readonly text: string
}

/** A custom transliteration; the built-in one cleans up its result. */
export type ToAscii = (text: string) => string

/** Part names in the order they appear in a code, which is the order of Referly's schema. */
export const namedParts: readonly NamedPartName[] = [
  'firstName',
  'lastName',
  'email',
  'discountAmount',
  'couponName',
]

/** The letters of one part that have no ASCII form, each once. */
export interface OmittedLetters {
  readonly name: NamedPartName
  readonly letters: readonly string[]
}

/** Returns the source text of one named part, or an empty string when the subject has nothing for it. */
export function toPartSource(name: NamedPartName, subject: CodeSubject, toAscii?: ToAscii): string {
  if (name === 'discountAmount') return subject.coupon == null ? '' : toAmountText(subject.coupon)
  const text = readText(name, subject)
  return toAscii === undefined ? text : toOwnAscii(text, toAscii)
}

function readText(name: Exclude<NamedPartName, 'discountAmount'>, subject: CodeSubject): string {
  if (name === 'couponName') return subject.coupon?.name ?? ''
  const text = subject.affiliate?.[name] ?? ''
  return name === 'email' ? toMailbox(text) : text
}

/** The part before the last `@`, without a `+tag`, which names a mail filter rather than a person (rule 7). */
function toMailbox(email: string): string {
  const at = email.lastIndexOf('@')
  return (at === -1 ? email : email.slice(0, at)).replace(/\+.*$/s, '')
}

function toOwnAscii(text: string, toAscii: ToAscii): string {
  const ascii: unknown = toAscii(text.slice(0, 256))
  if (typeof ascii === 'string') return ascii
  throw new CodeStructureError('INVALID_STRUCTURE', {
    field: 'toAscii',
    expected: 'a function that returns a string',
    received: `a function that returned ${toKind(ascii)}`,
    hint: 'Return an empty string for text that cannot be written in ASCII.',
  })
}

const amountLimit = 1e9

/**
 * Formats a coupon's discount for a code: `20`, `12P5`, or an empty string for zero.
 *
 * The currency is left out, `P` is the decimal point, and the amount is rounded half up to three
 * decimals (rules 8 to 10).
 *
 * @example
 * toAmountText({ couponType: 'PERCENTAGE', percentOff: 12.5 }) //=> '12P5'
 * @throws CodeStructureError `INVALID_AMOUNT`
 */
function toAmountText(coupon: CodeCoupon): string {
  const [field, amount] = readAmount(coupon)
  if (amount == null) return ''
  const thousandths = toThousandths(amount)
  if (Number.isNaN(thousandths)) {
    throw new CodeStructureError('INVALID_AMOUNT', {
      field,
      expected: `at least 0 and below ${amountLimit}`,
      received: toReceived(amount),
      hint: 'Give the discount in percent or in major units of the currency, such as 10 for 10 USD.',
    })
  }
  if (thousandths === 0) return ''
  const fraction = String(thousandths % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '')
  const whole = String(Math.floor(thousandths / 1000))
  return fraction === '' ? whole : `${whole}P${fraction}`
}

function readAmount(coupon: CodeCoupon): readonly [string, number | null | undefined] {
  const percent = ['coupon.percentOff', coupon.percentOff] as const
  const flat = ['coupon.amountOff', coupon.amountOff] as const
  if (coupon.couponType === 'FLAT') return flat
  if (coupon.couponType === 'PERCENTAGE') return percent
  return coupon.percentOff == null ? flat : percent
}

function toThousandths(amount: number): number {
  if (typeof amount !== 'number' || !(amount >= 0 && amount < amountLimit)) return Number.NaN
  // Smaller amounts round to zero; larger ones are never written with an exponent by String().
  if (amount < 0.0005) return 0
  // Shifting the decimal point in the text is exact; `0.5005 * 1000` is 500.49999 and would round to 500, not 501.
  return Math.round(Number(`${amount}e3`))
}
