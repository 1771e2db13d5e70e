import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../src/http/contract.js'
import type { ChangeOperation, JsonSchema } from '../../src/http/operations.js'
import { spec, startTestServer, type Api, type Json, type TestServer } from '../harness.js'

let testServer: TestServer
let api: Api
let coupon: Json

beforeAll(async () => {
  testServer = await startTestServer()
  api = await testServer.createApi()
  coupon = await api.create('/coupons', {
    name: 'Spring',
    percentOff: 20,
    externalId: 'spring',
    maxRedemptions: 5,
    redeemBy: '2030-01-01T00:00:00Z',
  })
  await api.create('/promotional-codes', { couponId: coupon['id'], code: 'Save20', active: false })
  await api.create('/affiliates', {
    firstName: 'A',
    lastName: 'B',
    email: 'a@example.com',
    affiliateLink: 'a-link',
  })
  await api.create('/affiliates', { firstName: 'C', lastName: 'D', email: 'c@example.com' })
  await api.create('/referrals', {
    name: 'R',
    email: 'r@example.com',
    referredUserExternalId: 'u1',
    affiliateEmail: 'a@example.com',
  })
})

afterAll(() => testServer.server.close())

describe('an invalid body is refused with field, rule, and value', () => {
  const cases: readonly (readonly [string, Json | (() => Json), string])[] = [
    [
      '/coupons',
      { percentOff: 5 },
      '`coupon.name` must be text that is not empty, but was missing.',
    ],
    [
      '/coupons',
      { name: '', percentOff: 5 },
      '`coupon.name` must be text that is not empty, but was "".',
    ],
    [
      '/coupons',
      { name: ' \u3000', percentOff: 5 },
      '`coupon.name` must be text that is not empty, but was " \u3000".',
    ],
    [
      '/affiliates',
      { firstName: ' ', lastName: '\t', email: 'b@example.com' },
      '`affiliate.firstName` must be text that is not empty, but was " ". `affiliate.lastName` must be text that is not empty, but was "\\t".',
    ],
    [
      '/referrals',
      { name: ' ', email: 'b@example.com', referredUserExternalId: ' ', affiliateId: 'a-link' },
      '`referral.name` must be text that is not empty, but was " ". `referral.referredUserExternalId` must be text that is not empty, but was " ".',
    ],
    [
      '/sales',
      { totalEarned: 10, promoCode: 'SAVE20', externalId: ' ' },
      '`sale.externalId` must be text that is not empty, but was " ".',
    ],
    [
      '/coupons',
      { name: 'x', percentOff: 0 },
      '`coupon.percentOff` must be a number between 1 and 100, but was 0.',
    ],
    [
      '/coupons',
      { name: 'x', percentOff: 101 },
      '`coupon.percentOff` must be a number between 1 and 100, but was 101.',
    ],
    [
      '/coupons',
      { name: 'x', percentOff: '20' },
      '`coupon.percentOff` must be a number between 1 and 100, but was "20".',
    ],
    [
      '/coupons',
      { name: 'x' },
      '`coupon` must be an object with percentOff, or with couponType FLAT and amountOff and currency.',
    ],
    [
      '/coupons',
      { name: 'x', couponType: 'PERCENTAGE' },
      '`coupon` must be an object with percentOff when couponType is PERCENTAGE.',
    ],
    [
      '/coupons',
      { name: 'x', couponType: 'FLAT', percentOff: 5 },
      '`coupon` must be an object with amountOff and currency when couponType is FLAT.',
    ],
    [
      '/coupons',
      { name: 'x', couponType: 'FLAT', amountOff: 5 },
      '`coupon` must be an object with currency when couponType is FLAT.',
    ],
    [
      '/coupons',
      { name: 'x', couponType: 'FLAT', amountOff: 0, currency: 'USD' },
      '`coupon.amountOff` must be a number greater than 0, but was 0.',
    ],
    [
      '/coupons',
      { name: 'x', couponType: 'FLAT', amountOff: 0.001, currency: 'USD' },
      '`coupon.amountOff` must be an amount in USD with at most 2 decimal places, but was 0.001.',
    ],
    [
      '/coupons',
      { name: 'x', couponType: 'FLAT', amountOff: 1e300, currency: 'USD' },
      '`coupon.amountOff` must be at most',
    ],
    [
      '/coupons',
      { name: 'x', couponType: 'SHARE', percentOff: 5 },
      '`coupon.couponType` must be one of PERCENTAGE, FLAT, but was "SHARE".',
    ],
    [
      '/coupons',
      { name: 'x', percentOff: 5, duration: 'repeating' },
      '`coupon` must be an object with durationInMonths when duration is repeating.',
    ],
    [
      '/coupons',
      { name: 'x', percentOff: 5, duration: 'repeating', durationInMonths: 1e300 },
      '`coupon.durationInMonths` must be at most 2147483647',
    ],
    [
      '/coupons',
      { name: 'x', percentOff: 5, redeemBy: 'soon' },
      '`coupon.redeemBy` must be a valid date-time such as 2026-01-31T12:00:00Z, but was "soon".',
    ],
    [
      '/coupons',
      { name: 'x', percentOff: 5, redeemBy: '2026-02-30T00:00:00Z' },
      '`coupon.redeemBy` must be a valid date-time',
    ],
    [
      '/coupons',
      { name: 'x', percentOff: 5, redeemBy: '2016-12-31T23:59:60Z' },
      '`coupon.redeemBy` must be a valid date-time between the years 1 and 9999',
    ],
    [
      '/coupons',
      { name: 'x', percentOff: 5, redeemBy: '0000-01-01T00:00:00Z' },
      '`coupon.redeemBy` must be a valid date-time between the years 1 and 9999',
    ],
    [
      '/coupons',
      { name: 'x', percentOff: 5, maxRedemptions: 0 },
      '`coupon.maxRedemptions` must be a whole number between 1 and 2147483647, but was 0.',
    ],
    [
      '/coupons',
      { name: 'x', percentOff: 5, maxRedemptions: 2147483648 },
      '`coupon.maxRedemptions` must be a whole number between 1 and 2147483647, but was 2147483648.',
    ],
    [
      '/coupons',
      { name: 'x', percentOff: 5, productIds: [1] },
      '`coupon.productIds[0]` must be text, but was 1.',
    ],
    [
      '/coupons',
      { name: 'x', percentOff: 5, externalId: 'x'.repeat(501) },
      '`coupon.externalId` must be at most 500 characters long, but was 501 characters long.',
    ],
    ['/coupons', { name: 'a\u0000b', percentOff: 5 }, 'U+0000'],
    ['/coupons', { name: 'a\ud800b', percentOff: 5 }, 'surrogate'],
    ['/coupons', { name: '\ufeffa', percentOff: 5 }, 'byte order mark'],
    ['/promotional-codes', { code: 'X' }, '`promotionalCode.couponId` must be text'],
    [
      '/promotional-codes',
      () => ({ couponId: coupon['id'] }),
      '`promotionalCode` must be an object with code, or with isAutoGenerated true and codeStructure.',
    ],
    [
      '/promotional-codes',
      () => ({ couponId: coupon['id'], isAutoGenerated: true }),
      '`promotionalCode` must be an object with codeStructure when isAutoGenerated is true.',
    ],
    [
      '/promotional-codes',
      () => ({ couponId: coupon['id'], isAutoGenerated: true, codeStructure: {} }),
      '`promotionalCode.',
    ],
    [
      '/promotional-codes',
      () => ({
        couponId: coupon['id'],
        isAutoGenerated: true,
        codeStructure: { randomChars: true },
        prefix: 'É',
      }),
      '`promotionalCode.prefix`',
    ],
    [
      '/promotional-codes',
      () => ({ couponId: coupon['id'], code: '' }),
      '`promotionalCode.code` must be text',
    ],
    [
      '/promotional-codes',
      () => ({ couponId: coupon['id'], code: 'x'.repeat(501) }),
      '`promotionalCode.code`',
    ],
    [
      '/promotional-codes',
      { couponId: 'coupon_123', code: 'X' },
      '`promotionalCode.couponId` must be the id of a coupon in the program, but was "coupon_123".',
    ],
    [
      '/promotional-codes',
      () => ({ couponId: coupon['id'], code: 'X', affiliateId: 'nobody' }),
      '`promotionalCode.affiliateId` must be the id or link of an affiliate in the program, but was "nobody".',
    ],
    [
      '/promotional-codes',
      () => ({ couponId: coupon['id'], code: 'X', affiliateEmail: 'nobody@example.com' }),
      '`promotionalCode.affiliateEmail` must be the email of an affiliate',
    ],
    [
      '/promotional-codes',
      () => ({
        couponId: coupon['id'],
        code: 'X',
        affiliateId: 'a-link',
        affiliateEmail: 'c@example.com',
      }),
      'must be the email of the affiliate in promotionalCode.affiliateId',
    ],
    [
      '/promotional-codes',
      () => ({ couponId: coupon['id'], code: 'X', maxRedemptions: 6 }),
      '`promotionalCode.maxRedemptions` must be at most 5, the limit of its coupon, but was 6.',
    ],
    [
      '/promotional-codes',
      () => ({ couponId: coupon['id'], code: 'X', expiresAt: '2030-01-01T00:00:00.001Z' }),
      '`promotionalCode.expiresAt` must be no later than 2030-01-01T00:00:00.000Z, the redeemBy of its coupon',
    ],
    [
      '/promotional-codes',
      () => ({
        couponId: coupon['id'],
        code: 'X',
        minimumAmount: 5,
        minimumAmountCurrency: 'JPY',
      }),
      '`promotionalCode.minimumAmountCurrency` must be USD, the currency of the program, but was "JPY".',
    ],
    [
      '/promotional-codes',
      () => ({ couponId: coupon['id'], code: 'X', minimumAmount: 0.005 }),
      '`promotionalCode.minimumAmount` must be an amount in USD with at most 2 decimal places',
    ],
    [
      '/promotional-codes',
      () => ({ couponId: coupon['id'], code: ' \t ' }),
      '`promotionalCode.code` must be text that is not blank, but was " \\t ".',
    ],
    ...[
      ['SAVE 20', 'U+0020 SPACE at position 5'],
      [' SAVE\u200b20', 'U+200B ZERO WIDTH SPACE at position 5'],
      ['SAVE20\ufe0f', 'U+FE0F VARIATION SELECTOR-16 at position 7'],
      ['\u202eSAVE', 'U+202E RIGHT-TO-LEFT OVERRIDE at position 1'],
      ['SAVE\u0007', 'U+0007, a control character at position 5'],
    ].map(([code, found]): [string, () => Json, string] => [
      '/promotional-codes',
      () => ({ couponId: coupon['id'], code }),
      `\`promotionalCode.code\` must be text without whitespace, control, or invisible characters, but was text with ${found}.`,
    ]),
    [
      '/promotional-codes',
      () => ({
        couponId: coupon['id'],
        isAutoGenerated: true,
        affiliateEmail: 'a@example.com',
        prefix: 'A\u200b',
      }),
      '`promotionalCode.prefix` must be',
    ],
    [
      '/coupons',
      { name: 'x', couponType: 'FLAT', amountOff: 5, currency: 'ZZZ' },
      '`coupon.currency` must be USD, the currency of the program, but was "ZZZ".',
    ],
    [
      '/coupons',
      { name: 'x', couponType: 'FLAT', amountOff: 5, currency: 'eur' },
      '`coupon.currency` must be USD, the currency of the program, but was "EUR".',
    ],
    [
      '/coupons',
      { name: 'x', percentOff: 5, redeemBy: '2020-01-01T00:00:00Z' },
      '`coupon.redeemBy` must be in the future, but was 2020-01-01T00:00:00.000Z.',
    ],
    [
      '/promotional-codes',
      () => ({ couponId: coupon['id'], code: 'X', expiresAt: '2020-01-01T00:00:00Z' }),
      '`promotionalCode.expiresAt` must be in the future, but was 2020-01-01T00:00:00.000Z.',
    ],
    [
      '/coupons',
      () => ({ name: 'x'.repeat(64_000), percentOff: 5 }),
      '`coupon.name` must be at most 500 characters long, but was 64000 characters long.',
    ],
    [
      '/affiliates',
      { firstName: 'A', lastName: 'B', email: 'nobody' },
      '`affiliate.email` must be a valid email address, but was "nobody".',
    ],
    [
      '/affiliates',
      { firstName: 'A', lastName: 'B', email: 'x@example.com', commissionRate: 101 },
      '`affiliate.commissionRate` must be a number between 0 and 100, but was 101.',
    ],
    [
      '/referrals',
      { name: 'R', email: 'x@example.com', referredUserExternalId: 'x' },
      '`referral` must be an object with affiliateId, or with affiliateEmail, or with promoCode.',
    ],
    [
      '/referrals',
      { name: 'R', email: 'x@example.com', referredUserExternalId: 'x', promoCode: 'NONE' },
      '`referral.promoCode` must be a code in the program, but was "NONE".',
    ],
    [
      '/referrals',
      { name: 'R', email: 'x@example.com', referredUserExternalId: 'x', promoCode: 'SAVE20' },
      'CODE_INACTIVE',
    ],
    [
      '/sales',
      { totalEarned: 10 },
      '`sale` must be an object with referralId, or with email, or with promoCode.',
    ],
    [
      '/sales',
      { totalEarned: -1, email: 'r@example.com' },
      '`sale.totalEarned` must be a number of at least 0, but was -1.',
    ],
    ['/sales', { totalEarned: 1e20, email: 'r@example.com' }, '`sale.totalEarned` must be at most'],
    [
      '/sales',
      { totalEarned: 10, email: 'unknown@example.com' },
      '`sale.email` must be the email of a referral in the program, but was "unknown@example.com".',
    ],
    [
      '/sales',
      { totalEarned: 10, referralId: 'nobody' },
      '`sale.referralId` must be the id of a referral or an affiliate',
    ],
    [
      '/sales',
      { totalEarned: 10, referralId: 'a-link' },
      '`sale.name` must be text that is not empty, but was missing.',
    ],
    [
      '/sales',
      { totalEarned: 10, promoCode: 'NONE' },
      '`sale.promoCode` must be a code in the program',
    ],
  ]
  it.each(cases)('%s %j: %s', async (path, body, message) => {
    const answer = await api.post(path, typeof body === 'function' ? body() : body)
    expect(answer.body['message']).toContain(message)
    expect(answer.status).toBe(400)
  })

  it('for every free text of more than 500 characters', async () => {
    const required: Readonly<Record<string, Json>> = {
      '/coupons': { name: 'x', percentOff: 5 },
      '/promotional-codes': { couponId: coupon['id'], code: 'X' },
      '/affiliates': { firstName: 'A', lastName: 'B', email: 'long@example.com' },
      '/referrals': {
        name: 'R',
        email: 'l@example.com',
        referredUserExternalId: 'l',
        affiliateId: 'a-link',
      },
      '/sales': { totalEarned: 10, email: 'r@example.com' },
    }
    const long = 'x'.repeat(501)
    const rule = 'must be at most 500 characters long, but was 501 characters long.'
    const found: string[] = []
    for (const [path, body] of Object.entries(required)) {
      const operation = spec.paths[path]?.['post'] as { requestBody: { content: Json } }
      const { schema } = operation.requestBody.content['application/json'] as {
        schema: { $ref: string }
      }
      const { properties } = spec.components.schemas[schema.$ref.split('/').at(-1) ?? ''] as {
        properties: Record<string, Json>
      }
      for (const [name, { type, items, enum: values, format, pattern }] of Object.entries(
        properties,
      )) {
        const isText =
          type === 'string' && [values, format, pattern].every((part) => part === undefined)
        const isTexts = (items as Json | undefined)?.['type'] === 'string'
        if (!isText && !isTexts) continue
        const answer = await api.post(path, { ...body, [name]: isTexts ? [long] : long })
        expect(answer.body['message']).toContain(`${name}${isTexts ? '[0]' : ''}\` ${rule}`)
        expect(answer.status).toBe(400)
        found.push(name)
      }
    }
    expect(found.length).toBeGreaterThan(20)
    for (const name of ['productId', 'name']) {
      const sale = { ...required['/sales'], product: { [name]: long } }
      expect((await api.post('/sales', sale)).body['message']).toContain(
        `sale.product.${name}\` ${rule}`,
      )
    }
    const exact = await api.post('/coupons', { name: 'x'.repeat(500), percentOff: 5 })
    expect(exact.status).toBe(200)
  })

  it('never causes a 500, no matter what it contains', async () => {
    const values = [null, [], [[]], {}, 0, -1, 1e308, 1.5, true, '', 'x', '\u0000', ' ']
    for (const { path, method, body: schema } of listChanges()) {
      const properties = readProperties(schema)
      for (const body of [...values, ...[1, 'x', null].map((entry) => [entry])]) {
        expect((await api.send(method, path, body)).status).toBe(400)
      }
      for (const property of properties) {
        for (const value of values) {
          const body = { name: 'x', percentOff: 5, [property]: value }
          const { status } = await api.send(method, path, body)
          const place = `${method} ${path} ${property} ${JSON.stringify(value)}`
          expect([200, 400, 404, 409], place).toContain(status)
        }
      }
    }
  })

  it('but unknown properties are ignored', async () => {
    const created = await api.create('/coupons', { name: 'x', percentOff: 5, color: 'red' })
    expect(created).not.toHaveProperty('color')
  })
})

