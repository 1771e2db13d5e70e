import { describe, expect, it } from 'vitest'
import {
  addTallies,
  listFailures,
  nothing,
  toClosingLine,
  toSuiteLine,
  toTally,
} from '../src/reports.js'

const report = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  success: true,
  testResults: [],
}

describe('the closing line', () => {
  it('sums every suite', () => {
    const sum = [report, { ...report, numFailedTests: 2, success: false }]
      .map(toTally)
      .reduce(addTallies, nothing)
    expect(toClosingLine(sum)).toBe('10 passed, 2 failed')
  })

  it('counts a suite that could not be loaded as a failure', () => {
    expect(toTally({ ...report, numPassedTests: 0, success: false }).failed).toBe(1)
  })

  it('leaves what was skipped to the line of its suite', () => {
    const tally = toTally({ ...report, numPendingTests: 1, numTodoTests: 1 })
    expect(toClosingLine(tally)).toBe('5 passed, 0 failed')
    expect(toSuiteLine(tally)).toBe('5 passed, 0 failed, 2 skipped')
  })
})

describe('the failures above it', () => {
  const failed = {
    fullName: 'a code is drawn',
    status: 'failed',
    failureMessages: ['expected 1 to be 2\n  at a\n  at b\n  at c\n  at d'],
  }

  it('name each failed test and what it said', () => {
    const assertionResults = [failed, { fullName: 'another', status: 'passed' }]
    const testResults = [{ name: 'a.test.ts', message: '', assertionResults }]
    expect(listFailures({ ...report, testResults })).toEqual([
      'a code is drawn\n  expected 1 to be 2   at a   at b   at c',
    ])
  })

  it('name a file that could not be loaded', () => {
    const testResults = [{ name: 'a.test.ts', message: 'no such module', assertionResults: [] }]
    expect(listFailures({ ...report, testResults })).toEqual(['a.test.ts\n  no such module'])
  })
})
