import { describe, expect, it } from 'vitest'
import { findNumberLikeWarning, isNumberLike } from '../../src/plans/number-like.js'

describe('a code that a spreadsheet changes', () => {
  it.each([
    '05651',
    '77915',
    '8E437',
    '1e5',
    'MAR1',
    'mar-1',
    'SEPT12',
    'June2',
    '1JAN',
    '1-JAN-26',
    '1-2',
    '2026-11-28',
    'TRUE',
    'false',
    'DEC2026',
  ])('is recognized: %s', (code) => {
    expect(isNumberLike(code)).toBe(true)
  })

  it.each(['SAVE20', 'A1', 'E5', '5A', 'MARIA1', 'MAR', 'MARA2', '1E', 'E437', '1_000', 'TRUE1'])(
    'is not confused with %s',
    (code) => {
      expect(isNumberLike(code)).toBe(false)
    },
  )

  it('is named with its line', () => {
    const rows = ['SAVE1', '05651', 'SAVE2', 'MAR1'].map((code, index) => ({
      line: index + 2,
      code,
    }))
    expect(findNumberLikeWarning(rows)).toBe(
      '2 codes look like a number or a date, which a spreadsheet changes when it saves a file: ' +
        '05651 (line 3), MAR1 (line 5). Check that the plan still has the codes you want.',
    )
    expect(findNumberLikeWarning(rows.slice(0, 1))).toBeUndefined()
  })
})