function listChanges(): readonly ChangeOperation[] {
  return contract.operations.filter((operation) => operation.method !== 'GET')
}

function readProperties(schema: JsonSchema): readonly string[] {
  const name = String(schema['$ref']).replace('#', '')
  return Object.keys((contract.schemas[name]?.['properties'] ?? {}) as object)
}

describe('a duplicate is refused with 409 and changes nothing', () => {
  const cases: readonly (readonly [string, () => Json, string])[] = [
    [
      '/coupons',
      () => ({ name: 'x', percentOff: 5, externalId: 'spring' }),
      '`coupon.externalId` "spring"',
    ],
    [
      '/promotional-codes',
      () => ({ couponId: coupon['id'], code: 'SAVE20' }),
      '`promotionalCode.code` "SAVE20"',
    ],
    [
      '/promotional-codes',
      () => ({ couponId: coupon['id'], code: 'save20' }),
      '`promotionalCode.code` "save20"',
    ],
    [
      '/affiliates',
      () => ({ firstName: 'x', lastName: 'y', email: 'A@EXAMPLE.com' }),
      '`affiliate.email` "A@EXAMPLE.com"',
    ],
    [
      '/affiliates',
      () => ({ firstName: 'x', lastName: 'y', email: 'z@example.com', affiliateLink: 'a-link' }),
      '`affiliate.affiliateLink` "a-link"',
    ],
    [
      '/referrals',
      () => ({
        name: 'x',
        email: 'x@example.com',
        referredUserExternalId: 'u1',
        affiliateId: 'a-link',
      }),
      '`referral.referredUserExternalId` "u1"',
    ],
  ]
  it.each(cases)('%s', async (path, body, message) => {
    const before = (await api.get(path)).body
    const { status, body: refusal } = await api.post(path, body())
    expect([status, refusal['message']]).toEqual([
      409,
      `${message} already exists. Nothing was changed.`,
    ])
    expect((await api.get(path)).body).toEqual(before)
  })
})

