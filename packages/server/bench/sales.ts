import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cluster } from '../test/databases.js'
import type { BenchProcess } from './processes.js'

/** Number of codes that are redeemed, and of customers with a referral. */
export const saleCodes = 200

/** Requests for sales: with a code by a new customer, and without one by a customer with a referral. */
export const saleBodies = {
  withCode: {
    totalEarned: 49.9,
    name: 'Ada',
    email: '{n}@example.com',
    externalId: '{n}',
    promoCode: '{code}',
  },
  withoutCode: { totalEarned: 49.9, email: '{code}@example.com', externalId: '{n}' },
} as const

/** Sends a request to a server and returns the id in its response. */
export type Send = (method: string, path: string, body: object) => Promise<string>

/** The APIs of a server. */
export interface Served {
  readonly url: string
  readonly key: string
  readonly send: Send
  readonly sendToKit: Send
}

/** Returns the APIs of a benchmark process. */
export function toServed({ started }: BenchProcess): Served {
  const [url, key] = [String(started['url']), String(started['key'])]
  const toSend =
    (base: string): Send =>
    async (method, path, body) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const answer = await fetch(base + path, { method, headers, body: JSON.stringify(body) })
      return String(((await answer.json()) as { id: unknown }).id)
    }
  return { url, key, send: toSend(url), sendToKit: toSend(url.replace('/api/v1', '/api/kit/v1')) }
}

/** The coupon and the affiliate of all codes. */
export interface Campaign {
  readonly couponId: string
  readonly affiliateId: string
}

/** Creates the coupon and the affiliate. */
export async function createCampaign(send: Send): Promise<Campaign> {
  const couponId = await send('POST', '/coupons', { name: 'Spring', percentOff: 20 })
  const person = { firstName: 'John', lastName: 'Doe', email: 'john@example.com' }
  return { couponId, affiliateId: await send('POST', '/affiliates', person) }
}

/** Creates the customers of sales without a code. */
export async function createCustomers(send: Send, { affiliateId }: Campaign): Promise<void> {
  for (let n = 1; n <= saleCodes; n++) {
    const email = `code-${n}@example.com`
    const person = { name: 'Ada', email, referredUserExternalId: email }
    await send('POST', '/referrals', { ...person, affiliateId })
  }
}

/** The kinds of requests that are measured. */
export type Kind = 'create' | 'find' | 'saleWithCode' | 'saleWithoutCode'

/** Returns the path and the body of a kind of request. `codes` codes, named code-1 and so on, can be looked up. */
export function toWork(
  kind: Kind,
  { couponId, affiliateId, codes }: Campaign & { readonly codes: number },
): object {
  const works: Readonly<Record<Kind, object>> = {
    create: { path: '/promotional-codes', body: { couponId, affiliateId, code: '{n}' } },
    find: { path: '/promotional-codes', codes },
    saleWithCode: { path: '/sales', body: saleBodies.withCode, codes: saleCodes },
    saleWithoutCode: { path: '/sales', body: saleBodies.withoutCode, codes: saleCodes },
  }
  return works[kind]
}

/** Returns the median of some values. Of an even number of values, it is the upper of the two in the middle. */
export function toMedian(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN
}

interface Written extends Campaign {
  readonly programId: string
}

/** Writes a pgbench script that records one sale with a code in a transaction, as the server does with a batch. */
export function writeSaleScript(
  cluster: Cluster,
  { programId, couponId, affiliateId }: Written,
): string {
  const script = join(cluster.directory, 'sale.sql')
  const ofProgram = `program_id = '${programId}'`
  writeFileSync(
    script,
    `\\set n random(1, 9000000000000000)
\\set c random(1, ${saleCodes})
SELECT id AS code_id FROM promotional_codes WHERE ${ofProgram} AND code_key = 'CODE-' || :c \\gset
SELECT id FROM referrals WHERE ${ofProgram} AND email_key = :n || '@example.com';
BEGIN;
UPDATE sale_counters SET last_id = last_id + 1 WHERE ${ofProgram} RETURNING last_id \\gset
SELECT id FROM sales WHERE ${ofProgram} AND external_id = 'b' || :n;
SELECT r.id FROM referrals r WHERE ${ofProgram} AND promotional_code_id = :code_id
  AND email_key = :n || '@example.com'
  AND NOT EXISTS (SELECT FROM sales s WHERE s.program_id = r.program_id AND s.fulfilled_referral_id = r.id);
SELECT revision FROM coupons WHERE ${ofProgram} AND id = '${couponId}' FOR NO KEY UPDATE;
SELECT revision FROM promotional_codes WHERE ${ofProgram} AND id = :code_id FOR NO KEY UPDATE;
UPDATE coupons SET times_redeemed = times_redeemed + 1 WHERE ${ofProgram} AND id = '${couponId}';
UPDATE promotional_codes SET times_redeemed = times_redeemed + 1 WHERE ${ofProgram} AND id = :code_id;
INSERT INTO sales (program_id, id, affiliate_id, external_id, name, email, email_key, total_minor, commission_rate,
  commission_minor, promotional_code_id, promo_code, coupon_id, is_redemption, due_at, created_at)
VALUES ('${programId}', :last_id, '${affiliateId}', 'b' || :n, 'Ada', :n || '@example.com', :n || '@example.com',
  4990, 10, 499, :code_id, 'code-' || :c, '${couponId}', true, now(), now());
INSERT INTO ledger_entries (program_id, id, affiliate_id, currency, kind, owed_minor, due_at, sale_id, created_at)
VALUES ('${programId}', gen_random_uuid(), '${affiliateId}', 'USD', 'EARNED', 499, now(), :last_id, now());
COMMIT;\n`,
  )
  return script
}
