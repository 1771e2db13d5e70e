import { afterEach, describe, expect, test } from 'vitest'
import { createReferlyClient, isInvalidInputError, type ReferlyClient } from '../src/index.js'
import { json, startFaultServer, type FaultServer, type Reply } from './fault-server.js'
import { coupon, promotionalCode } from './records.js'

let server: FaultServer

afterEach(() => server.close())

async function connect(...replies: Reply[]): Promise<ReferlyClient> {
  server = await startFaultServer(...replies)
  return createReferlyClient({ apiKey: 'sk', baseUrl: server.url })
}

describe('a safe call', () => {
  test('gives its value', async () => {
    const { coupons } = await connect(json(200, coupon))
    const input = { name: 'Spring', percentOff: 20 }
    expect(await coupons.safe.create(input)).toEqual({ ok: true, value: coupon })
    expect(await coupons.safe.list()).toEqual({ ok: true, value: [coupon] })
    expect(await coupons.safe.find({ id: 'c1' })).toEqual({ ok: true, value: coupon })
    const outcome = { status: 'created', record: coupon }
    expect(await coupons.safe.createWithOutcome(input)).toEqual({ ok: true, value: outcome })
  })

  test('gives its error, also when nothing was sent', async () => {
    const { coupons } = await connect(json(401, { error: 401, message: 'no' }))
    expect(await coupons.safe.list()).toMatchObject({ ok: false, error: { status: 401 } })
    const result = await coupons.safe.create({ name: '', percentOff: 20 })
    expect(!result.ok && isInvalidInputError(result.error)).toBe(true)
  })

  test('is there for reports as well', async () => {
    const { promotionalCodes } = await connect(json(200, [promotionalCode]))
    const result = await promotionalCodes.safe.performance({ by: 'code' })
    expect(result).toMatchObject({ ok: true, value: [{ name: 'SAVE20', redemptions: 3 }] })
  })

  test('still throws what is a bug and not a failed call', async () => {
    const { coupons } = await connect(json(200, []))
    await expect(coupons.safe.find(null as never)).rejects.toBeInstanceOf(TypeError)
  })
})
