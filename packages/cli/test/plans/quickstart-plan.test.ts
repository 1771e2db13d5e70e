import { describe, expect, it } from 'vitest'
import type { AffiliateRow } from '../../src/csv/affiliates.js'
import { planSales } from '../../src/demo/sales.js'
import { planCodes } from '../../src/plans/quickstart-plan.js'

function toRows(firstNames: readonly string[]): readonly AffiliateRow[] {
  return firstNames.map((firstName, index) => ({
    line: index + 2,
    firstName,
    lastName: 'Lee',
    email: `a${index}@example.com`,
  }))
}

describe('planCodes', () => {
  it.each([
    ['John', /^SAVEJOHN[A-Z0-9]{4}$/],
    ['José', /^SAVEJOSE[A-Z0-9]{4}$/],
    ['Łukasz', /^SAVELUKASZ[A-Z0-9]{4}$/],
    ["O'Brien", /^SAVEOBRIEN[A-Z0-9]{4}$/],
    ['Anne Marie', /^SAVEANNEMARIE[A-Z0-9]{4}$/],
    ['Иван', /^SAVEIVAN[A-Z0-9]{4}$/],
  ])('puts %s in the code', (firstName, pattern) => {
    expect(planCodes(toRows([firstName]))[0]).toMatchObject({
      code: expect.stringMatching(pattern),
      named: true,
    })
  })

  it('leaves out a name without letters, and reports it', () => {
    expect(planCodes(toRows(['李雷']))[0]).toMatchObject({
      code: expect.stringMatching(/^SAVE[A-Z0-9]{4}$/),
      named: false,
    })
  })

  it('gives 5,000 people with the same name 5,000 codes, in their order', () => {
    const rows = toRows(Array.from({ length: 5000 }, () => 'John'))
    const plan = planCodes(rows)
    expect(new Set(plan.map(({ code }) => code.toUpperCase())).size).toBe(5000)
    expect(plan.map(({ affiliate }) => affiliate)).toEqual(rows)
  })

  it('plans the same codes for the same random bytes', () => {
    const random = (bytes: Uint8Array): void => void bytes.forEach((_, i) => (bytes[i] = i * 7))
    const rows = toRows(['Ann', 'Bo'])
    expect(planCodes(rows, random)).toEqual(planCodes(rows, random))
  })
})

describe('planSales', () => {
  it('plans the same sales each time, for the first five codes at most', () => {
    const codes = ['A', 'B', 'C', 'D', 'E', 'F']
    expect(planSales(codes)).toEqual(planSales(codes))
    expect(
      planSales(codes)
        .map(({ promoCode }) => promoCode)
        .join(''),
    ).toBe('AAABBCCDE')
  })

  it('gives every sale a customer and an id of its own', () => {
    const sales = planSales(['A', 'B', 'C', 'D', 'E'])
    expect(new Set(sales.map(({ email }) => email)).size).toBe(sales.length)
    expect(new Set(sales.map(({ externalId }) => externalId)).size).toBe(sales.length)
  })

  it('plans no sales without codes', () => {
    expect(planSales([])).toEqual([])
  })
})
