import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../src/http/contract.js'
import { changeHandlers, listHandlers } from '../../src/http/routes.js'
import { spec, startTestServer, type Api, type Json, type TestServer } from '../harness.js'

let testServer: TestServer
let api: Api
let spring: Json
let john: Json
let mary: Json
let code: Json
let referral: Json
let sale: Json

beforeAll(async () => {
  testServer = await startTestServer()
  api = await testServer.createApi()
  spring = await api.create('/coupons', { name: 'Spring', percentOff: 20, externalId: 'spring' })
  await api.create('/coupons', { name: 'Autumn', percentOff: 12.5 })
  john = await api.create('/affiliates', {
    firstName: 'John',
    lastName: 'Doe',
    email: 'John@example.com',
    commissionRate: 12.5,
    affiliateLink: 'john-link',
  })
  mary = await api.create('/affiliates', {
    firstName: 'Mary',
    lastName: 'Roe',
    email: 'mary@example.com',
  })
  code = await api.create('/promotional-codes', {
    couponId: spring['id'],
    code: 'Save20',
    externalId: 'promo_1',
    affiliateId: john['id'],
  })
  await api.create('/promotional-codes', { couponId: spring['id'], code: 'FREE' })
  referral = await api.create('/referrals', {
    name: 'Customer',
    email: 'customer@example.com',
    referredUserExternalId: 'user 1',
    affiliateId: john['id'],
    plan: 'pro',
  })
  await api.create('/referrals', {
    name: 'Other',
    email: 'other@example.com',
    referredUserExternalId: 'user 2',
    affiliateEmail: 'MARY@example.com',
  })
  sale = await api.create('/sales', {
    totalEarned: 34.9,
    referralId: referral['id'],
    externalId: 'order 1',
    externalInvoiceId: 'invoice 1',
    product: { productId: 'p1', quantity: 2, price: 17.45, name: 'Thing' },
  })
  await api.create('/sales', { totalEarned: 10, email: 'other@example.com', name: 'Other' })
})

afterAll(() => testServer.server.close())

const ids = (records: readonly Json[]): unknown[] => records.map(({ id }) => id)

describe('the contract', () => {
  it('has exactly one handler and route per operation', () => {
    const inSpec = Object.values(spec.paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    )
    expect(contract.operations.map(({ id }) => id).toSorted()).toEqual(inSpec.toSorted())
    expect(Object.keys({ ...listHandlers, ...changeHandlers }).toSorted()).toEqual(
      inSpec.toSorted(),
    )
  })

  it('defines every default the server applies', async () => {
    const { properties } = spec.components.schemas['NewCoupon'] as { properties: Json }
    const coupon = await api.create('/coupons', { name: 'Plain', percentOff: 10 })
    for (const [name, schema] of Object.entries(properties)) {
      const expected = (schema as Json)['default']
      if (expected !== undefined) expect(coupon[name], name).toEqual(expected)
    }
  })
})

describe('coupons', () => {
  it('are returned as created', async () => {
    expect(spring).toMatchObject({
      couponType: 'PERCENTAGE',
      percentOff: 20,
      amountOff: null,
      duration: 'forever',
      affiliateProgramId: api.programId,
      promotionalCodes: [],
    })
  })

  it('embed their codes without embedding the coupon again', async () => {
    const { body } = await api.get(`/coupons?id=${spring['id']}`)
    const codes = body['promotionalCodes'] as Json[]
    expect(codes.map((embedded) => embedded['code'])).toEqual(['Save20', 'FREE'])
    expect(codes[0]).not.toHaveProperty('coupon')
  })

  it('ignore fields that belong to another type or duration', async () => {
    const flat = await api.create('/coupons', {
      name: 'Flat',
      couponType: 'FLAT',
      amountOff: 10.5,
      currency: 'usd',
      percentOff: 50,
      durationInMonths: 3,
    })
    expect(flat).toMatchObject({ amountOff: 10.5, currency: 'USD' })
    expect(flat).toMatchObject({ percentOff: null, durationInMonths: null })
    const share = await api.create('/coupons', {
      name: 'Share',
      percentOff: 5,
      amountOff: 3,
      currency: 'USD',
    })
    expect(share).toMatchObject({ percentOff: 5, amountOff: null, currency: null })
  })

  it('keep every optional field, with times in UTC', async () => {
    const full = {
      name: 'Full',
      externalId: 'full',
      couponType: 'PERCENTAGE',
      percentOff: 33.3,
      duration: 'repeating',
      durationInMonths: 3,
      maxRedemptions: 2_147_483_647,
      limitToProducts: true,
      productIds: ['p1', 'p "2"', '{p3}', ''],
      valid: false,
      integrationType: 'stripe',
    }
    const created = await api.create('/coupons', {
      ...full,
      redeemBy: '2027-01-01T00:30:00.123+02:00',
    })
    expect(created).toMatchObject({ ...full, redeemBy: '2026-12-31T22:30:00.123Z' })
    expect((await api.get('/coupons?externalId=full')).body).toEqual(created)
  })
})

