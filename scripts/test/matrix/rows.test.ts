import { describe, expect, it } from 'vitest'
import { toAbsentRow, toReport } from '../../src/matrix/rows.js'

describe('toReport', () => {
  it('lists the tests that ran, failed (with reasons), or did not run', () => {
    const node = { subject: 'Node', version: '24.0.0', result: '3 cases', isRun: true }
    const report = toReport('Smoke', [
      { ...node, failures: [] },
      { ...node, version: '26.0.0', failures: ['lists codes: expected 1, got 2'] },
      toAbsentRow('Chromium', 'no browser found'),
    ])
    expect(report).toContain('| Node | 24.0.0 | 3 cases |')
    expect(report).toContain('| Node | 26.0.0 | **FAILED** (1): 3 cases |')
    expect(report).toContain('FAILED Node 26.0.0: lists codes: expected 1, got 2')
    expect(report).toContain('| Chromium |  | NOT RUN: no browser found |')
  })
})
