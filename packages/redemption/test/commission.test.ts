import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateCommission, fromMinorUnits, type CommissionableSale } from '../src/index.js'
import { referencePercentage } from './reference.js'

const sale: CommissionableSale = {
  amount: 119,
  currency: 'EUR',
  ratePercent: 20,
  tax: 19,
  shipping: 5,
}

describe('evaluateCommission', () => {
  it.each([
    ['tax and shipping count when the program deducts neither', {}, { base: 119, amount: 23.8 }],
    [
      'tax is taken off first when the program deducts it',
      { deductTax: true },
      { base: 100, amount: 20 },
    ],
    [
      'shipping is taken off first when the program deducts it',
      { deductShipping: true },
      { base: 114, amount: 22.8 },
    ],
    ['both are taken off', { deductTax: true, deductShipping: true }, { base: 95, amount: 19 }],
    [
      'deductions beyond the sale leave nothing',
      { tax: 200, deductTax: true },
      { base: 0, amount: 0 },
    ],
    ['a rate may have decimals', { ratePercent: 12.5 }, { base: 119, amount: 14.88 }],
    ['a rate of zero earns nothing', { ratePercent: 0 }, { base: 119, amount: 0 }],
    ['a missing tax deducts nothing', { tax: null, deductTax: true }, { base: 119, amount: 23.8 }],
    [
      'yen have no decimals',
      { amount: 990, currency: 'jpy', ratePercent: 15 },
      { base: 990, amount: 149 },
    ],
  ])('%s', (_, change, expected) => {
    expect(evaluateCommission({ ...sale, ...change })).toMatchObject(expected)
  })

  it('is the same in major and in minor units', () => {
    expect(evaluateCommission({ amount: 34.9, currency: 'usd', ratePercent: 15 })).toEqual({
      amount: 5.24,
      amountMinor: 524,
      base: 34.9,
      baseMinor: 3490,
      currency: 'USD',
    })
  })

  it('agrees with exact fractions for every amount and rate', () => {
    const amount = fc.integer({ min: 0, max: 99_999_999_999 })
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 10_000 }), (minor, hundredths) => {
        const rateText = (hundredths / 100).toFixed(2)
        const { amountMinor } = evaluateCommission({
          amount: fromMinorUnits(minor, 'USD'),
          currency: 'USD',
          ratePercent: Number(rateText),
        })
        expect(BigInt(amountMinor)).toBe(referencePercentage(BigInt(minor), rateText))
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['sale.ratePercent', { ratePercent: 101 }],
    ['sale.ratePercent', { ratePercent: Number.NaN }],
    ['sale.amount', { amount: -1 }],
    ['sale.tax', { tax: Number.NaN }],
    ['sale.shipping', { shipping: -5 }],
    ['sale.currency', { currency: 'euro' }],
  ])('refuses an unusable %s', (field, change) => {
    expect(() => evaluateCommission({ ...sale, ...change })).toThrow(
      expect.objectContaining({ name: 'RedemptionInputError', field }),
    )
  })
})
