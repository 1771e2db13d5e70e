import { describe, expect, test } from 'vitest'
import { addTallies, nothing, toClosingLine, toTally } from '../src/reports.js'

const report = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  success: true,
}

describe('the closing line', () => {
  test('sums every suite', () => {
    const sum = [report, { ...report, numFailedTests: 2, success: false }]
      .map(toTally)
      .reduce(addTallies, nothing)
    expect(toClosingLine(sum)).toBe('10 passed, 2 failed')
  })

  test('counts a suite that could not be loaded as a failure', () => {
    expect(toTally({ ...report, numPassedTests: 0, success: false }).failed).toBe(1)
  })

  test('admits what was skipped', () => {
    expect(toClosingLine(toTally({ ...report, numPendingTests: 1, numTodoTests: 1 }))).toBe(
      '5 passed, 0 failed, 2 skipped',
    )
  })
})
