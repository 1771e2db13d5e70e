import { describe, expect, it } from 'vitest'
import { toAmountText } from '../../src/terminal/amounts.js'

describe('toAmountText', () => {
  it.each([
    [1980, 'JPY', '1980'],
    [0, 'JPY', '0'],
    [5.424, 'KWD', '5.424'],
    [5.4, 'BHD', '5.400'],
    [39.2, 'USD', '39.20'],
    [40, 'EUR', '40.00'],
    [0.1 + 0.2, 'USD', '0.30'],
    [1.5, 'CLF', '1.5000'],
  ])('formats %d %s as %s', (amount, currency, expected) => {
    expect(toAmountText(amount, currency)).toBe(expected)
  })

  it.each([
    [1980, '1980'],
    [39.2, '39.20'],
    [5.424, '5.424'],
    [0.1 + 0.2, '0.30'],
  ])('formats %d of an unknown currency as %s', (amount, expected) => {
    expect(toAmountText(amount)).toBe(expected)
  })

  it('keeps a decimal that the currency does not have', () => {
    expect(toAmountText(9.5, 'JPY')).toBe('9.5')
  })
})
