import { createReferlyClient, isInvalidRequestError, type ReferlyClient } from '@referly-kit/client'
import type { Sale } from '@referly-kit/types'
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
    describeRefunds(readTarget)
    describeLinkTexts(readTarget)
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

  it(`recognizes a change of ${trip.collection} whose response was lost`, async () => {
    const target = readTarget()
    const given = createPlaceholders(target)
    const created = await trip.create(createClient(target), given)
    const lossy = createLossyClient(target)
    const updated = await trip.update(lossy.client, created, given)
    expect(updated).toMatchObject({ id: created.id })
    await trip.remove(lossy.client, created)
    // The records of the mock never change, so there the second request settles it.
    const once = ['PUT', 'DELETE']
    expect(lossy.sent()).toEqual(target.name === 'prism' ? once.flatMap((m) => [m, m]) : once)
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

  it('adds up the performance of codes', async () => {
    const client = createClient(readTarget())
    const rows = await client.promotionalCodes.performance({ by: 'affiliate' })
    expect(rows.length).toBeGreaterThan(0)
  })
}

function describeRefunds(readTarget: () => AnswerTarget): void {
  it('refunds a sale', async () => {
    const target = readTarget()
    const client = createClient(target)
    const { id } = await createSale(target)
    expect(await client.sales.refund({ saleId: id })).toMatchObject({ success: true })
  })

  it('recognizes a refund whose response was lost', async () => {
    const target = readTarget()
    const lossy = createLossyClient(target)
    const { id } = await createSale(target)
    expect(await lossy.client.sales.refund({ saleId: id })).toEqual({ success: true })
    if (target.name !== 'prism') expect(lossy.sent()).toEqual(['PATCH'])
  })
}

function createSale(target: AnswerTarget): Promise<Sale> {
  const { unique, 'referral.id': referralId } = createPlaceholders(target)
  return createClient(target).sales.create({
    totalEarned: 98,
    referralId: String(referralId),
    externalId: `refund-${unique}`,
  })
}

function describeLinkTexts(readTarget: () => AnswerTarget): void {
  it('recognizes the new text of a link that is identified by its text', async () => {
    const target = readTarget()
    // The mock has the same link under every text.
    if (target.name === 'prism') return
    const lossy = createLossyClient(target)
    const { unique, ...given } = createPlaceholders(target)
    const affiliateId = String(given['affiliate.id'])
    const link = `text-${unique}`
    const { id } = await createClient(target).links.create({ link, affiliateId })
    const updated = await lossy.client.links.update({ link, newLink: `next-${link}` })
    expect(updated).toMatchObject({ id, link: `next-${link}` })
    await lossy.client.links.delete({ link: `next-${link}` })
    expect(lossy.sent()).toEqual(['PUT', 'DELETE'])
  })
}

/** Creates a client that loses the response to each first change. */
function createLossyClient({ baseUrl, apiKey }: AnswerTarget): {
  readonly client: ReferlyClient
  readonly sent: () => readonly string[]
} {
  const sent: string[] = []
  const client = createReferlyClient({
    baseUrl,
    apiKey,
    clock: { now: () => Date.now(), sleep: async () => {} },
    fetch: async (url, init) => {
      const response = await fetch(url, init)
      const { method = 'GET' } = init
      if (method === 'GET') return response
      const isFirst = !sent.includes(method)
      sent.push(method)
      if (isFirst) throw new TypeError('the connection was lost')
      return response
    },
  })
  return { client, sent: () => sent }
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
