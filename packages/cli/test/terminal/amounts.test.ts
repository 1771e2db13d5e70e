import { describe, expect, it } from 'vitest'
import { toAmountText } from '../../src/terminal/text.js'

describe('toAmountText', () => {
  it.each([
    [0, '0.00'],
    [39.2, '39.20'],
    [5.424, '5.424'],
    [0.679, '0.679'],
    [0.1 + 0.2, '0.30'],
    [1980, '1980.00'],
  ])('formats %d as %s', (amount, expected) => {
    expect(toAmountText(amount)).toBe(expected)
  })
})
