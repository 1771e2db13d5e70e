import { describe, expect, it } from 'vitest'
import { toDefaultRate } from '../../src/jobs/rate.js'

describe('toDefaultRate', () => {
  it("is Referly's documented limit, and unlimited for a self-hosted server", () => {
    expect(toDefaultRate('https://www.referly.so/api/v1')).toBe(0.5)
    expect(toDefaultRate('http://127.0.0.1:4400/api/v1')).toBe('max')
    expect(toDefaultRate('https://codes.example.com/api/v1')).toBe('max')
  })
})