describe('an ambiguous or unknown query is refused', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['/coupons?nme=Spring', '`query.nme` is not a known parameter. Use id, externalId, or name.'],
    ['/coupons?name=', '`query.name` must be text that is not empty'],
    ['/coupons?name=a&name=b', '`query.name` must be text that is not empty, but was an array.'],
    ['/coupons?name=%00', 'U+0000'],
    ['/affiliates?email=nobody', '`query.email` must be a valid email address, but was "nobody".'],
    ['/sales?id=abc', '`query.id` must be a whole number, but was "abc".'],
    ['/sales?id=1.5', '`query.id` must be a whole number, but was "1.5".'],
    ['/sales?id=', '`query.id` must be a whole number, but was "".'],
    ['/sales?id=1&id=2', '`query.id` must be a whole number, but was an array.'],
  ]
  it.each(cases)('%s', async (path, message) => {
    const { status, body } = await api.get(path)
    expect(body['message']).toContain(message)
    expect(status).toBe(400)
  })
})

describe('without a valid key', () => {
  const headers: readonly (readonly [string, Record<string, string>])[] = [
    ['no header', {}],
    ['an empty header', { authorization: '' }],
    ['another scheme', { authorization: 'Basic abc' }],
    ['no token', { authorization: 'Bearer' }],
    ['an unknown key', { authorization: `Bearer rk_live_${'x'.repeat(43)}` }],
    ['two tokens', { authorization: 'Bearer a b' }],
  ]
  it.each(headers)('every operation returns the same 401: %s', async (_name, header) => {
    for (const [path, item] of Object.entries(spec.paths)) {
      for (const method of Object.keys(item)) {
        const { status, body } = await testServer.send(path, {
          method: method.toUpperCase(),
          headers: { ...header, 'content-type': 'application/json' },
          ...(method === 'post' ? { body: '{broken' } : {}),
        })
        const message = 'A valid API key is required. Send Authorization: Bearer KEY.'
        expect([status, body]).toEqual([401, { error: 401, message }])
      }
    }
  })

  it('a revoked key stops working with the next request', async () => {
    const { admin } = testServer.server
    const { id, key } = await admin.createApiKey(api.programId)
    const init = { headers: { authorization: `bearer ${key}` } }
    expect((await testServer.send('/coupons', init)).status).toBe(200)
    expect(await admin.revokeApiKey(id)).toBe(true)
    expect((await testServer.send('/coupons', init)).status).toBe(401)
    expect(await admin.revokeApiKey('nothing')).toBe(false)
    expect((await api.get('/coupons')).status).toBe(200)
  })
})

