import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromMinorUnits, largestMinorAmount, toMinorUnits } from '../src/index.js'
import { referenceMinor } from './reference.js'
import { minorUnitVectors } from './vectors.js'

const currency = fc.constantFrom('USD', 'JPY', 'KWD', 'CLF')
const zeroDecimal = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
const threeDecimal = 'BHD IQD JOD KWD LYD OMR TND'

describe('toMinorUnits', () => {
  it.each(minorUnitVectors)('converts %d %s to %d minor units (%s)', (amount, code, minor) => {
    expect(toMinorUnits(amount, code)).toBe(minor)
  })

  it.each(zeroDecimal.split(' '))('treats %s as a currency without decimals', (code) => {
    expect(toMinorUnits(7, code)).toBe(7)
  })

  it.each(threeDecimal.split(' '))('treats %s as a currency with three decimals', (code) => {
    expect(toMinorUnits(7, code)).toBe(7000)
  })

  it('accepts a currency in any letter case', () => {
    expect(toMinorUnits(7, 'jpy')).toBe(7)
  })

  it('matches exact fractions for every decimal of up to six places', () => {
    const decimal = fc.tuple(fc.nat({ max: 99_999_999 }), fc.nat({ max: 999_999 }))
    fc.assert(
      fc.property(decimal, currency, ([whole, fraction], code) => {
        const text = `${whole}.${String(fraction).padStart(6, '0')}`
        expect(BigInt(toMinorUnits(Number(text), code))).toBe(referenceMinor(text, code))
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    [Number.NaN, 'INVALID_AMOUNT'],
    [Number.POSITIVE_INFINITY, 'INVALID_AMOUNT'],
    [-0.01, 'INVALID_AMOUNT'],
    [1e13, 'AMOUNT_TOO_LARGE'],
    [Number.MAX_VALUE, 'AMOUNT_TOO_LARGE'],
  ])('rejects %d with %s', (amount, code) => {
    expect(() => toMinorUnits(amount, 'USD')).toThrow(expect.objectContaining({ code }))
  })

  it.each(['', 'US', 'DOLLAR', 'U$D', '$', ' USD'])('rejects the currency "%s"', (code) => {
    expect(() => toMinorUnits(1, code)).toThrow(
      expect.objectContaining({ code: 'INVALID_CURRENCY', field: 'currency' }),
    )
  })
})

describe('fromMinorUnits', () => {
  it.each([
    [3490, 'USD', 34.9],
    [5, 'USD', 0.05],
    [5124, 'KWD', 5.124],
    [500, 'JPY', 500],
    [0, 'USD', 0],
  ])('converts %d minor units of %s to %d', (minor, code, amount) => {
    expect(fromMinorUnits(minor, code)).toBe(amount)
  })

  it('reverses toMinorUnits for every amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: largestMinorAmount }), currency, (minor, code) => {
        expect(toMinorUnits(fromMinorUnits(minor, code), code)).toBe(minor)
      }),
      { numRuns: 1000 },
    )
  })

  it.each([1.5, -1, Number.NaN])('rejects %d, which is not an integer of 0 or more', (minor) => {
    expect(() => fromMinorUnits(minor, 'USD')).toThrow(
      expect.objectContaining({ code: 'INVALID_AMOUNT', field: 'minor' }),
    )
  })
})
