import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnswerTarget } from '../src/answer-target.js'
import { readExchanges } from '../src/answers.js'
import { limitCases } from '../src/cases/outages.js'
import { findFaults } from '../src/findings.js'
import { startOnPglite } from '../src/referly-server.js'

// Enough for the fixtures, and then only one more request about every 17 minutes.
const rateLimit = { perSecond: 0.001, burst: 30 }

describe('a server that receives too many requests', () => {
  let target: AnswerTarget
  const ask = (): Promise<Response> =>
    fetch(`${target.baseUrl}/coupons`, { headers: { authorization: `Bearer ${target.apiKey}` } })

  beforeAll(async () => {
    target = await startOnPglite({ rateLimit })
    for (let asked = 0; asked < rateLimit.burst && (await ask()).ok; asked++);
  })

  afterAll(() => target.close())

  it.each(limitCases)('$name', async (contractCase) => {
    const exchanges = await readExchanges(target, contractCase)
    expect(exchanges.flatMap(({ request, answer }) => findFaults(request, answer))).toEqual([])
  })

  it('returns Retry-After in whole seconds', async () => {
    expect((await ask()).headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
  })
})
