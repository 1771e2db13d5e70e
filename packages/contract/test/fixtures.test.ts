import { describe, expect, it } from 'vitest'
import { fillPlaceholders, fixtureNames, type Placeholders } from '../src/fixtures.js'

const placeholders = {
  ...Object.fromEntries(fixtureNames.map((name) => [name, `<${name}>`])),
  'sale.id': 7,
  unique: '0f3a91c2',
} as Placeholders

describe('a placeholder', () => {
  it('becomes the value itself if it is the whole string', () => {
    expect(fillPlaceholders({ id: '{sale.id}' }, placeholders)).toEqual({ id: 7 })
  })

  it('becomes text within a string, at any depth', () => {
    const value = { product: [{ name: 'n-{unique}-{coupon.id}' }] }
    const filled = { product: [{ name: 'n-0f3a91c2-<coupon.id>' }] }
    expect(fillPlaceholders(value, placeholders)).toEqual(filled)
  })

  it.each([5, null, true, 'plain'])('leaves %s unchanged', (value) => {
    expect(fillPlaceholders(value, placeholders)).toBe(value)
  })

  it.each(['{coupon.color}', 'x-{toString}'])('must be known: %s', (text) => {
    expect(() => fillPlaceholders(text, placeholders)).toThrow(/fixtureNames/)
  })
})
