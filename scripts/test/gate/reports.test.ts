import { describe, expect, it } from 'vitest'
import {
  addTallies,
  emptyTally,
  listFailures,
  toClosingLine,
  toSuiteLine,
  toTally,
} from '../../src/gate/reports.js'

const report = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  success: true,
  testResults: [],
  unhandledErrors: [],
}

describe('the closing line', () => {
  it('adds up every suite', () => {
    const sum = [report, { ...report, numFailedTests: 2, success: false }]
      .map(toTally)
      .reduce(addTallies, emptyTally)
    expect(toClosingLine(sum)).toBe('10 passed, 2 failed')
  })

  it('counts a suite that could not be loaded as a failure', () => {
    expect(toTally({ ...report, numPassedTests: 0, success: false }).failed).toBe(1)
  })

  it('leaves out skipped tests, which the line of the suite shows', () => {
    const tally = toTally({ ...report, numPendingTests: 1, numTodoTests: 1 })
    expect(toClosingLine(tally)).toBe('5 passed, 0 failed')
    expect(toSuiteLine(tally)).toBe('5 passed, 0 failed, 2 skipped')
  })
})

describe('listFailures', () => {
  const failed = {
    fullName: 'generates a code',
    status: 'failed',
    failureMessages: ['expected 1 to be 2\n  at a\n  at b\n  at c\n  at d'],
  }

  it('shows the name and the message of each failed test', () => {
    const assertionResults = [failed, { fullName: 'another', status: 'passed' }]
    const testResults = [{ name: 'a.test.ts', message: '', assertionResults }]
    expect(listFailures({ ...report, testResults })).toEqual([
      'generates a code\n  expected 1 to be 2   at a   at b   at c',
    ])
  })

  it('shows the name of a file that could not be loaded', () => {
    const testResults = [{ name: 'a.test.ts', message: 'no such module', assertionResults: [] }]
    expect(listFailures({ ...report, testResults })).toEqual(['a.test.ts\n  no such module'])
  })
})
