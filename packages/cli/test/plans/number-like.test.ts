import { describe, expect, it } from 'vitest'
import { findNumberLikeWarning } from '../../src/plans/number-like.js'

describe('a code that a spreadsheet changes', () => {
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
