import type { PromotionalCode } from '@referly-kit/types'
import type { FieldDefinition, FieldOption, FieldValues } from '../forms/field.js'
import { toFieldValue } from '../forms/input.js'
import { newPromotionalCodeRules, promotionalCodeUpdateRules } from '../forms/rules.js'
import type { CouponChoice } from '../records/use-coupons.js'
import { texts } from '../texts.js'

const { fields: labels } = texts.codes

function toTermFields(rules: typeof newPromotionalCodeRules): readonly FieldDefinition[] {
  return [
    { name: 'expiresAt', label: labels.expiresAt, rule: rules['expiresAt'], kind: 'day' },
    { name: 'maxRedemptions', label: labels.maxRedemptions, rule: rules['maxRedemptions'] },
    { name: 'minimumAmount', label: labels.minimumAmount, rule: rules['minimumAmount'] },
    {
      name: 'minimumAmountCurrency',
      label: labels.minimumAmountCurrency,
      rule: rules['minimumAmountCurrency'],
      isRequired: true,
      isVisible: ({ minimumAmount }) => minimumAmount !== undefined && minimumAmount !== '',
    },
    { name: 'firstTimeOrder', label: labels.firstTimeOrder, kind: 'checkbox' },
    { name: 'limitToAffiliate', label: labels.limitToAffiliate, kind: 'checkbox' },
  ]
}

/** Returns the fields of a new code. */
export function toNewCodeFields(
  coupons: CouponChoice,
  emails: readonly string[],
): readonly FieldDefinition[] {
  const rules = newPromotionalCodeRules
  const options: readonly FieldOption[] = [
    { value: '', title: labels.chooseCoupon },
    ...coupons.rows.map(({ id, name }) => ({ value: id, title: name })),
  ]
  return [
    {
      name: 'couponId',
      label: labels.couponId,
      rule: rules['couponId'],
      kind: 'select',
      options,
      ...(coupons.isLong && { search: { label: labels.findCoupon, onSearch: coupons.search } }),
    },
    {
      name: 'code',
      label: labels.code,
      help: labels.codeHelp,
      rule: rules['code'],
      isRequired: true,
    },
    {
      name: 'affiliateEmail',
      label: labels.affiliateEmail,
      help: labels.affiliateEmailHelp,
      rule: rules['affiliateEmail'],
      suggestions: emails,
    },
    ...toTermFields(rules),
  ]
}

/** The fields of an existing code. */
export const codeFields: readonly FieldDefinition[] = [
  {
    name: 'code',
    label: labels.code,
    help: labels.codeHelp,
    rule: promotionalCodeUpdateRules['code'],
    isRequired: true,
  },
  ...toTermFields(promotionalCodeUpdateRules),
  { name: 'active', label: labels.active, kind: 'checkbox' },
]

/** Returns the values of the form for a code. */
export function toCodeValues(code: PromotionalCode): FieldValues {
  const values: Readonly<Record<string, unknown>> = { ...code }
  const entries = codeFields.map((field) => {
    const value = values[field.name] as string | number | boolean | null | undefined
    return [field.name, toFieldValue(field, value)]
  })
  return Object.fromEntries(entries) as FieldValues
}
