import type { FieldDefinition, FieldOption } from '../forms/field.js'
import type { CouponChoice } from '../records/use-coupons.js'
import { texts } from '../texts.js'
import { partNames } from './design.js'

const { fields: labels } = texts.designer

function toOptions(titles: Readonly<Record<string, string>>): readonly FieldOption[] {
  return Object.entries(titles).map(([value, title]) => ({ value, title }))
}

/** Returns the field of the coupon. */
export function toCouponField({ rows, isLong, search }: CouponChoice): FieldDefinition {
  return {
    name: 'couponId',
    label: labels.couponId,
    kind: 'select',
    options: rows.map(({ id, name }) => ({ value: id, title: name })),
    ...(isLong && { search: { label: labels.findCoupon, onSearch: search } }),
  }
}

/** The fields of the prefix, the parts, and the text between them. */
export const textFields: readonly FieldDefinition[] = [
  { name: 'prefix', label: labels.prefix, help: labels.prefixHelp },
  {
    name: 'separator',
    label: labels.separator,
    kind: 'select',
    options: toOptions(labels.separators),
  },
]

/** The parts of a code, in order of appearance. */
export const partFields: readonly FieldDefinition[] = partNames.map((name) => ({
  name,
  label: labels.parts[name],
  kind: 'checkbox',
}))

/** The fields of the random characters. */
export const randomFields: readonly FieldDefinition[] = [
  {
    name: 'randomCharsLength',
    label: labels.randomCharsLength,
    rule: { type: 'integer', isRequired: true, least: 1, most: 24 },
  },
  {
    name: 'randomCharsCase',
    label: labels.randomCharsCase,
    kind: 'select',
    options: toOptions(labels.cases),
  },
  {
    name: 'alphabet',
    label: labels.alphabet,
    kind: 'select',
    options: toOptions(labels.alphabets),
  },
]

/** The field of the affiliates who get a code. */
export const audienceField: FieldDefinition = {
  name: 'audience',
  label: labels.audience,
  kind: 'select',
  options: toOptions(labels.audiences),
}
