import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toJsonBytes } from '../../src/domain/listings.js'

describe('records encoded as JSON bytes', () => {
  it('equal the output of JSON.stringify for any text and length', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      // Longer than the buffer for one record, in one-byte and three-byte characters.
      fc.constantFrom('x', '€', '😀').map((unit) => unit.repeat(1000)),
    )
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), (records) => {
        const bytes = toJsonBytes(records, (record) => JSON.stringify(record))
        expect(`[${Buffer.from(bytes).toString()}]`).toBe(JSON.stringify(records))
      }),
    )
  })

  it('start with the prefix, which is sent along with the page before', () => {
    expect(Buffer.from(toJsonBytes([1, 2], String, ',')).toString()).toBe(',1,2')
  })
})
