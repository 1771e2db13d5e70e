import { describe, expect, it } from 'vitest'
import { withRetries } from '../../src/store/retries.js'

function failTimes(times: number, code: string): { runs: number; work: () => Promise<string> } {
  const state = {
    runs: 0,
    work: async (): Promise<string> => {
      state.runs++
      if (state.runs <= times) throw Object.assign(new Error('refused'), { code })
      return 'done'
    },
  }
  return state
}

describe('retryable work', () => {
  it.each(['40001', '40P01'])('is retried after %s', async (code) => {
    const state = failTimes(3, code)
    expect(await withRetries(state.work)).toBe('done')
    expect(state.runs).toBe(4)
  })

  it('is abandoned after 20 attempts', async () => {
    const state = failTimes(100, '40001')
    await expect(withRetries(state.work)).rejects.toThrow('refused')
    expect(state.runs).toBe(20)
  })

  it.each(['23505', 'ECONNRESET', 'EPIPE'])('is not retried after %s', async (code) => {
    const state = failTimes(1, code)
    await expect(withRetries(state.work)).rejects.toThrow('refused')
    expect(state.runs).toBe(1)
  })
})
