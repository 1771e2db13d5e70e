import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../src/http/contract.js'
import { kitContract } from '../../src/http/kit-contract.js'
import { startTestServer, type Api, type Json, type TestServer } from '../harness.js'
import { kitSpec } from '../kit-harness.js'

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

/** A request of the kit API with one id of a record. */
interface IdRequest {
  readonly method: string
  readonly path: string
  readonly name: string
  readonly isInPath: boolean
  readonly body: Json | undefined
}

/** Ids that the caller chooses. */
const foreignIds = new Set(['externalId', 'externalInvoiceId', 'customerId', 'productId'])

const isId = (name: string): boolean => /Ids?$/.test(name) && !foreignIds.has(name)

/** Returns a request for each id of a record in a path or a body of the contract. */
function toRequests(): readonly IdRequest[] {
  return kitContract.operations.flatMap(({ method, path, query, params, body }) => {
    const required = (query['required'] ?? []) as string[]
    const formats = required.map((name) => `${name}=${requiredValues[name]}`)
    const full = formats.length === 0 ? path : `${path}?${formats.join('&')}`
    const base = { method, path: full, body: body && toExample(method, path) }
    const inPath = toNames(params).map((name) => ({ ...base, name, isInPath: true }))
    const inBody = inPath.length > 0 ? [] : toNames(body).filter(isId)
    return [...inPath, ...inBody.map((name) => ({ ...base, name, isInPath: false }))]
  })
}

function toNames(schema: object = {}): string[] {
  return Object.keys((schema as { properties?: object }).properties ?? {})
}

/** Values of parameters that are required. */
const requiredValues: Readonly<Record<string, string>> = { format: 'BANK' }

function toExample(method: string, path: string): Json {
  const operation = kitSpec.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
  const { requestBody } = operation as unknown as { requestBody: { content: Record<string, Json> } }
  const { examples } = requestBody.content['application/json'] as { examples: Json }
  return (Object.values(examples)[0] as { value: Json }).value
}

const unknownId = (known: string | number): string | number =>
  typeof known === 'number' ? 9_999_999 : '0197a3c0-5f00-7000-8000-0000000000ff'

/** Sends a request with an id, and returns the response without it. */
async function send(
  { method, path, name, isInPath, body }: IdRequest,
  id: string | number,
): Promise<{ status: number; text: string }> {
  const value = name.endsWith('s') ? [id] : id
  const sent =
    isInPath || body === undefined ? body : { ...body, [name]: value, promoCode: undefined }
  return request(ours, method, path.replace(`:${name}`, String(id)), sent, id)
}

async function request(
  { key }: Api,
  method: string,
  path: string,
  body?: Json,
  id: string | number = '',
): Promise<{ status: number; text: string }> {
  const response = await fetch(testServer.server.url.replace('/api/v1', '/api/kit/v1') + path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, text: id === '' ? text : text.replaceAll(String(id), 'ID') }
}

/** Creates a record of the other program for each id of the contract. */
async function createRecords(): Promise<Readonly<Record<string, string | number>>> {
  const post = async (path: string, body: Json): Promise<Json> =>
    JSON.parse((await request(theirs, 'POST', path, body)).text) as Json
  await request(theirs, 'PATCH', '/program', { holdingDays: 0, minimumPayout: 0 })
  const sale = { totalEarned: 100, referralId: referral['id'], commissionRate: 10, name: 'C' }
  await post('/sales', sale)
  const payout = await post('/payouts', { idempotencyKey: 'p' })
  const { id: saleId } = await post('/sales', sale)
  const order = { amount: 10, currency: 'USD' }
  const held = await post('/reservations', { promoCode: 'X', order, idempotencyKey: 'r' })
  const hook = await post('/webhooks', {
    url: 'https://example.com/hook',
    events: ['sale.created'],
  })
  const delivery = await post(`/webhooks/${hook['id']}/test`, { event: 'sale.created' })
  // A pending delivery of a disabled endpoint fails, which must not happen in the middle of the test.
  await request(theirs, 'PATCH', `/webhooks/${hook['id']}`, { enabled: false })
  const readDeliveries = async (): Promise<string> =>
    (await request(theirs, 'GET', '/webhook-deliveries')).text
  await expect.poll(readDeliveries).not.toContain('"PENDING"')
  return {
    webhookId: String(hook['id']),
    deliveryId: String(delivery['id']),
    listenerId: String((await post('/webhook-listeners', { events: ['sale.created'] }))['id']),
    saleId: Number(saleId),
    payoutId: String(payout['id']),
    keyId: String((await post('/keys', { label: 'Spare' }))['id']),
    reservationId: String((held['reservation'] as Json)['id']),
    affiliateId: String(affiliate['id']),
    referralId: String(referral['id']),
  }
}

/** Reads everything of both programs that can be listed. */
async function readAll(): Promise<readonly unknown[]> {
  const lists = kitContract.operations.filter(
    ({ method, params, query, answer }) =>
      method === 'GET' && answer !== 'file' && params === undefined && !('required' in query),
  )
  const kit = [theirs, ours].flatMap((api) => lists.map(({ path }) => request(api, 'GET', path)))
  const vendor = [theirs, ours].flatMap((api) =>
    contract.operations.flatMap(({ method, path }) => (method === 'GET' ? [api.get(path)] : [])),
  )
  const answers = await Promise.all([...kit, ...vendor])
  // Each request updates the time when its key was last used.
  return answers.map((answer) =>
    'text' in answer ? answer.text.replace(/"lastUsedAt":"[^"]*"/g, '') : answer.body,
  )
}

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

  it('gets the same response for ids of another program as for unknown ids', async () => {
    const ids = await createRecords()
    const before = await readAll()
    for (const asked of toRequests()) {
      const { name, path, isInPath } = asked
      const known = ids[name.replace(/s$/, '')]
      if (known === undefined) throw new Error(`Create a record of the other program for ${name}.`)
      const answer = await send(asked, known)
      const label = `${asked.method} ${path} ${name}`
      expect(answer, label).toEqual(await send(asked, unknownId(known)))
      expect(answer.status, label).toBeGreaterThanOrEqual(isInPath ? 404 : 400)
      expect(answer.status, label).toBeLessThan(isInPath ? 405 : 500)
    }
    expect(await readAll()).toEqual(before)
  })

  it('may use the same codes, emails, and external ids as another', async () => {
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
