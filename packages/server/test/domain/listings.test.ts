import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toJsonBytes } from '../../src/domain/listings.js'

describe('records as bytes of JSON', () => {
  it('are the array that JSON.stringify makes of them, whatever their text and length', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      // Longer than the room for a record, in characters of one byte and of three.
      fc.constantFrom('x', '€', '😀').map((unit) => unit.repeat(1000)),
    )
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), (records) => {
        const bytes = toJsonBytes(records, (record) => JSON.stringify(record))
        expect(`[${Buffer.from(bytes).toString()}]`).toBe(JSON.stringify(records))
      }),
    )
  })

  it('begin with the lead, which goes on with the page before', () => {
    expect(Buffer.from(toJsonBytes([1, 2], String, ',')).toString()).toBe(',1,2')
  })
})
