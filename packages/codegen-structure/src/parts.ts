import type { CodeStructure } from '@referly-kit/types'
import { toAmountText } from './amounts.js'
import { CodeStructureError } from './errors.js'
import { toKind } from './received.js'
import type { CodeSubject } from './subject.js'
import { toCodeText } from './transliterate.js'

/** The parts that come from the affiliate and the coupon, in the order of a code (rule 1). */
export type NamedPartName = Exclude<keyof CodeStructure, 'randomChars'>

/** Every part a code may have. */
export type PartName = 'prefix' | NamedPartName | 'randomChars'

/** One part of a code as it stands there. */
export interface GeneratedPart {
  readonly name: PartName
  readonly text: string
}

/** A caller's own transliteration; its result is cleaned by the built-in one. */
export type ToAscii = (text: string) => string

/** Part names in the order of a code, which is the order of the vendor's schema. */
export const namedParts: readonly NamedPartName[] = [
  'firstName',
  'lastName',
  'email',
  'discountAmount',
  'couponName',
]

/** Writes one named part of a subject; empty when the subject has nothing for it. */
export function toPartText(name: NamedPartName, subject: CodeSubject, toAscii?: ToAscii): string {
  if (name === 'discountAmount') return subject.coupon == null ? '' : toAmountText(subject.coupon)
  const text = readText(name, subject)
  return toCodeText(toAscii === undefined ? text : toOwnAscii(text, toAscii))
}

function readText(name: Exclude<NamedPartName, 'discountAmount'>, subject: CodeSubject): string {
  if (name === 'couponName') return subject.coupon?.name ?? ''
  const text = subject.affiliate?.[name] ?? ''
  return name === 'email' ? toMailbox(text) : text
}

/** What stands before the last `@`, without a `+tag`, which names a filter and not a person (rule 7). */
function toMailbox(email: string): string {
  const at = email.lastIndexOf('@')
  return (at === -1 ? email : email.slice(0, at)).replace(/\+.*$/s, '')
}

function toOwnAscii(text: string, toAscii: ToAscii): string {
  const ascii: unknown = toAscii(text.slice(0, 256))
  if (typeof ascii === 'string') return ascii
  throw new CodeStructureError('INVALID_STRUCTURE', {
    field: 'toAscii',
    expected: 'a function that returns text',
    received: toKind(ascii),
    hint: 'Return an empty text for what cannot be written in ASCII.',
  })
}
