import { afterEach, describe, expect, it } from 'vitest'
import {
  createReferlyClient,
  isConflictError,
  isNotFoundError,
  isOutcomeUnknownError,
  type OutcomeUnknownError,
  type ReferlyClient,
} from '../src/index.js'
import { json, reset, startFaultServer, type FaultServer, type Reply } from './fault-server.js'

let server: FaultServer

afterEach(() => server.close())

async function connect(...replies: Reply[]): Promise<ReferlyClient['kit']> {
  server = await startFaultServer(...replies)
  const options = { apiKey: 'sk', baseUrl: server.url, random: () => 0, retries: 1 }
  return createReferlyClient(options).kit
}

const getError = (call: Promise<unknown>): Promise<unknown> => call.then(() => undefined, toError)
const toError = (error: unknown): unknown => error

const order = { amount: 59.9, currency: 'USD' }
const failure = json(500, { error: 500, message: 'x', code: 'SERVER_FAILURE' })

describe.each([
  ['a lost response', reset],
  ['a failure of the server', failure],
])('after %s', (_fault, fault) => {
  it('retries a quote, because it changes nothing', async () => {
    const { quotes } = await connect(fault, json(200, { redeemable: true, reasons: [] }))
    const quote = await quotes.create({ promoCode: 'ada20', order })
    expect(quote).toEqual({ redeemable: true, reasons: [] })
    expect(server.received).toMatchObject([{ url: '/api/kit/v1/quotes' }, { method: 'POST' }])
  })

  it('retries a reservation with the same key', async () => {
    const { reservations } = await connect(fault, json(200, { reservation: { id: 'r1' } }))
    const { reservation } = await reservations.create({ promoCode: 'ada20', order })
    expect(reservation?.id).toBe('r1')
    const [first, second] = server.received.map(({ body }) => body)
    expect(first).toMatch(/"idempotencyKey":"[\da-f-]{36}"/)
    expect(second).toBe(first)
  })

  it('retries the release of a reservation', async () => {
    const { reservations } = await connect(fault, json(200, { id: 'r1', status: 'RELEASED' }))
    expect(await reservations.release('r/1')).toEqual({ id: 'r1', status: 'RELEASED' })
    expect(server.received).toMatchObject([
      { method: 'DELETE', url: '/api/kit/v1/reservations/r%2F1' },
      { method: 'DELETE' },
    ])
  })

  it.each([{ externalId: 'pi_1' }, { externalInvoiceId: 'in_1' }, { reservationId: 'r1' }])(
    'sends a sale with %o again',
    async (key) => {
      const { sales } = await connect(fault, json(200, { id: 1 }))
      expect(await sales.create({ totalEarned: 1, name: 'A', ...key })).toEqual({ id: 1 })
      expect(server.received).toHaveLength(2)
    },
  )

  it('does not retry a sale without a key, because it could be counted twice', async () => {
    const { sales } = await connect(fault, json(200, { id: 2 }))
    const sale = { totalEarned: 1, name: 'A', promoCode: 'ADA20', externalInvoiceId: '' }
    const error = await getError(sales.create(sale))
    expect(isOutcomeUnknownError(error) && error.resume).toBeUndefined()
    expect(server.received).toHaveLength(1)
  })
})

it('resumes a sale with a key whose outcome is unknown', async () => {
  const { sales } = await connect(reset, reset, json(200, { id: 1 }))
  const error = await getError(sales.create({ totalEarned: 1, name: 'A', reservationId: 'r1' }))
  const outcome = await (error as OutcomeUnknownError).resume?.()
  expect(outcome).toEqual({ status: 'recovered', record: { id: 1 } })
})

it('finds no reservation where none exists, and reports a server without the kit API', async () => {
  const unknown = json(404, { error: 404, message: 'No reservation.', code: 'NOT_FOUND' })
  const { reservations } = await connect(unknown, json(404, { error: 404, message: 'no path' }))
  expect(await reservations.find('r1')).toBeUndefined()
  const error = await getError(reservations.find('r1'))
  expect(isNotFoundError(error) && error.message).toContain('The kit API is not available')
})

it('reports that a sale has redeemed a reservation', async () => {
  const body = { error: 409, message: 'Sale 12 has redeemed it.', code: 'RESERVATION_REDEEMED' }
  const { reservations } = await connect(json(409, body))
  const error = await getError(reservations.release('r1'))
  expect(isConflictError(error) && error.errorBody).toEqual(body)
})
