import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createOutput, type Output } from '../../src/terminal/output.js'
import { createProgress } from '../../src/terminal/progress.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

interface Terminal {
  readonly output: Output
  readonly written: string[]
}

function create(isTTY: boolean, facts: { isDumb?: boolean; columns?: number } = {}): Terminal {
  const written: string[] = []
  const { columns = 200 } = facts
  const stderr = { isTTY, columns, write: (text: string) => written.push(text) }
  return { output: createOutput({ write: () => {} }, stderr, facts), written }
}

const erase = '\r\u001B[2K'

describe('the progress of a job', () => {
  it('is one line of a terminal that any other output replaces', () => {
    const { output, written } = create(true)
    output.status('1 of 2')
    output.status('2 of 2')
    output.note('Done.')
    expect(written).toEqual([`${erase}1 of 2`, `${erase}2 of 2`, erase, 'Done.\n'])
  })

  it.each([
    ['is cut at the width of the terminal', 20, '0123456789012345678'],
    ['is complete on a terminal of unknown width', 0, '0123456789'.repeat(4)],
  ])('%s', (_, columns, shown) => {
    const { output, written } = create(true, { columns })
    output.status('0123456789'.repeat(4))
    expect(written).toEqual([`${erase}${shown}`])
  })

  it.each([
    ['off a terminal', create(false)],
    ['on a terminal without escape codes', create(true, { isDumb: true })],
  ])('is written every ten seconds %s', (_, { output, written }) => {
    for (let second = 0; second < 25; second++) {
      output.status(`${second} of 25`)
      vi.advanceTimersByTime(1000)
    }
    expect(written).toEqual(['10 of 25\n', '20 of 25\n'])
  })

  it('shows done, failed, and skipped rows, the rate, the time left, and the reason for a delay', () => {
    const { output, written } = create(true)
    let pausedForMs = 0
    const pace = {
      wait: async () => {},
      slowDown: () => {},
      get pausedForMs() {
        return pausedForMs
      },
    }
    const progress = createProgress(output, { total: 20, skipped: 3 }, pace)
    const settled = (status: 'created' | 'failed'): void => progress.settled({ status })
    for (let row = 0; row < 4; row++) settled('created')
    settled('failed')
    vi.advanceTimersByTime(1000)
    pausedForMs = 12_000
    vi.advanceTimersByTime(200)
    pausedForMs = 0
    progress.delayed('POST /promotional-codes failed with status 500')
    vi.advanceTimersByTime(200)
    progress.waiting(Date.now() + 65_000)
    vi.advanceTimersByTime(200)
    progress.stop()
    const lines = written.map((line) => line.replace(erase, ''))
    expect(lines).toContain('5 of 20 rows: 4 done, 1 failed, 3 skipped, 5.0/s, 3 s left')
    expect(lines.at(-3)).toMatch(/, 429, waiting 12 s$/)
    expect(lines.at(-2)).toMatch(/, retrying: POST \/promotional-codes failed/)
    expect(lines.at(-1)).toMatch(/, waiting 1 min 5 s for earlier requests$/)
  })
})
