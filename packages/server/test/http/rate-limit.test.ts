import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRateLimiter } from '../../src/http/rate-limit.js'

describe('a rate limit', () => {
  it('allows a burst, then a steady rate, separately for each key', () => {
    let time = 0
    const limiter = createRateLimiter({ perSecond: 2, burst: 3 }, () => time)
    expect([1, 2, 3, 4].map(() => limiter.take('a'))).toEqual([0, 0, 0, 1])
    expect(limiter.take('b')).toBe(0)
    time = 500
    expect([limiter.take('a'), limiter.take('a')]).toEqual([0, 1])
  })

  it('returns the wait when it exceeds a second', () => {
    const limiter = createRateLimiter({ perSecond: 0.1, burst: 1 }, () => 0)
    expect([limiter.take('a'), limiter.take('a')]).toEqual([0, 10])
  })

  it('never allows more than the burst plus the tokens added over time', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 200 })
    const property = fc.property(pauses, fc.integer({ min: 1, max: 20 }), (steps, burst) => {
      let time = 0
      let passed = 0
      const limiter = createRateLimiter({ perSecond: 10, burst }, () => time)
      for (const step of steps) {
        time += step
        if (limiter.take('a') === 0) passed++
      }
      expect(passed).toBeLessThanOrEqual(burst + Math.ceil(time / 100))
    })
    fc.assert(property)
  })

  it('allows requests again after the returned wait', () => {
    let time = 0
    const limiter = createRateLimiter({ perSecond: 3, burst: 1 }, () => time)
    limiter.take('a')
    const seconds = limiter.take('a')
    time = seconds * 1000
    expect(limiter.take('a')).toBe(0)
  })
})
