import { describe, expect, it } from 'vitest'
import { planSales } from '../../src/demo/example-sales.js'

describe('planSales', () => {
  it('plans the same sales each time, for the first five codes only', () => {
    const codes = ['A', 'B', 'C', 'D', 'E', 'F']
    expect(planSales(codes)).toEqual(planSales(codes))
    expect(
      planSales(codes)
        .map(({ promoCode }) => promoCode)
        .join(''),
    ).toBe('AAABBCCDE')
  })

  it('gives every sale its own customer and ID', () => {
    const sales = planSales(['A', 'B', 'C', 'D', 'E'])
    expect(new Set(sales.map(({ email }) => email)).size).toBe(sales.length)
    expect(new Set(sales.map(({ externalId }) => externalId)).size).toBe(sales.length)
  })

  it('plans no sales without codes', () => {
    expect(planSales([])).toEqual([])
  })
})
