import { startServer, type RunningServer } from '@referly-kit/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject, OperationId } from '../src/contract-case.js'
import { contractOperations, readExample, readOperation } from '../src/contract.js'
import type { KitOperationId } from '../src/kit/kit-case.js'
import { kitOperations, type KitOperation } from '../src/kit/kit-contract.js'

type Send = (operation: OperationId, input: JsonObject) => Promise<JsonObject>

/** The records that the examples refer to. */
interface Records {
  readonly affiliateId: string
  readonly couponId: string
  readonly codeId: string
  readonly linkId: string
  readonly referralId: string
  readonly paidSaleId: number
}

const unknown = '0197a3c0-5f00-7000-8000-0000000000ff'
const john = { firstName: 'John', lastName: 'Doe', email: 'john@example.com' }
const ada = { name: 'Ada', email: 'ada@example.com', referredUserExternalId: 'user-1' }

type FailingRequest = readonly [operation: OperationId, status: number, input: JsonObject]

/** Returns one request for each error of each operation, except those that all operations have in common. */
function toFailingRequests(records: Records): readonly FailingRequest[] {
  const { affiliateId, couponId, codeId, linkId, referralId, paidSaleId } = records
  const lists = contractOperations.filter(({ method }) => method === 'GET')
  return [
    ...lists.map(({ id }): FailingRequest => [id, 400, { page: 2 }]),
    ['createCoupon', 400, { percentOff: 20 }],
    ['createCoupon', 409, { name: 'Spring', percentOff: 20, externalId: 'spring-26' }],
    ['updateCoupon', 400, {}],
    ['updateCoupon', 404, { couponId: unknown }],
    ['deleteCoupon', 400, {}],
    ['deleteCoupon', 404, { couponId: unknown }],
    ['createPromotionalCode', 400, { code: 'SPRING20' }],
    ['createPromotionalCode', 409, { couponId, code: 'SPRING20' }],
    ['updatePromotionalCode', 400, {}],
    ['updatePromotionalCode', 404, { promotionalCodeId: unknown }],
    ['updatePromotionalCode', 409, { promotionalCodeId: codeId, code: 'SPRING20' }],
    ['deletePromotionalCode', 400, {}],
    ['deletePromotionalCode', 404, { promotionalCodeId: unknown }],
    ['createAffiliate', 400, { firstName: 'John', lastName: 'Doe' }],
    ['createAffiliate', 409, john],
    ['updateAffiliate', 400, {}],
    ['updateAffiliate', 404, { affiliateId: unknown }],
    ['updateAffiliate', 409, { affiliateId, email: john.email }],
    ['deleteAffiliate', 400, {}],
    ['deleteAffiliate', 404, { id: unknown }],
    ['createLink', 400, { affiliateId, link: 'john doe' }],
    ['createLink', 409, { affiliateId, link: 'john-doe' }],
    ['updateLink', 400, { id: linkId, newLink: 'john doe' }],
    ['updateLink', 404, { id: unknown, newLink: 'john-travels' }],
    ['updateLink', 409, { id: linkId, newLink: 'john-doe' }],
    ['deleteLink', 400, {}],
    ['deleteLink', 404, { id: unknown }],
    ['deleteLink', 409, { link: 'john-doe' }],
    ['createReferral', 400, { ...ada, email: 'ada' }],
    ['createReferral', 409, { ...ada, email: 'ada@example.org', affiliateId }],
    ['updateReferral', 400, {}],
    ['updateReferral', 404, { referralId: unknown }],
    ['updateReferral', 409, { referralId, email: ada.email }],
    ['deleteReferral', 400, {}],
    ['deleteReferral', 404, { referralId: unknown }],
    ['createSale', 400, { name: 'Ada', referralId }],
    ['createSale', 409, { name: 'Ada', totalEarned: 40, promoCode: 'SPRING20' }],
    ['updateSale', 400, {}],
    ['updateSale', 404, { saleId: 4711 }],
    ['refundSale', 400, { saleId: paidSaleId }],
    ['refundSale', 404, { saleId: 4711 }],
    ['deleteSale', 400, {}],
    ['deleteSale', 404, { saleId: 4711 }],
  ]
}

async function createRecords(send: Send, payOut: () => Promise<void>): Promise<Records> {
  const create = async (operation: OperationId, input: JsonObject): Promise<string> =>
    String((await send(operation, input))['id'])
  const johnId = await create('createAffiliate', { ...john, affiliateLink: 'john-doe' })
  const sarah = { firstName: 'Sarah', lastName: 'Smith', email: 'sarah@example.com' }
  const affiliateId = await create('createAffiliate', sarah)
  const spring = { name: 'Spring', percentOff: 20, externalId: 'spring-26' }
  const couponId = await create('createCoupon', spring)
  const code = { couponId, affiliateId: johnId, code: 'SPRING20', maxRedemptions: 1 }
  await send('createPromotionalCode', code)
  const codeId = await create('createPromotionalCode', { couponId, code: 'SUMMER20' })
  const linkId = await create('createLink', { affiliateId, link: 'sarah-smith' })
  await send('createReferral', { ...ada, affiliateId })
  const bob = { name: 'Bob', email: 'bob@example.com', referredUserExternalId: 'user-2' }
  const referralId = await create('createReferral', { ...bob, affiliateId })
  const sale = { name: 'Ada', totalEarned: 40, promoCode: 'SPRING20' }
  const { id: paidSaleId } = await send('createSale', sale)
  await payOut()
  const ids = { affiliateId, couponId, codeId, linkId, referralId }
  return { ...ids, paidSaleId: Number(paidSaleId) }
}

