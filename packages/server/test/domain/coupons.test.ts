import { expect, it } from 'vitest'
import { startTestServer, type Json } from '../harness.js'

it('a coupon is valid until the end of redeemBy, and not after it', async () => {
  let now = new Date('2026-06-01T12:00:00Z')
  const { server, createApi } = await startTestServer({ clock: () => now })
  const api = await createApi()
  const redeemBy = now.toISOString()
  const coupon = await api.create('/coupons', { name: 'x', percentOff: 5, redeemBy })
  const disabled = await api.create('/coupons', { name: 'y', percentOff: 5, valid: false })
  await api.create('/promotional-codes', { couponId: coupon['id'], code: 'SPRING' })
  const readValid = async (): Promise<unknown[]> => {
    const embedded = (code: Json = {}): unknown => (code['coupon'] as Json | undefined)?.['valid']
    return [
      (await api.get(`/coupons?id=${coupon['id']}`)).body['valid'],
      (await api.get('/coupons?name=x')).list[0]?.['valid'],
      embedded((await api.get('/promotional-codes?code=SPRING')).body),
      embedded((await api.get('/promotional-codes')).list[0]),
    ]
  }
  expect([coupon['valid'], ...(await readValid())]).toEqual([true, true, true, true, true])
  now = new Date(now.getTime() + 1)
  expect(await readValid()).toEqual([false, false, false, false])
  // Read from the cache this time.
  expect(await readValid()).toEqual([false, false, false, false])
  expect((await api.get(`/coupons?id=${disabled['id']}`)).body['valid']).toBe(false)
  await server.close()
})
