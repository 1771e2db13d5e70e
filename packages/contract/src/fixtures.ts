import type { JsonValue } from './contract-case.js'

/** The properties of the records that every target has before the first case runs. */
export const fixtureNames = [
  'affiliate.id',
  'affiliate.email',
  'affiliate.link',
  'coupon.id',
  'coupon.name',
  'coupon.externalId',
  'flatCoupon.id',
  'repeatingCoupon.id',
  'code.id',
  'code.code',
  'code.lowerCaseCode',
  'code.externalId',
  'disabledCode.code',
  'exhaustedCode.code',
  'referral.id',
  'referral.email',
  'referral.externalId',
  'sale.id',
  'sale.externalId',
  'sale.externalInvoiceId',
] as const

/** One of `fixtureNames`. */
export type FixtureName = (typeof fixtureNames)[number]

/** The values of the fixtures in one target. */
export type Fixtures = Readonly<Record<FixtureName, string | number>>

/**
 * The fixtures, `unique` (eight characters that are different in every case), and the properties of the records that a
 * case creates, such as `own.id`.
 */
export type Placeholders = Fixtures & {
  readonly unique: string
  readonly [created: `${string}.${string}`]: string | number
}

const placeholder = /\{([a-zA-Z.]+)\}/g
const onlyPlaceholder = /^\{([a-zA-Z.]+)\}$/

/**
 * Replaces the placeholders in all strings of a value with the values of a target.
 *
 * @example
 * fillPlaceholders({ id: '{sale.id}', name: 'n-{unique}' }, placeholders) //=> { id: 1, name: 'n-0f3a91c2' }
 * @throws TypeError for a placeholder that is not in `fixtureNames`.
 */
export function fillPlaceholders(value: JsonValue, placeholders: Placeholders): JsonValue {
  if (typeof value === 'string') return fillText(value, placeholders)
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map((item) => fillPlaceholders(item, placeholders))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fillPlaceholders(item, placeholders)]),
  )
}

function fillText(text: string, placeholders: Placeholders): string | number {
  const name = onlyPlaceholder.exec(text)?.[1]
  if (name !== undefined) return readPlaceholder(name, placeholders)
  return text.replace(placeholder, (_, part: string) => String(readPlaceholder(part, placeholders)))
}

function readPlaceholder(name: string, placeholders: Placeholders): string | number {
  const value = Object.hasOwn(placeholders, name) ? placeholders[name as FixtureName] : undefined
  if (value === undefined) {
    throw new TypeError(
      `The placeholder must be one of fixtureNames or of a given record, but was {${name}}.`,
    )
  }
  return value
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value)
}