describe('an error outside any operation has the common error shape', () => {
  const post = (body: string, type: string | null): RequestInit => ({
    method: 'POST',
    headers: { authorization: `Bearer ${api.key}`, ...(type ? { 'content-type': type } : {}) },
    body,
  })
  const json = 'application/json'
  const cases: readonly (readonly [string, string, () => RequestInit, number])[] = [
    ['malformed JSON', '/coupons', () => post('{"name":', json), 400],
    ['an empty body', '/coupons', () => post('', json), 400],
    ['a poisoned prototype', '/coupons', () => post('{"__proto__":{"x":1}}', json), 400],
    ['deep nesting', '/coupons', () => post('['.repeat(60_000), json), 400],
    [
      'balanced deep nesting',
      '/coupons',
      () => post('['.repeat(30_000) + ']'.repeat(30_000), json),
      400,
    ],
    ['text', '/coupons', () => post('name=x', 'text/plain'), 415],
    ['a form', '/coupons', () => post('name=x', 'application/x-www-form-urlencoded'), 415],
    [
      'a large body',
      '/coupons',
      () => post(JSON.stringify({ name: 'x'.repeat(65_536) }), json),
      413,
    ],
    ['an unknown path', '/coupon', () => ({}), 404],
    ['a subpath', '/coupons/1', () => ({}), 404],
    ['an unknown method', '/coupons', () => ({ method: 'OPTIONS' }), 405],
    ['a broken escape', '/%ff', () => ({}), 400],
  ]
  it.each(cases)('%s', async (_name, path, init, status) => {
    const answer = await testServer.send(path, init())
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
  })

  it('a 405 lists the allowed methods', async () => {
    const { headers } = await testServer.send('/sales', { method: 'OPTIONS' })
    expect(headers.get('allow')).toBe('GET, POST, PUT, PATCH, DELETE')
  })

  it('bytes that are not HTTP', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(testServer.server.port, '127.0.0.1', () =>
        socket.write('NONSENSE\r\n\r\n'),
      )
      let received = ''
      socket.on('data', (chunk) => (received += String(chunk)))
      socket.on('close', () => resolve(received)).on('error', reject)
    })
    const message = 'The request is not valid HTTP.'
    const code = 'INVALID_INPUT'
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toEqual({ error: 400, message, code })
  })
})
