import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRetryAfter } from '../src/http/attempt.js'
import { toRetryDelay, type RetryQuestion } from '../src/http/send.js'

const now = Date.parse('2026-11-20T10:00:00Z')

describe('Retry-After', () => {
  // Forms of RFC 9110, sections 10.2.3 and 5.6.7; the last lines are nonstandard values that servers send.
  it.each([
    ['120', 120_000],
    ['0', 0],
    [' 2 ', 2000],
    ['1.5', 1500],
    ['Fri, 20 Nov 2026 10:00:30 GMT', 30_000],
    ['Friday, 20-Nov-26 10:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 09:00:00 GMT', 0],
    ['', undefined],
    ['-5', undefined],
    ['soon', undefined],
    [null, undefined],
  ])('%j is %j ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected)
  })
})

const lost = { kind: 'lost', sent: true, cause: undefined } as const
const limited = {
  status: 429,
  ok: false,
  headers: new Headers(),
  requestId: undefined,
  text: '',
  stream: null,
  redact: <Value>(value: Value): Value => value,
}
const question: RetryQuestion = {
  method: 'GET',
  result: lost,
  attempts: 1,
  retries: 2,
  maxRetryAfterMs: 60_000,
  remainingMs: 120_000,
  random: () => 0.5,
}

describe('the delay before an attempt', () => {
  it('is never negative, above 8 s by default, or longer than the remaining time', () => {
    const question$ = fc.record({
      attempts: fc.integer({ min: 1, max: 60 }),
      retries: fc.integer({ min: 0, max: 60 }),
      remainingMs: fc.integer({ min: 0, max: 100_000 }),
      jitter: fc.double({ min: 0, max: 0.999, noNaN: true }),
    })
    fc.assert(
      fc.property(question$, ({ jitter, ...given }) => {
        const delay = toRetryDelay({ ...question, ...given, random: () => jitter })
        if (delay === undefined) return
        expect(given.attempts).toBeLessThanOrEqual(given.retries)
        expect(delay).toBeGreaterThanOrEqual(0)
        expect(delay).toBeLessThan(Math.min(8000, given.remainingMs))
      }),
    )
  })

  it('is undefined for a create that was sent', () => {
    const sent = fc.constantFrom<RetryQuestion['result']>(lost, { ...lost, kind: 'timeout' })
    fc.assert(
      fc.property(sent, fc.nat(10), (result, retries) => {
        const delay = toRetryDelay({ ...question, method: 'POST', result, retries })
        expect(delay).toBeUndefined()
      }),
    )
  })

  it('follows Retry-After unless that is too long', () => {
    const toDelay = (retryAfterMs: number): number | undefined =>
      toRetryDelay({ ...question, result: { ...limited, retryAfterMs } })
    expect(toDelay(60_000)).toBe(60_000)
    expect(toDelay(60_001)).toBeUndefined()
  })
})
