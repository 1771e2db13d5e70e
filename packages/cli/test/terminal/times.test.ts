import { afterEach, describe, expect, it } from 'vitest'
import { toTimeText } from '../../src/terminal/times.js'

const zone = process.env['TZ']

afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

describe('toTimeText', () => {
  it.each([
    ['Asia/Tokyo', '2026-11-28 10:18 GMT+9'],
    ['America/New_York', '2026-11-27 20:18 EST'],
    ['UTC', '2026-11-28 01:18 UTC'],
  ])('shows the local time in %s and its zone', (timeZone, expected) => {
    process.env['TZ'] = timeZone
    expect(toTimeText('2026-11-28T01:18:42.123Z')).toBe(expected)
  })

  it('shows midnight as 00', () => {
    process.env['TZ'] = 'UTC'
    expect(toTimeText('2026-11-28T00:00:00.000Z')).toBe('2026-11-28 00:00 UTC')
  })

  it('returns text that is not a time unchanged', () => {
    expect(toTimeText('yesterday')).toBe('yesterday')
  })
})
