import { describe, expect, it } from 'vitest'
import { createPace, createReferlyClient, type Pace } from '../src/index.js'
import { createJumpingClock } from './jumping-clock.js'
import { coupon } from './records.js'

/** Returns the times at which several simultaneous attempts start. */
async function startAll(pace: Pace, count: number, now: () => number): Promise<readonly number[]> {
  const starts: number[] = []
  const start = async (): Promise<void> => {
    await pace.wait(undefined)
    starts.push(now())
  }
  await Promise.all(Array.from({ length: count }, start))
  return starts
}

describe('a pace with a limit of requests in a period', () => {
  it('starts as many at once as the limit allows, and the others when the period of the first ends', async () => {
    const clock = createJumpingClock()
    const pace = createPace(clock, { requests: 3, perMs: 900 })
    expect(await startAll(pace, 7, clock.now)).toEqual([0, 0, 0, 900, 900, 900, 1800])
  })

  it('never starts more than the limit in any period, however the attempts arrive', async () => {
    const clock = createJumpingClock()
    const pace = createPace(clock, { requests: 3, perMs: 900 })
    const starts: number[] = []
    for (let turn = 0; turn < 12; turn++) {
      starts.push(...(await startAll(pace, 1, clock.now)))
      await clock.sleep(turn * 50, undefined)
    }
    for (const [index, at] of starts.entries()) {
      expect(at - (starts[index - 3] ?? -900)).toBeGreaterThanOrEqual(900)
    }
  })

  it('needs 5.6 hours for 10,000 requests at 30 per minute', async () => {
    let waitMs = 0
    const clock = { now: () => 0, sleep: async (ms: number) => void (waitMs = ms) }
    const pace = createPace(clock, { requests: 30, perMs: 60_000 })
    for (let index = 0; index < 10_000; index++) await pace.wait(undefined)
    expect(waitMs / 3_600_000).toBeCloseTo(5.55, 2)
  })
})

describe('a pace with a low rate', () => {
  it('does not become faster after a 429', async () => {
    const clock = createJumpingClock()
    const pace = createPace(clock, 0.02)
    await pace.wait(undefined)
    pace.slowDown(1000)
    expect((await startAll(pace, 2, clock.now)).map((at) => at / 1000)).toEqual([50, 100])
  })
})

describe('the pace of a client', () => {
  it('spaces every request by its method and path, and pauses after a 429', async () => {
    const clock = createJumpingClock()
    const reads = createPace(clock, { requests: 2, perMs: 600 })
    const asked: string[] = []
    const starts: number[] = []
    const fetch = async (): Promise<Response> => {
      starts.push(clock.now())
      return starts.length === 3
        ? new Response('', { status: 429, headers: { 'retry-after': '5' } })
        : Response.json([coupon])
    }
    const referly = createReferlyClient({
      apiKey: 'sk_test',
      baseUrl: 'http://127.0.0.1:1',
      fetch,
      clock,
      pace: ({ method, path }) => {
        asked.push(`${method} ${path}`)
        return method === 'GET' ? reads : undefined
      },
    })
    for (let call = 0; call < 3; call++) await referly.coupons.list({ name: 'Spring' })
    expect(asked).toEqual(Array.from({ length: 3 }, () => 'GET /coupons'))
    expect(starts).toEqual([0, 0, 600, 5600])
  })
})
