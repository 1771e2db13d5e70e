import { describe, expect, it } from 'vitest'
import { parseRange, toDayRange, toEarlierRange } from '../src/page/overview/range.js'

describe('a range of days', () => {
  it('ends today in the time zone of the program', () => {
    const now = new Date('2026-03-01T00:30:00Z')
    expect(toDayRange(7, now, 'America/New_York')).toEqual({ from: '2026-02-22', to: '2026-02-28' })
    expect(toDayRange(1, now, 'UTC')).toEqual({ from: '2026-03-01', to: '2026-03-01' })
  })

  it('follows as many days before it', () => {
    expect(toEarlierRange({ from: '2026-03-01', to: '2026-03-30' }, 30)).toEqual({
      from: '2026-01-30',
      to: '2026-02-28',
    })
  })

  it.each([
    ['7', 7],
    ['365', 365],
    ['8', 30],
    ['', 30],
    [null, 30],
  ])('parses %j', (text, days) => {
    expect(parseRange(text)).toBe(days)
  })
})
