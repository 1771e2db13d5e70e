import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '../test/databases.js'
import { measure, start, type BenchProcess, type Measured } from './processes.js'
import { toMedian } from './sales.js'

const many = 100_000

/** Options for `measureCoupons`. */
export interface CouponOptions {
  readonly cluster: Cluster
  readonly rounds: number
  readonly seconds: number
  /** Records a measurement of one round. */
  readonly note: (name: string, value: number) => void
}

interface Client {
  readonly url: string
  readonly key: string
  readonly programId: string
  send(method: string, path: string, body: object): Promise<Record<string, unknown>>
}

/** Measures updates of coupons with 1 and 100,000 codes, and sales while a coupon with that many codes is deleted. */
export async function measureCoupons(options: CouponOptions): Promise<void> {
  const { cluster, rounds, note } = options
  const server = await start('serve.mjs', { BENCH_OPTIONS: JSON.stringify(cluster.options) })
  try {
    const client = createClient(server)
    const one = await createCoupon(client, cluster, { prefix: 'ONE', count: 1 })
    const large = await createCoupon(client, cluster, { prefix: 'LARGE', count: many })
    for (let round = 0; round < rounds; round++) {
      const [ofOne, ofMany] = await measureUpdates(client, [one, large])
      note('coupon update, 1 code, p50 ms', ofOne)
      note('coupon update, 100,000 codes, p50 ms', ofMany)
    }
    const other = await createCoupon(client, cluster, { prefix: 'OTHER', count: 200 })
    await measureDeletion(client, options, { deleted: large, kept: other })
  } finally {
    await server.stop()
  }
}

function createClient({ started }: BenchProcess): Client {
  const [url, key, programId] = [started['url'], started['key'], started['programId']].map(String)
  if (url === undefined || key === undefined || programId === undefined) throw new Error('no key')
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  return {
    url,
    key,
    programId,
    async send(method, path, body) {
      const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`${method} ${path} returned ${text}`)
      return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
    },
  }
}

/** Creates a coupon with codes and one sale per code. */
async function createCoupon(
  { send, programId }: Client,
  { run }: Cluster,
  { prefix, count }: { readonly prefix: string; readonly count: number },
): Promise<string> {
  const { id } = await send('POST', '/coupons', { name: prefix, percentOff: 20 })
  const email = `${prefix}@example.com`
  const person = await send('POST', '/affiliates', { firstName: 'A', lastName: 'B', email })
  const codes = `INSERT INTO promotional_codes (program_id, id, code, code_key, coupon_id, affiliate_id, active,
      times_redeemed, first_time_order, limit_to_customers, limit_to_affiliate, is_auto_generated, created_at, updated_at)
    SELECT '${programId}', gen_random_uuid(), '${prefix}-' || n, '${prefix}-' || n, '${String(id)}',
      '${String(person['id'])}', true, 1, false, false, false, false, now(), now() FROM generate_series(1, ${count}) n`
  const sales = `INSERT INTO sales (program_id, id, affiliate_id, promotional_code_id, coupon_id, promo_code, name,
      total_minor, commission_rate, commission_minor, is_redemption, due_at, created_at)
    SELECT program_id, (SELECT max(last_id) FROM sale_counters WHERE program_id = '${programId}')
        + row_number() OVER (), affiliate_id, id, coupon_id, code, 'Ada', 100, 10, 10, true, now(), now()
    FROM promotional_codes WHERE program_id = '${programId}' AND coupon_id = '${String(id)}'`
  const counter = `UPDATE sale_counters SET last_id = (SELECT max(id) FROM sales WHERE program_id = '${programId}')
    WHERE program_id = '${programId}'`
  for (const text of [codes, sales, counter, 'VACUUM ANALYZE', 'CHECKPOINT']) {
    run('psql', ['-q', '-c', text])
  }
  return String(id)
}

/** Updates two coupons in turn, and returns the median time of each in milliseconds. */
async function measureUpdates(
  { send }: Client,
  coupons: readonly [string, string],
): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < 300; round++) {
    for (const at of [0, 1] as const) {
      const startedAt = performance.now()
      await send('PUT', '/coupons', { couponId: coupons[at], percentOff: 10 + (round % 50) })
      times[at].push(performance.now() - startedAt)
    }
  }
  return [toMedian(times[0]), toMedian(times[1])]
}

/** Measures sales with codes of one coupon before and while another one is deleted with all of its codes. */
async function measureDeletion(
  { url, key, programId, send }: Client,
  { cluster, seconds, note }: CouponOptions,
  { deleted, kept }: { readonly deleted: string; readonly kept: string },
): Promise<void> {
  let loads = 0
  const sell = (): Promise<Measured> => {
    const body = { totalEarned: 10, name: 'Ada', email: '{n}@example.com', promoCode: 'OTHER-1' }
    const plan = { url, key, connections: 8, seconds, path: '/sales', prefix: `D${++loads}`, body }
    return measure('load.mjs', { BENCH_LOAD: JSON.stringify(plan) })
  }
  await sell()
  const before = await sell()
  const during = sell()
  const startedAt = performance.now()
  await send('DELETE', '/coupons', { couponId: deleted })
  note('deletion of a coupon with 100,000 codes, answered in ms', performance.now() - startedAt)
  const text = `SELECT count(*) FROM coupons WHERE id = '${deleted}'`
  while (cluster.run('psql', ['-tAc', text]).trim() !== '0') await sleep(100)
  note('deletion of a coupon with 100,000 codes, done in s', (performance.now() - startedAt) / 1000)
  const sold = await during
  note('sales during the deletion / before', sold.rate / before.rate)
  note('sales before the deletion, p99 ms', before.p99)
  note('sales during the deletion, p99 ms', sold.p99)
  const left = `SELECT count(*) FROM sales WHERE program_id = '${programId}' AND coupon_id = '${deleted}'`
  if (cluster.run('psql', ['-tAc', left]).trim() !== String(many)) throw new Error('sales are lost')
  if (sold.failures > 0) throw new Error(`${sold.failures} sales failed for codes of ${kept}`)
}
