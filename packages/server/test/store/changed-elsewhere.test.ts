import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listClusters, type Cluster } from '../databases.js'
import type { Json } from '../harness.js'
import { get, post, send, serve, type ServedProcess } from '../served.js'

interface ListedCode {
  readonly code: string
  readonly coupon: { readonly percentOff: number }
  readonly affiliate: { readonly email: string } | null
}

function toShown({ code, coupon, affiliate }: ListedCode): string {
  return `${code} ${coupon.percentOff} ${affiliate?.email ?? 'none'}`
}

describe.each(listClusters().map((open) => [open] as const))(
  'a change in one of two server processes',
  (open) => {
    let cluster: Cluster
    let one: ServedProcess
    let other: ServedProcess
    let affiliateId: unknown

    beforeAll(async () => {
      cluster = open()
      one = await serve(cluster.options)
      other = await serve(cluster.options, one.key)
      const person = { firstName: 'A', lastName: 'B', email: 'a@example.com' }
      affiliateId = (await post(one, '/affiliates', person)).body['id']
    })

    afterAll(async () => {
      await Promise.all([one?.kill(), other?.kill()])
      cluster?.close()
    })

    async function createCode(code: string): Promise<Json> {
      const { body: coupon } = await post(one, '/coupons', { name: 'x', percentOff: 20 })
      const own = { couponId: coupon['id'], affiliateId, code }
      return (await post(one, '/promotional-codes', own)).body
    }

    it('is visible to the other process immediately', async () => {
      const { couponId } = await createCode('SEEN')
      const read = (): Promise<unknown> => get(other, '/promotional-codes?code=SEEN')
      expect(await read()).toMatchObject({ coupon: { percentOff: 20 } })
      await send(one, 'PUT', '/coupons', { couponId, percentOff: 25 })
      expect(await read()).toMatchObject({ coupon: { percentOff: 25 } })
      await send(one, 'PUT', '/affiliates', { affiliateId, firstName: 'New' })
      expect(await read()).toMatchObject({ affiliate: { firstName: 'New' } })
      expect(await get(other, `/promotional-codes?couponId=${couponId}`)).toMatchObject([
        { coupon: { percentOff: 25 }, affiliate: { firstName: 'New' } },
      ])
    })

    it('refuses a sale in the old currency once, and records it in the new one', async () => {
      const kit = { ...one, url: one.url.replace(/\/api\/v1$/, '/api/kit/v1') }
      const sale = { totalEarned: 10, name: 'Ada', referralId: affiliateId }
      await send(kit, 'PATCH', '/program', { currency: 'EUR' })
      expect(await post(other, '/sales', sale)).toMatchObject({
        status: 503,
        body: { message: 'The currency of the program was just changed to EUR. Try again.' },
      })
      const { body, status } = await post(other, '/sales', sale)
      expect([status, body['totalEarned']]).toEqual([200, 10])
    })

    it('is visible in long lists of the other process, with more affiliates than it caches', async () => {
      const { couponId } = await createCode('LONG')
      const size = 12_000
      const run = (text: string): string => cluster.run('psql', ['-qAt', '-c', text])
      run(`INSERT INTO affiliates (program_id, id, first_name, last_name, email, email_key, commission_rate, status,
          created_at, updated_at)
        SELECT program_id, md5('long' || n)::uuid, 'Long', 'Li', n || '@long.example', n || '@long.example', 10,
          'ACTIVE', now(), now() FROM programs, generate_series(1, ${size}) AS n;
        INSERT INTO promotional_codes (program_id, id, code, code_key, coupon_id, affiliate_id, active,
          first_time_order, limit_to_customers, limit_to_affiliate, is_auto_generated, created_at, updated_at)
        SELECT program_id, md5('code' || n)::uuid, 'LONG' || n, 'LONG' || n, coupon_id, md5('long' || n)::uuid, true,
          false, false, false, false, now(), now()
        FROM promotional_codes, generate_series(1, ${size}) AS n WHERE code = 'LONG'`)
      const list = async (): Promise<ReadonlySet<string>> => {
        const codes = await get(other, `/promotional-codes?couponId=${couponId}`)
        return new Set((codes as readonly ListedCode[]).map(toShown))
      }
      const numbers = Array.from({ length: size }, (_, index) => index + 1)
      const emails = new Map(numbers.map((n) => [`LONG${n}`, `${n}@long.example`]))
      emails.set('LONG', 'a@example.com')
      const toExpected = (percentOff: number): ReadonlySet<string> =>
        new Set([...emails].map(([code, email]) => `${code} ${percentOff} ${email}`))
      expect(await list()).toEqual(toExpected(20))
      await send(one, 'PUT', '/coupons', { couponId, percentOff: 25 })
      const deleted = run(`SELECT md5('long7')::uuid`).trim()
      await send(one, 'DELETE', '/affiliates', { id: deleted })
      emails.set('LONG7', 'none')
      expect(await list()).toEqual(toExpected(25))
    })

    it('is respected by codes that the other creates', async () => {
      const { couponId } = await createCode('FIRST')
      await post(other, '/promotional-codes', { couponId, code: 'CACHED' })
      await send(one, 'PUT', '/coupons', { couponId, maxRedemptions: 5 })
      const tooMany = { couponId, code: 'TOOMANY', maxRedemptions: 6 }
      expect((await post(other, '/promotional-codes', tooMany)).status).toBe(400)
      const { body } = await post(other, '/promotional-codes', { couponId, code: 'FIVE' })
      expect(body).toMatchObject({ coupon: { maxRedemptions: 5 } })
      await send(one, 'DELETE', '/coupons', { couponId })
      const late = await post(other, '/promotional-codes', { couponId, code: 'LATE' })
      expect(late.status).toBe(400)
    })

    it('is respected by sales of the other', async () => {
      const { couponId } = await createCode('SALE')
      const sale = { totalEarned: 10, name: 'Ada', promoCode: 'SALE' }
      expect((await post(other, '/sales', sale)).status).toBe(200)
      await send(one, 'PUT', '/coupons', { couponId, valid: false })
      expect((await post(other, '/sales', sale)).status).toBe(400)
      await send(one, 'PUT', '/coupons', { couponId, valid: true })
      await send(one, 'PUT', '/affiliates', { affiliateId, commissionRate: 50 })
      const { body } = await post(other, '/sales', sale)
      expect(body).toMatchObject({ commissionRate: 50, commissionEarned: 5 })
    })

    it('is completed by the next process when the first one is killed', async () => {
      const { couponId } = await createCode('KILLED')
      const size = 20_000
      cluster.run('psql', [
        '-q',
        '-c',
        `INSERT INTO promotional_codes (program_id, id, code, code_key, coupon_id, active, first_time_order,
           limit_to_customers, limit_to_affiliate, is_auto_generated, created_at, updated_at)
         SELECT program_id, gen_random_uuid(), 'K' || n, 'K' || n, coupon_id, true, false, false, false, false, now(), now()
         FROM promotional_codes, generate_series(1, ${size}) AS n WHERE code = 'KILLED'`,
      ])
      const count = (table: string, column: string): number =>
        Number(
          cluster.run('psql', [
            '-Atc',
            `SELECT count(*) FROM ${table} WHERE ${column} = '${String(couponId)}'`,
          ]),
        )
      expect((await send(one, 'DELETE', '/coupons', { couponId })).status).toBe(200)
      await one.kill()
      expect(count('promotional_codes', 'coupon_id')).toBeGreaterThan(0)
      expect(await get(other, '/promotional-codes?code=K1')).toEqual([])
      one = await serve(cluster.options, other.key)
      while (count('coupons', 'id') > 0) await sleep(50)
      expect(count('promotional_codes', 'coupon_id')).toBe(0)
    })
  },
)
