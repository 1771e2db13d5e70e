import { createReferlyClient, isInvalidRequestError, type ReferlyClient } from '@referly-kit/client'
import { describe, expect, it } from 'vitest'
import type { AnswerTarget } from './answer-target.js'
import { createPlaceholders } from './answers.js'
import type { AnswerShape } from './contract-case.js'
import { roundTrips, type RoundTrip } from './round-trips.js'

/** Registers the tests of our client against a target. */
export function describeClient(readTarget: () => AnswerTarget): void {
  describe('the client', () => {
    for (const trip of roundTrips) describeRoundTrip(trip, readTarget)
    describeWholeClient(readTarget)
  })
}

function describeRoundTrip(trip: RoundTrip, readTarget: () => AnswerTarget): void {
  it(`creates, finds, and lists ${trip.collection}`, async () => {
    const target = readTarget()
    const created = await trip.create(createClient(target), createPlaceholders(target))
    const found = await trip.find(createClient(target, trip.shape), created)
    expect(found).toMatchObject({ id: created.id })
    const listed = await trip.list(createClient(target, 'list'))
    expect(listed.map(({ id }) => id)).toContain(created.id)
  })

  it(`updates and deletes ${trip.collection}`, async () => {
    const target = readTarget()
    const client = createClient(target)
    const given = createPlaceholders(target)
    const created = await trip.create(client, given)
    const updated = await trip.update(client, created, given)
    expect(updated).toMatchObject({ id: created.id })
    await trip.remove(client, created)
    const deleted = trip.find(createClient(target, 'empty'), created)
    await expect(deleted).resolves.toBeUndefined()
  })

  it(`finds none of the ${trip.collection} for an unknown key`, async () => {
    const target = readTarget()
    const missed = trip.miss(createClient(target, 'empty'), createPlaceholders(target))
    await expect(missed).resolves.toBeUndefined()
  })
}

function describeWholeClient(readTarget: () => AnswerTarget): void {
  it('throws the error of a 400', async () => {
    const client = createClient(readTarget())
    const refused = client.affiliates.list({ email: 'nobody' }).catch((error: unknown) => error)
    expect(await refused).toSatisfy(isInvalidRequestError)
  })

  it('refunds a sale', async () => {
    const target = readTarget()
    const client = createClient(target)
    const externalId = `refund-${createPlaceholders(target).unique}`
    const { id } = await client.sales.create({
      totalEarned: 98,
      referralId: String(target.fixtures['referral.id']),
      externalId,
    })
    expect(await client.sales.refund({ saleId: id })).toMatchObject({ success: true })
  })

  it('adds up the performance of codes', async () => {
    const client = createClient(readTarget())
    const rows = await client.promotionalCodes.performance({ by: 'affiliate' })
    expect(rows.length).toBeGreaterThan(0)
  })
}

/** Creates a client for a target. A `Prefer` header tells the mock which example to return. */
function createClient(target: AnswerTarget, example?: AnswerShape): ReferlyClient {
  return createReferlyClient({
    baseUrl: target.baseUrl,
    apiKey: target.apiKey,
    retries: 0,
    timeoutMs: 10_000,
    ...(example && { headers: { prefer: `example=${example}` } }),
  })
}