describe('promotional codes', () => {
  it('embed their coupon and affiliate one level deep', async () => {
    const { body } = await api.get(`/promotional-codes?id=${code['id']}`)
    expect(body).toEqual(code)
    expect(body['coupon']).toMatchObject({ id: spring['id'], name: 'Spring' })
    expect(body['coupon']).not.toHaveProperty('promotionalCodes')
    expect(body['affiliate']).toEqual({
      id: john['id'],
      firstName: 'John',
      lastName: 'Doe',
      email: 'John@example.com',
    })
  })

  it('are returned without surrounding whitespace and found in any form of the same letters', async () => {
    const couponId = spring['id']
    const created = await api.create('/promotional-codes', { couponId, code: ' Straße\n' })
    expect(created['code']).toBe('Straße')
    for (const typed of ['straße', 'STRASSE', '\tＳtrasse ']) {
      const { body } = await api.get(`/promotional-codes?code=${encodeURIComponent(typed)}`)
      expect(body['id']).toBe(created['id'])
    }
    const again = await api.post('/promotional-codes', { couponId, code: 'STRASSE' })
    expect(again.status).toBe(409)
  })

  it('are found in any letter case and returned as created', async () => {
    const { body } = await api.get('/promotional-codes?code=sAVE20')
    expect(body).toMatchObject({ id: code['id'], code: 'Save20' })
  })
})

describe('affiliates', () => {
  it('get a link and the commission rate of the program by default', () => {
    expect(mary['link']).toMatch(/^mary-[0-9a-f]{12}$/)
    expect(mary['commissionRate']).toBe(0)
    expect(john).toMatchObject({ link: 'john-link', commissionRate: 12.5, status: 'ACTIVE' })
  })

  it('show their referrals, revenue, and earnings', async () => {
    const [found] = (await api.get(`/affiliates?id=${john['id']}`)).list
    expect(found).toMatchObject({ numberOfReferredUsers: 1, totalCommissionEarned: 4.36 })
  })
})

describe('sales', () => {
  it('are numbered from 1 in each program and take name and email from the referral', async () => {
    expect(sale).toMatchObject({ id: 1, name: 'Customer', email: 'customer@example.com' })
    expect(sale).toMatchObject({ totalEarned: 34.9, commissionRate: 12.5 })
    const other = await testServer.createApi()
    const affiliate = await other.create('/affiliates', {
      firstName: 'A',
      lastName: 'B',
      email: 'a@example.com',
    })
    const first = await other.create('/sales', {
      totalEarned: 1,
      name: 'C',
      referralId: affiliate['link'],
    })
    expect(first).toMatchObject({ id: 1, affiliateId: affiliate['id'] })
    expect(first).not.toHaveProperty('referralId')
  })

  it('prefer the commission rate in the request to that of the affiliate', async () => {
    const body = { totalEarned: 1, name: 'C', referralId: mary['id'], commissionRate: 7.25 }
    expect(await api.create('/sales', body)).toMatchObject({ commissionRate: 7.25 })
  })

  it('earn commission on the amount after tax and shipping if the program deducts them', async () => {
    const own = await testServer.createApi({
      deductTax: true,
      deductShipping: true,
      commissionRate: 10,
    })
    const { id } = await own.create('/affiliates', {
      firstName: 'A',
      lastName: 'B',
      email: 'a@example.com',
    })
    await own.create('/sales', {
      totalEarned: 125,
      tax: 20,
      shipping: 5,
      name: 'C',
      referralId: id,
    })
    const [affiliate] = (await own.get(`/affiliates?id=${id}`)).list
    expect(affiliate).toMatchObject({ totalCommissionEarned: 10 })
  })

  it('are rounded to the smallest unit of the currency of the program', async () => {
    const yen = await testServer.createApi({ currency: 'JPY', commissionRate: 10 })
    const { id } = await yen.create('/affiliates', {
      firstName: 'A',
      lastName: 'B',
      email: 'a@example.com',
    })
    const answer = await yen.create('/sales', { totalEarned: 100.5, name: 'C', referralId: id })
    expect(answer['totalEarned']).toBe(101)
  })
})