type FailingKitRequest = readonly [
  operation: KitOperationId,
  status: number,
  path: string,
  body?: object,
]

/** Returns requests to the kit API for the errors that operations have in common, and for some others. */
function toFailingKitRequests(
  { affiliateId }: Records,
  ownKeyId: string,
): readonly FailingKitRequest[] {
  const adjustment = { affiliateId, amount: 6, note: 'Bonus', idempotencyKey: 'bonus' }
  return [
    ['getProgram', 400, '/program?page=2'],
    ['updateProgram', 400, '/program', { holdingDays: 91 }],
    ['revokeApiKey', 404, '/keys/0197a3c0-5f00-7000-8000-00000000c0ff'],
    ['revokeApiKey', 409, `/keys/${ownKeyId}`],
    ['getPerformance', 400, '/performance?from=2026-11-30&to=2026-11-01'],
    ['createAdjustment', 409, '/adjustments', adjustment],
    ['releaseCommission', 404, '/commissions/4711/release', {}],
    ['createQuote', 400, '/quotes', { promoCode: 'A', order: { amount: 1, currency: 'EUR' } }],
    ['getReservation', 404, '/reservations/4711'],
    ['createKitSale', 400, '/sales', { name: 'Ada', totalEarned: 1, reservationId: '4711' }],
    ['getWebhook', 404, `/webhooks/${unknown}`],
  ]
}

function readKitExample(operation: KitOperationId, status: number): unknown {
  const { responses } = readKitOperation(operation)
  const examples = responses[status]?.content?.['application/json']?.examples ?? {}
  return Object.values(examples)[0]?.value
}

function readKitOperation(id: KitOperationId): KitOperation {
  const operation = kitOperations.find((candidate) => candidate.id === id)
  if (operation === undefined) throw new TypeError(`The kit API has no operation ${id}.`)
  return operation
}

describe('the examples of errors', () => {
  let server: RunningServer
  let apiKey: { readonly id: string; readonly key: string }
  let records: Records

  beforeAll(async () => {
    server = await startServer()
    const program = { name: 'Acme', commissionRate: 20, holdingDays: 0, minimumPayout: 0 }
    const { id } = await server.admin.createProgram(program)
    apiKey = await server.admin.createApiKey(id)
    records = await createRecords(send, payOut)
  })

  afterAll(() => server?.close())

  async function request(url: string, method: string, input?: object): Promise<JsonObject> {
    const body = input === undefined ? {} : { body: JSON.stringify(input) }
    const type = input === undefined ? {} : { 'content-type': 'application/json' }
    const headers = { authorization: `Bearer ${apiKey.key}`, ...type }
    return (await (await fetch(url, { method, headers, ...body })).json()) as JsonObject
  }

  const send: Send = (operation, input) => {
    const { method, path } = readOperation(operation)
    if (method !== 'GET') return request(server.url + path, method, input)
    const query = new URLSearchParams(input as Record<string, string>)
    return request(`${server.url}${path}?${query}`, method)
  }

  const sendToKit = (method: string, path: string, body?: object): Promise<JsonObject> =>
    request(server.url.replace(/\/api\/v1$/, '/api/kit/v1') + path, method, body)

  async function payOut(): Promise<void> {
    const { id } = await sendToKit('POST', '/payouts', { idempotencyKey: 'first' })
    await sendToKit('POST', `/payouts/${String(id)}/mark`, { status: 'PAID' })
  }

  it('show what a real server responds', async () => {
    const requests = toFailingRequests(records)
    const answers = requests.map(async ([operation, status, input]) => {
      return { operation, status, body: await send(operation, input) }
    })
    const examples = requests.map(([operation, status]) => {
      return { operation, status, body: readExample(operation, status, 'error') }
    })
    expect(examples).toEqual(await Promise.all(answers))
  })

  it('exist for each status of each operation', () => {
    const documented = contractOperations.flatMap(({ id, statuses }) =>
      statuses.filter((status) => [400, 404, 409].includes(status)).map((s) => `${id} ${s}`),
    )
    const shown = toFailingRequests(records).map(([operation, status]) => `${operation} ${status}`)
    expect(shown.toSorted()).toEqual(documented.toSorted())
  })

  it('of the kit API show what a real server responds', async () => {
    const adjustment = { affiliateId: records.affiliateId, amount: 5, note: 'Bonus' }
    await sendToKit('POST', '/adjustments', { ...adjustment, idempotencyKey: 'bonus' })
    const requests = toFailingKitRequests(records, apiKey.id)
    const answers = requests.map(async ([operation, status, path, body]) => {
      const { method } = readKitOperation(operation)
      return { operation, status, body: await sendToKit(method, path, body) }
    })
    const examples = requests.map(([operation, status]) => {
      return { operation, status, body: readKitExample(operation, status) }
    })
    expect(examples).toEqual(await Promise.all(answers))
  })
})
