import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addSums,
  createSums,
  fromMinorUnits,
  largestMinorAmount,
  toMeasures,
  toPercentChange,
  type PerformanceSums,
} from '../../src/index.js'

const amount = fc.nat({ max: 1_000_000_000 })

const sums = fc
  .tuple(fc.constantFrom('USD', 'JPY', 'KWD'), amount, amount, amount, fc.nat(1000))
  .map(([currency, revenueMinor, refunds, commissionMinor, sales]): PerformanceSums => {
    const refundsMinor = Math.min(refunds, revenueMinor)
    return { ...createSums(currency), sales, revenueMinor, refundsMinor, commissionMinor }
  })

describe('toMeasures', () => {
  it('converts minor units and derives net revenue and the average order', () => {
    const input = { redemptions: 4, sales: 3, revenueMinor: 10_000, refundsMinor: 2500 }
    expect(
      toMeasures({ ...createSums('usd'), ...input, commissionMinor: 1, newCustomers: 2 }),
    ).toEqual({
      redemptions: 4,
      sales: 3,
      revenue: 100,
      refunds: 25,
      netRevenue: 75,
      commission: 0.01,
      newCustomers: 2,
      averageOrder: 33.33,
    })
  })

  it('rounds the average order half up to minor units', () => {
    const average = (currency: string, revenueMinor: number, sales: number): unknown =>
      toMeasures({ ...createSums(currency), revenueMinor, sales }).averageOrder
    expect(average('USD', 201, 2)).toBe(1.01)
    expect(average('JPY', 201, 2)).toBe(101)
    expect(average('KWD', 2, 3)).toBe(0.001)
    expect(average('USD', 0, 0)).toBeNull()
  })

  it('rounds the average of every amount as exact fractions do', () => {
    const sales = fc.integer({ min: 1, max: 1_000_000_000 })
    fc.assert(
      fc.property(fc.nat({ max: largestMinorAmount }), sales, (revenueMinor, count) => {
        const { averageOrder } = toMeasures({ ...createSums('JPY'), revenueMinor, sales: count })
        const [dividend, divisor] = [2n * BigInt(revenueMinor) + BigInt(count), 2n * BigInt(count)]
        expect(averageOrder).toBe(Number(dividend / divisor))
      }),
    )
  })

  it('keeps amounts exact up to fifteen digits', () => {
    const whole = { ...createSums('USD'), revenueMinor: largestMinorAmount, sales: 1 }
    expect(toMeasures(whole)).toMatchObject({ revenue: 9_999_999_999_999.99 })
    expect(() => toMeasures({ ...whole, revenueMinor: largestMinorAmount + 1 })).toThrow(
      '`revenueMinor` must be a whole number from 0 to 999999999999999 minor units, but was 1000000000000000.',
    )
  })

  it('has a net revenue of revenue minus refunds, to the minor unit', () => {
    fc.assert(
      fc.property(sums, (one) => {
        const { netRevenue } = toMeasures(one)
        expect(netRevenue).toBe(fromMinorUnits(one.revenueMinor - one.refundsMinor, one.currency))
      }),
    )
  })
})

describe('addSums', () => {
  it('adds up every measure', () => {
    const one: PerformanceSums = {
      currency: 'USD',
      redemptions: 1,
      sales: 2,
      revenueMinor: 3,
      refundsMinor: 4,
      commissionMinor: 5,
      newCustomers: 6,
    }
    expect(addSums(one, one)).toEqual({
      currency: 'USD',
      redemptions: 2,
      sales: 4,
      revenueMinor: 6,
      refundsMinor: 8,
      commissionMinor: 10,
      newCustomers: 12,
    })
  })

  it('refuses to add amounts in different currencies', () => {
    expect(() => addSums(createSums('USD'), createSums('EUR'))).toThrow(
      '`currency` must be USD, because amounts in different currencies cannot be added, but was "EUR".',
    )
  })

  it('refuses sums above fifteen digits', () => {
    const half = { ...createSums('USD'), revenueMinor: 5e14 }
    expect(() => addSums(half, half)).toThrow('`revenueMinor` must be a whole number')
  })
})

describe('toPercentChange', () => {
  it.each([
    [45, 40, 12.5],
    [40, 45, -11.1],
    [0, 3, -100],
    [1, 3, -66.7],
    [0.3, 0.1, 200],
    [34.9, 34.9, 0],
    [100.05, 100, 0.1],
    [99.95, 100, -0.1],
    [5, 0, null],
    [0, 0, null],
  ])('of %d after %d is %j', (current, earlier, expected) => {
    expect(toPercentChange(current, earlier)).toBe(expected)
  })
})
