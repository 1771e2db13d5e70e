import { afterEach, describe, expect, it } from 'vitest'
import { createReferlyClient, isInvalidInputError, type ReferlyClient } from '../src/index.js'
import { json, startFaultServer, text, type FaultServer, type Reply } from './fault-server.js'
import { coupon, promotionalCode } from './records.js'

let server: FaultServer

afterEach(() => server.close())

async function connect(...replies: Reply[]): Promise<ReferlyClient> {
  server = await startFaultServer(...replies)
  return createReferlyClient({ apiKey: 'sk', baseUrl: server.url })
}

async function toArray<T>(items: AsyncIterable<T>): Promise<T[]> {
  const array: T[] = []
  for await (const item of items) array.push(item)
  return array
}

describe('a safe call', () => {
  it('returns its value', async () => {
    const { coupons } = await connect(json(200, coupon))
    const input = { name: 'Spring', percentOff: 20 }
    expect(await coupons.safe.create(input)).toEqual({ ok: true, value: coupon })
    expect(await coupons.safe.list()).toEqual({ ok: true, value: [coupon] })
    expect(await coupons.safe.find({ id: 'c1' })).toEqual({ ok: true, value: coupon })
    const outcome = { status: 'created', record: coupon }
    expect(await coupons.safe.createWithOutcome(input)).toEqual({ ok: true, value: outcome })
  })

  it('returns its error, even if nothing was sent', async () => {
    const { coupons } = await connect(json(401, { error: 401, message: 'no' }))
    expect(await coupons.safe.list()).toMatchObject({ ok: false, error: { status: 401 } })
    const result = await coupons.safe.create({ name: '', percentOff: 20 })
    expect(!result.ok && isInvalidInputError(result.error)).toBe(true)
  })

  it('exists for reports, too', async () => {
    const { promotionalCodes } = await connect((response, { url }) => {
      response.end(JSON.stringify(url.endsWith('/promotional-codes') ? [promotionalCode] : []))
    })
    const result = await promotionalCodes.safe.performance({ by: 'code' })
    expect(result).toMatchObject({ ok: true, value: [{ name: 'SAVE20', redemptions: 3 }] })
  })

  it('that iterates yields a result per record, and an error as the last one', async () => {
    const half = JSON.stringify([coupon, coupon]).slice(0, -9)
    const { coupons } = await connect(text(200, half))
    const results = await toArray(coupons.safe.iterate())
    expect(results).toEqual([
      { ok: true, value: coupon },
      {
        ok: false,
        error: expect.objectContaining({ code: 'UNEXPECTED_RESPONSE', arrived: 1 }),
      },
    ])
  })

  it('that iterates yields errors found before sending, and ends on break', async () => {
    const { coupons } = await connect(json(200, [coupon, coupon]))
    const refused = coupons.safe.iterate({}, { maxRecordLength: 0 })
    expect(await refused.next()).toMatchObject({ value: { error: { code: 'INVALID_INPUT' } } })
    expect(await refused.next()).toMatchObject({ done: true })
    expect(server.received).toHaveLength(0)
    const records = coupons.safe.iterate()
    for await (const result of records) {
      expect(result.ok).toBe(true)
      break
    }
    expect(await records.next()).toMatchObject({ done: true })
  })

  it('still throws programming errors', async () => {
    const { coupons } = await connect(json(200, []))
    await expect(coupons.safe.find(null as never)).rejects.toBeInstanceOf(TypeError)
  })
})
