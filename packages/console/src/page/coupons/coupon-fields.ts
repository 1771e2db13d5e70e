import type { FieldDefinition, FieldValues } from '../forms/field.js'
import { toFieldValue } from '../forms/input.js'
import { couponUpdateRules, newCouponRules } from '../forms/rules.js'
import type { CouponRow } from '../records/collections.js'
import { texts } from '../texts.js'

const { fields: labels } = texts.coupons

function isFlat({ couponType }: FieldValues): boolean {
  return couponType === 'FLAT'
}

function toFields(rules: typeof newCouponRules): readonly FieldDefinition[] {
  const rule = (name: string): Pick<FieldDefinition, 'name' | 'rule'> => ({
    name,
    rule: rules[name],
  })
  return [
    { ...rule('name'), label: labels.name, isRequired: true },
    {
      ...rule('couponType'),
      label: labels.couponType,
      kind: 'select',
      options: [
        { value: 'PERCENTAGE', title: labels.percentage },
        { value: 'FLAT', title: labels.flat },
      ],
    },
    {
      ...rule('percentOff'),
      label: labels.percentOff,
      isRequired: true,
      isVisible: (values) => !isFlat(values),
    },
    { ...rule('amountOff'), label: labels.amountOff, isRequired: true, isVisible: isFlat },
    { ...rule('currency'), label: labels.currency, isRequired: true, isVisible: isFlat },
    {
      ...rule('duration'),
      label: labels.duration,
      kind: 'select',
      options: Object.entries(labels.durations).map(([value, title]) => ({ value, title })),
    },
    {
      ...rule('durationInMonths'),
      label: labels.durationInMonths,
      isRequired: true,
      isVisible: ({ duration }) => duration === 'repeating',
    },
    { ...rule('maxRedemptions'), label: labels.maxRedemptions, help: labels.maxRedemptionsHelp },
    { ...rule('redeemBy'), label: labels.redeemBy, help: labels.redeemByHelp, kind: 'day' },
  ]
}

/** The fields of a new coupon. */
export const newCouponFields: readonly FieldDefinition[] = [
  ...toFields(newCouponRules),
  {
    name: 'externalId',
    rule: newCouponRules['externalId'],
    label: labels.externalId,
    help: labels.externalIdHelp,
  },
]

/** The fields of an existing coupon. */
export const couponFields: readonly FieldDefinition[] = [
  ...toFields(couponUpdateRules),
  { name: 'valid', label: labels.valid, kind: 'checkbox' },
]

/** The values of the form for a new coupon. */
export const newCouponValues: FieldValues = { couponType: 'PERCENTAGE', duration: 'forever' }

/** Returns the values of the form for a coupon. */
export function toCouponValues(coupon: CouponRow): FieldValues {
  const values: Readonly<Record<string, unknown>> = { ...coupon }
  const entries = couponFields.map((field) => {
    const value = values[field.name] as string | number | boolean | null | undefined
    return [field.name, toFieldValue(field, value)]
  })
  return Object.fromEntries(entries) as FieldValues
}
