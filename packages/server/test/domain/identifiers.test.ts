import { array, assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createIdSource, isUuid } from '../../src/domain/identifiers.js'

describe('identifiers', () => {
  it('are UUIDv7s of the current time', () => {
    const id = createIdSource(() => new Date('2022-02-22T19:22:22Z'))()
    // The timestamp of the example in RFC 9562, appendix A.6.
    expect(id).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(isUuid(id)).toBe(true)
  })

  it('always increase, even when the clock stands still or goes backward', () => {
    assert(
      property(array(integer({ min: -5, max: 5 }), { maxLength: 50 }), (steps) => {
        let ms = Date.UTC(2026, 0, 1)
        const createId = createIdSource(() => new Date(ms))
        const made = steps.map((step) => {
          ms += step
          return createId()
        })
        expect(made.toSorted()).toEqual(made)
        expect(new Set(made).size).toBe(made.length)
      }),
    )
  })

  it('stay in order beyond 4,096 per millisecond', () => {
    const createId = createIdSource(() => new Date(0))
    const made = Array.from({ length: 10_000 }, createId)
    expect(made.toSorted()).toEqual(made)
    expect(new Set(made).size).toBe(10_000)
  })
})
