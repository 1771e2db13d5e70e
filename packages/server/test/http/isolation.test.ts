import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../src/http/contract.js'
import { startTestServer, type Api, type Json, type TestServer } from '../harness.js'

let testServer: TestServer
let theirs: Api
let ours: Api
let coupon: Json
let affiliate: Json
let code: Json
let referral: Json

beforeAll(async () => {
  testServer = await startTestServer()
  theirs = await testServer.createApi({ name: 'Theirs' })
  ours = await testServer.createApi({ name: 'Ours' })
  coupon = await theirs.create('/coupons', { name: 'S', percentOff: 20, externalId: 'c' })
  affiliate = await theirs.create('/affiliates', {
    firstName: 'A',
    lastName: 'B',
    email: 'a@example.com',
    affiliateLink: 'link',
  })
  const couponId = coupon['id']
  const affiliateId = affiliate['id']
  const body = { couponId, affiliateId, code: 'X', externalId: 'p' }
  code = await theirs.create('/promotional-codes', body)
  referral = await theirs.create('/referrals', {
    name: 'R',
    email: 'r@example.com',
    referredUserExternalId: 'r',
    affiliateId,
  })
  await theirs.create('/sales', {
    totalEarned: 1,
    referralId: referral['id'],
    externalId: 's',
    externalInvoiceId: 'i',
  })
})

afterAll(() => testServer.server.close())

describe('a program', () => {
  const paths = [
    '/coupons',
    '/coupons?id={coupon}',
    '/coupons?externalId=c',
    '/coupons?name=S',
    '/promotional-codes',
    '/promotional-codes?id={code}',
    '/promotional-codes?code=X',
    '/promotional-codes?externalId=p',
    '/promotional-codes?couponId={coupon}',
    '/promotional-codes?affiliateId={affiliate}',
    '/promotional-codes?affiliateEmail=a@example.com',
    '/affiliates',
    '/affiliates?id={affiliate}',
    '/affiliates?email=a@example.com',
    '/links',
    '/links?id={link}',
    '/links?link=link',
    '/links?affiliateId={affiliate}',
    '/links?affiliateEmail=a@example.com',
    '/referrals',
    '/referrals?id={referral}',
    '/referrals?externalId=r',
    '/referrals?affiliateId={affiliate}',
    '/referrals?affiliateEmail=a@example.com',
    '/sales',
    '/sales?id=1',
    '/sales?saleExternalId=s',
    '/sales?saleExternalInvoiceId=i',
    '/sales?referralId={referral}',
    '/sales?affiliateId={affiliate}',
    '/sales?affiliateEmail=a@example.com',
  ]
  it.each(paths)('cannot see the records of another: %s', async (path) => {
    const [link = {}] = affiliate['affiliateLinks'] as Json[]
    const named: Record<string, Json> = { coupon, code, affiliate, link, referral }
    const full = path.replace(/\{(\w+)\}/, (_all, name: string) => String(named[name]?.['id']))
    expect(JSON.stringify((await theirs.get(full)).body)).not.toBe('[]')
    expect((await ours.get(full)).body).toEqual([])
  })

  it('is tested with every filter of the contract', () => {
    const filters = contract.operations.flatMap((operation) => {
      if (operation.method !== 'GET') return []
      const names = Object.keys((operation.query['properties'] ?? {}) as object)
      return names.map((name) => `${operation.path}?${name}`)
    })
    expect(new Set(paths.map((path) => path.split('=', 1)[0]))).toEqual(
      new Set([...filters, ...contract.operations.map(({ path }) => path)]),
    )
  })

  it('cannot refer to the records of another', async () => {
    const { id: ownCoupon } = await ours.create('/coupons', { name: 'Own', percentOff: 1 })
    const person = { name: 'R', email: 'r@example.com', referredUserExternalId: 'x' }
    const affiliateId = affiliate['id']
    const bodies: readonly (readonly [string, Json])[] = [
      ['/promotional-codes', { couponId: coupon['id'], code: 'Y' }],
      ['/promotional-codes', { couponId: ownCoupon, code: 'Y', affiliateId }],
      ['/promotional-codes', { couponId: ownCoupon, code: 'Y', affiliateEmail: 'a@example.com' }],
      ['/referrals', { ...person, affiliateId }],
      ['/referrals', { ...person, affiliateId: 'link' }],
      ['/referrals', { ...person, affiliateEmail: 'a@example.com' }],
      ['/referrals', { ...person, promoCode: 'X' }],
      ['/sales', { totalEarned: 1, name: 'C', referralId: referral['id'] }],
      ['/sales', { totalEarned: 1, name: 'C', referralId: affiliateId }],
      ['/sales', { totalEarned: 1, name: 'C', email: 'r@example.com' }],
      ['/sales', { totalEarned: 1, name: 'C', promoCode: 'X' }],
    ]
    for (const [path, body] of bodies) {
      expect((await ours.post(path, body)).status, `${path} ${JSON.stringify(body)}`).toBe(400)
    }
    const untouched = (await theirs.get('/promotional-codes?code=X')).body
    expect(untouched['timesRedeemed']).toBe(0)
  })

  it('may use the same codes, emails and external ids as another', async () => {
    const own = await ours.create('/coupons', { name: 'S', percentOff: 5, externalId: 'c' })
    const couponId = own['id']
    await ours.create('/promotional-codes', { couponId, code: 'X', externalId: 'p' })
    await ours.create('/affiliates', {
      firstName: 'A',
      lastName: 'B',
      email: 'a@example.com',
      affiliateLink: 'link',
    })
    const affiliateId = 'link'
    const person = { name: 'R', email: 'r@example.com', referredUserExternalId: 'r' }
    const { id: referralId } = await ours.create('/referrals', { ...person, affiliateId })
    const sale = { totalEarned: 1, referralId, externalId: 's' }
    expect((await ours.create('/sales', sale))['id']).toBe(1)
  })
})
