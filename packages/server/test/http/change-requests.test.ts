import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type Api, type Json, type TestServer } from '../harness.js'

let now = new Date('2026-06-01T12:00:00Z')
let testServer: TestServer
let api: Api
let percentage: Json
let flat: Json
let affiliate: Json

beforeAll(async () => {
  testServer = await startTestServer({ clock: () => now })
  api = await testServer.createApi({ siteUrl: 'https://example.com/shop?lang=en' })
  percentage = await api.create('/coupons', { name: 'x', percentOff: 20 })
  const amount = { couponType: 'FLAT', amountOff: 10, currency: 'USD' }
  flat = await api.create('/coupons', { name: 'y', ...amount })
  affiliate = await api.create('/affiliates', {
    firstName: 'John',
    lastName: 'Doe',
    email: 'john@example.com',
    affiliateLink: 'john',
  })
})

afterAll(() => testServer.server.close())

describe('an invalid change', () => {
  const unknownId = '0197a3c0-5f00-7000-8000-00000000ffff'
  const cases: readonly (readonly [string, string, () => Json, number, string])[] = [
    [
      'PUT',
      '/coupons',
      () => ({ couponId: flat['id'], percentOff: 20 }),
      400,
      '`coupon.percentOff` must be left out, because the coupon is FLAT, but was 20. Add couponType to change the type.',
    ],
    [
      'PUT',
      '/coupons',
      () => ({ couponId: percentage['id'], amountOff: 5 }),
      400,
      '`coupon.amountOff` must be left out, because the coupon is PERCENTAGE, but was 5. Add couponType to change the type.',
    ],
    [
      'PUT',
      '/coupons',
      () => ({ couponId: flat['id'], currency: 'JPY' }),
      400,
      '`coupon.currency` must be USD, the currency of the program, but was "JPY".',
    ],
    [
      'PUT',
      '/coupons',
      () => ({ couponId: flat['id'], amountOff: 10.005 }),
      400,
      '`coupon.amountOff` must be an amount in USD with at most 2 decimal places, but was 10.005.',
    ],
    [
      'PUT',
      '/coupons',
      () => ({ couponId: unknownId, percentOff: 20 }),
      404,
      `No coupon with couponId "${unknownId}".`,
    ],
    ['DELETE', '/coupons', () => ({ couponId: 'x' }), 404, 'No coupon with couponId "x".'],
    ['DELETE', '/coupons', () => ({}), 400, '`coupon.couponId` must be text, but was missing.'],
    [
      'PUT',
      '/affiliates',
      () => ({ affiliateId: affiliate['id'], affiliateLink: 'a b' }),
      400,
      '`affiliate.affiliateLink` must be text with only letters, digits, and hyphens, but was "a b".',
    ],
    [
      'PUT',
      '/affiliates',
      () => ({ affiliateId: affiliate['id'], affiliateStatus: 'Sleeping' }),
      400,
      '`affiliate.affiliateStatus` must be one of ACTIVE, INACTIVE, INVITED, DECLINED, DEACTIVATED, BANNED, but was "Sleeping".',
    ],
    ['PUT', '/links', () => ({ link: 'nobody', newLink: 'x' }), 404, 'No link with link "nobody".'],
    [
      'DELETE',
      '/links',
      () => ({ link: 'john' }),
      409,
      'Link "john" is the only link of its affiliate. Create another one before you delete it.',
    ],
    [
      'DELETE',
      '/promotional-codes',
      () => ({ promotionalCodeId: unknownId }),
      404,
      `No promotional code with promotionalCodeId "${unknownId}".`,
    ],
  ]
  it.each(cases)('is refused: %s %s %j', async (method, path, body, status, message) => {
    const answer = await api.send(method, path, body())
    expect([answer.status, answer.body['message']]).toEqual([status, message])
  })

  it.each(['Inactive', 'iNVITED', 'declined', 'BANNED', 'Active'])(
    'is not a status in mixed case: %s',
    async (affiliateStatus) => {
      const change = { affiliateId: affiliate['id'], affiliateStatus }
      const { body } = await api.send('PUT', '/affiliates', change)
      expect(body['status']).toBe(affiliateStatus.toUpperCase())
    },
  )

  it('is refused with a text and a reason if it is a refund', async () => {
    const unknown = await api.send('PATCH', '/sales', { saleId: 999 })
    expect(unknown.body).toEqual({ error: 'No sale with saleId 999.', reason: 'SALE_NOT_FOUND' })
    const invalid = await api.send('PATCH', '/sales', { saleId: 'x' })
    expect(invalid.body).toMatchObject({ reason: 'INVALID_REQUEST' })
    expect(invalid.body['error']).toBe('`sale.saleId` must be a whole number, but was "x".')
  })
})

it('names the address of a link on the site of the program', async () => {
  const { list } = await api.get('/links?link=john')
  const baseUrl = 'https://example.com/shop?lang=en'
  expect(list).toMatchObject([{ fullURLs: [{ baseUrl, fullUrl: `${baseUrl}&ref=john` }] }])
})

it('accepts a repeated update that adds a link', async () => {
  const body = { affiliateId: affiliate['id'], affiliateLink: 'repeated' }
  await api.send('PUT', '/affiliates', body)
  const again = await api.send('PUT', '/affiliates', body)
  expect(again.body['affiliateLinks']).toMatchObject([{ link: 'john' }, { link: 'repeated' }])
})

it('responds to a deletion without a body when the contract has none', async () => {
  const { id } = await api.create('/affiliates', {
    firstName: 'A',
    lastName: 'B',
    email: 'gone@example.com',
  })
  const response = await fetch(`${testServer.server.url}/affiliates`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id }),
  })
  expect([response.status, await response.text()]).toEqual([204, ''])
})

it('makes an expired coupon valid again when its date is moved or removed', async () => {
  const redeemBy = '2026-06-02T00:00:00.000Z'
  const { id } = await api.create('/coupons', { name: 'x', percentOff: 20, redeemBy })
  const code = { couponId: id, code: 'EXPIRES' }
  await api.create('/promotional-codes', code)
  now = new Date('2026-06-03T12:00:00Z')
  const renamed = await api.send('PUT', '/coupons', { couponId: id, name: 'y' })
  expect(renamed.body).toMatchObject({ name: 'y', valid: false })
  const later = '2026-06-04T00:00:00.000Z'
  const moved = await api.send('PUT', '/coupons', { couponId: id, redeemBy: later })
  expect(moved.body).toMatchObject({ redeemBy: later, valid: true })
  const found = await api.get('/promotional-codes?code=EXPIRES')
  expect(found.body).toMatchObject({ coupon: { redeemBy: later, valid: true } })
  now = new Date('2026-06-05T12:00:00Z')
  const removed = await api.send('PUT', '/coupons', { couponId: id, redeemBy: null })
  expect(removed.body).toMatchObject({ redeemBy: null, valid: true })
})
