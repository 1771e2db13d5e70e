import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  toCodeJson,
  toPromotionalCode,
  type PromotionalCodeRow,
} from '../../src/store/promotional-code-rows.js'

const text = fc.string({ unit: 'binary' })
const optional = fc.option(text)

function toPostgresText(date: Date): string {
  const [day = '', time = ''] = date.toISOString().slice(0, -1).split('T')
  return `${day} ${time.replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : zeros.replace(/0+$/, '')))}`
}

const instant = fc
  .date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  .map(toPostgresText)

const row: fc.Arbitrary<PromotionalCodeRow> = fc.record({
  id: fc.uuid(),
  code: text,
  code_key: text,
  coupon_id: fc.uuid(),
  affiliate_id: fc.option(fc.uuid()),
  external_id: optional,
  active: fc.boolean(),
  expires_at: fc.option(instant),
  max_redemptions: fc.option(fc.nat()),
  times_redeemed: fc.nat(),
  first_time_order: fc.boolean(),
  minimum_amount: fc.option(fc.constantFrom('0.1', '10', '1e-7', '123456789.25', '10.50')),
  minimum_amount_currency: optional,
  limit_to_customers: fc.boolean(),
  customer_id: optional,
  limit_to_affiliate: fc.boolean(),
  is_auto_generated: fc.boolean(),
  created_at: instant,
  updated_at: instant,
})

it('the JSON text of a code row equals that of its object for any row', () => {
  fc.assert(
    fc.property(row, (given) => {
      const code = toPromotionalCode(given)
      expect(toCodeJson(given)).toBe(JSON.stringify(code))
      const coupon = { id: 'c' }
      const owners = { coupon: JSON.stringify(coupon), affiliate: 'null' }
      expect(toCodeJson(given, owners)).toBe(JSON.stringify({ ...code, coupon, affiliate: null }))
    }),
    { numRuns: 500 },
  )
})

it.each([
  ['2026-06-01 12:00:00', '2026-06-01T12:00:00.000Z'],
  ['2026-06-01 12:00:00.5', '2026-06-01T12:00:00.500Z'],
  ['2026-06-01 12:00:00.001', '2026-06-01T12:00:00.001Z'],
  ['0001-01-01 00:00:00.123456', '0001-01-01T00:00:00.123Z'],
])('the instant %s is shown as %s', (created_at, expected) => {
  const [sample] = fc.sample(row, 1)
  if (sample === undefined) throw new Error('no sample')
  expect(toPromotionalCode({ ...sample, created_at }).createdAt).toBe(expected)
})
