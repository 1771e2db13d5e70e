import { createReferlyClient } from '@referly-kit/client'
import { describe, expect, it } from 'vitest'
import { couponFields, newCouponFields } from '../src/page/coupons/coupon-fields.js'
import { checkField } from '../src/page/forms/check-field.js'
import { toChangedInput, toNewInput } from '../src/page/forms/input.js'
import { affiliateUpdateRules, newAffiliateRules, newCouponRules } from '../src/page/forms/rules.js'
import { toProblem } from '../src/page/problems.js'
import { texts } from '../src/page/texts.js'

function check(text: string, name: string): string | undefined {
  const rule = newCouponRules[name] ?? newAffiliateRules[name]
  if (rule === undefined) throw new Error(`no rule of ${name}`)
  return checkField(text, rule)
}

describe('a field', () => {
  it.each([
    ['name', '  ', texts.rules.required],
    ['percentOff', '120', texts.rules.between(1, 100)],
    ['percentOff', '0.5', texts.rules.between(1, 100)],
    ['percentOff', '1e999', texts.rules.number],
    ['percentOff', 'ten', texts.rules.number],
    ['amountOff', '0', texts.rules.above(0)],
    ['maxRedemptions', '1.5', texts.rules.whole],
    ['maxRedemptions', '0', texts.rules.least(1)],
    ['currency', 'US', texts.rules.currency],
    ['email', 'ada', texts.rules.email],
    ['affiliateLink', 'a b', texts.rules.plain],
  ])('%s refuses %j', (name, text, problem) => {
    expect(check(text, name)).toBe(problem)
  })

  it.each([
    ['name', '<script>'],
    ['percentOff', '1'],
    ['percentOff', ' 100 '],
    ['percentOff', '12.5'],
    ['amountOff', '0.01'],
    ['maxRedemptions', ''],
    ['currency', 'usd'],
    ['email', 'ada@example.com'],
    ['affiliateLink', 'ada-1'],
  ])('%s accepts %j', (name, text) => {
    expect(check(text, name)).toBeUndefined()
  })

  it('has the limits of the contract', () => {
    expect(newCouponRules['percentOff']).toEqual({ type: 'number', least: 1, most: 100 })
    expect(affiliateUpdateRules['commissionRate']).toMatchObject({ least: 0, most: 100 })
  })
})

describe('the input of a form', () => {
  it('has the visible fields that are not empty', () => {
    const values = {
      name: ' Spring ',
      couponType: 'FLAT',
      percentOff: '20',
      amountOff: '10',
      currency: 'usd',
      duration: 'once',
      redeemBy: '',
    }
    expect(toNewInput(newCouponFields, values)).toEqual({
      name: 'Spring',
      couponType: 'FLAT',
      amountOff: 10,
      currency: 'usd',
      duration: 'once',
    })
  })

  it('ends a day at its last millisecond in the time zone of the user', () => {
    const { redeemBy } = toNewInput(newCouponFields, { redeemBy: '2026-12-31' })
    expect(redeemBy).toBe(new Date(2026, 11, 31, 23, 59, 59, 999).toISOString())
  })

  it('has only the changed fields of an existing record, and null for an emptied one', () => {
    const initial = { name: 'Spring', percentOff: '20', maxRedemptions: '5', valid: true }
    const values = { ...initial, percentOff: '25', maxRedemptions: '', valid: false }
    expect(toChangedInput(couponFields, values, initial)).toEqual({
      percentOff: 25,
      maxRedemptions: null,
      valid: false,
    })
    expect(toChangedInput(couponFields, initial, initial)).toEqual({})
  })
})

it('shows the problem of an input without the quotes of code', async () => {
  const client = createReferlyClient({ apiKey: 'key', baseUrl: 'http://127.0.0.1:9/api/v1' })
  const error: unknown = await client.coupons.create({ name: '', percentOff: 10 }).catch(toProblem)
  expect(error).toEqual({ field: 'name', message: expect.stringMatching(/^name must be /) })
})

it('shows the operator in plain words that the server does not respond', async () => {
  const client = createReferlyClient({
    apiKey: 'key',
    baseUrl: 'http://127.0.0.1:9/api/v1',
    retries: 0,
    fetch: () => Promise.reject(new TypeError('Failed to fetch')),
  })
  const read = await client.kit.program.get().catch(toProblem)
  expect(read).toEqual({ field: undefined, message: texts.unreachable })
  const created = await client.coupons.create({ name: 'x', percentOff: 10 }).catch(toProblem)
  expect(created).toEqual({ field: undefined, message: texts.maybeSaved })
})