describe('a lookup by unique key', () => {
  const found: readonly (readonly [string, () => Json])[] = [
    ['/coupons?id={}', () => spring],
    ['/coupons?externalId=spring', () => spring],
    ['/promotional-codes?id={}', () => code],
    ['/promotional-codes?code=save20', () => code],
    ['/promotional-codes?externalId=promo_1', () => code],
  ]
  it.each(found)('returns one object: %s', async (path, record) => {
    const { body } = await api.get(path.replace('{}', String(record()['id'])))
    expect(body['id']).toBe(record()['id'])
  })

  const foundInArrays: readonly (readonly [string, () => Json])[] = [
    ['/affiliates?id={}', () => john],
    ['/affiliates?email=JOHN@example.com', () => john],
    ['/referrals?id={}', () => referral],
    ['/referrals?externalId=user%201', () => referral],
    ['/sales?id={}', () => sale],
    ['/sales?saleExternalId=order%201', () => sale],
    ['/sales?saleExternalInvoiceId=invoice%201', () => sale],
  ]
  it.each(foundInArrays)('returns an array of one: %s', async (path, record) => {
    const { list } = await api.get(path.replace('{}', String(record()['id'])))
    expect(ids(list)).toEqual([record()['id']])
  })

  const absent = [
    '/coupons?id=nothing',
    '/coupons?id=0197a3c0-5f00-7000-8000-00000000c001',
    '/coupons?externalId=nothing',
    '/promotional-codes?id=nothing',
    '/promotional-codes?code=nothing',
    '/promotional-codes?externalId=nothing',
    '/affiliates?id=nothing',
    '/affiliates?email=nobody@example.com',
    '/referrals?id=nothing',
    '/referrals?externalId=nothing',
    '/sales?id=999',
    '/sales?id=0',
    '/sales?id=-1',
    '/sales?id=9223372036854775808',
    '/sales?saleExternalId=nothing',
  ]
  it.each(absent)('returns an empty array for no match: %s', async (path) => {
    const { status, body } = await api.get(path)
    expect([status, body]).toEqual([200, []])
  })
})

describe('a filter', () => {
  const cases: readonly (readonly [string, () => unknown[]])[] = [
    ['/coupons?name=Spring', () => [spring['id']]],
    ['/promotional-codes?affiliateId={john}', () => [code['id']]],
    ['/promotional-codes?affiliateEmail=john@EXAMPLE.com', () => [code['id']]],
    ['/promotional-codes?couponId={spring}&affiliateId={john}', () => [code['id']]],
    ['/promotional-codes?couponId={spring}&affiliateId={mary}', () => []],
    ['/promotional-codes?couponId=nothing', () => []],
    ['/promotional-codes?affiliateEmail=nobody@example.com', () => []],
    ['/referrals?affiliateId={john}', () => [referral['id']]],
    ['/referrals?affiliateEmail=john@example.com', () => [referral['id']]],
    ['/sales?affiliateId={john}', () => [1]],
    ['/sales?affiliateEmail=john@example.com', () => [1]],
    ['/sales?referralId={referral}', () => [1]],
    ['/sales?referralId=nothing', () => []],
  ]
  it.each(cases)('returns an array: %s', async (path, expected) => {
    const named: Record<string, Json> = { spring, john, mary, referral }
    const { list } = await api.get(
      path.replace(/\{(\w+)\}/g, (_all, name: string) => String(named[name]?.['id'])),
    )
    expect(ids(list)).toEqual(expected())
  })

  it('is combined with a unique key by AND', async () => {
    expect((await api.get(`/coupons?id=${spring['id']}&name=Autumn`)).body).toEqual([])
    const { body } = await api.get(`/coupons?id=${spring['id']}&name=Spring`)
    expect(body['id']).toBe(spring['id'])
  })
})

it('lists records in order of creation', async () => {
  const own = await testServer.createApi()
  const made: unknown[] = []
  for (let index = 0; index < 20; index++) {
    made.push((await own.create('/coupons', { name: `c${index}`, percentOff: 1 }))['id'])
  }
  expect(ids((await own.get('/coupons')).list)).toEqual(made)
})
