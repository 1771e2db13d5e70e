import { afterEach, describe, expect, it } from 'vitest'
import { createReferlyClient, isInvalidInputError, type ReferlyClient } from '../src/index.js'
import {
  emptyServerError,
  json,
  reset,
  startFaultServer,
  text,
  type FaultServer,
  type Reply,
} from './fault-server.js'
import { affiliate, coupon, link, promotionalCode, referral, sale } from './records.js'

let server: FaultServer | undefined

afterEach(() => server?.close())

/** A client that does not wait between attempts. */
async function connect(...replies: readonly Reply[]): Promise<ReferlyClient> {
  server = await startFaultServer(...replies)
  const clock = { now: () => Date.now(), sleep: async () => {} }
  return createReferlyClient({ apiKey: 'sk', baseUrl: server.url, clock })
}

function requests(): string[] {
  return (server?.received ?? []).map(({ method, url, body }) =>
    `${method} ${url.replace('/api/v1', '')} ${body}`.trim(),
  )
}

describe('a value that JSON does not have', () => {
  it.each([
    ['maxRedemptions', Number.NaN, 'a finite number, but was NaN'],
    ['minimumAmount', Number.POSITIVE_INFINITY, 'a finite number, but was Infinity'],
    ['expiresAt', new Date('never'), 'a valid date, but was Invalid Date'],
  ])('is refused, because its null would remove a limit: %s', async (field, value, rest) => {
    const { promotionalCodes, kit } = await connect(json(200, promotionalCode))
    const change = { promotionalCodeId: 'pc1', [field]: value }
    const message = `\`${field}\` must be ${rest}.`
    await expect(promotionalCodes.update(change)).rejects.toMatchObject({ field, message })
    await expect(kit.refunds.create({ saleId: 1, amount: Number.NaN })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      field: 'amount',
    })
    expect(requests()).toEqual([])
  })
})

describe('every collection', () => {
  const updates: [string, (client: ReferlyClient) => Promise<unknown>, object, string][] = [
    [
      'coupons',
      ({ coupons }) => coupons.update({ couponId: 'c1', percentOff: 25, redeemBy: null }),
      coupon,
      'PUT /coupons {"couponId":"c1","percentOff":25,"redeemBy":null}',
    ],
    [
      'promotional codes',
      ({ promotionalCodes }) =>
        promotionalCodes.update({ promotionalCodeId: 'pc1', active: false }),
      promotionalCode,
      'PUT /promotional-codes {"promotionalCodeId":"pc1","active":false}',
    ],
    [
      'affiliates',
      ({ affiliates }) => affiliates.update({ affiliateId: 'a1', affiliateStatus: 'inactive' }),
      affiliate,
      'PUT /affiliates {"affiliateId":"a1","affiliateStatus":"inactive"}',
    ],
    [
      'links',
      ({ links }) => links.update({ id: 'l1', newLink: 'ada-news' }),
      link,
      'PUT /links {"id":"l1","newLink":"ada-news"}',
    ],
    [
      'referrals',
      ({ referrals }) => referrals.update({ referralId: 'r1', plan: 'pro' }),
      referral,
      'PUT /referrals {"referralId":"r1","plan":"pro"}',
    ],
    [
      'sales',
      ({ sales }) => sales.update({ saleId: 1, totalEarned: 50 }),
      sale,
      'PUT /sales {"saleId":1,"totalEarned":50}',
    ],
  ]

  it.each(updates)('updates %s and returns the record', async (_, update, record, request) => {
    const client = await connect(json(200, record))
    await expect(update(client)).resolves.toEqual(record)
    expect(requests()).toEqual([request])
  })

  it.each(updates)('reads the record of %s again after a PUT without a body', async (...row) => {
    const [, update, record, request] = row
    for (const empty of [text(200, ''), text(204, '')]) {
      const client = await connect(empty, json(200, [record]))
      await expect(update(client)).resolves.toEqual(record)
      const [put, get = ''] = requests()
      expect(put).toBe(request)
      expect(get).toMatch(/^GET \/[a-z-]+\?id=\w+$/)
      await server?.close()
    }
  })

  it.each<[string, (client: ReferlyClient) => Promise<void>, string]>([
    ['coupons', ({ coupons }) => coupons.delete({ couponId: 'c1' }), '/coupons {"couponId":"c1"}'],
    [
      'promotional codes',
      ({ promotionalCodes }) => promotionalCodes.delete({ promotionalCodeId: 'pc1' }),
      '/promotional-codes {"promotionalCodeId":"pc1"}',
    ],
    ['affiliates', ({ affiliates }) => affiliates.delete({ id: 'a1' }), '/affiliates {"id":"a1"}'],
    ['links', ({ links }) => links.delete({ link: 'ada' }), '/links {"link":"ada"}'],
    [
      'referrals',
      ({ referrals }) => referrals.delete({ referralId: 'r1' }),
      '/referrals {"referralId":"r1"}',
    ],
    ['sales', ({ sales }) => sales.delete({ saleId: 1 }), '/sales {"saleId":1}'],
  ])('deletes %s, with or without a body in the response', async (_, remove, request) => {
    for (const reply of [text(204, ''), text(200, ''), json(200, { message: 'deleted' })]) {
      const client = await connect(reply)
      await expect(remove(client)).resolves.toBeUndefined()
      expect(requests()).toEqual([`DELETE ${request}`])
      await server?.close()
    }
  })

  it('throws the error of a record that does not exist', async () => {
    const client = await connect(json(404, { error: 404, message: 'no such coupon' }))
    const missing = { code: 'NOT_FOUND', errorBody: { error: 404, message: 'no such coupon' } }
    await expect(client.coupons.update({ couponId: 'x' })).rejects.toMatchObject(missing)
    await expect(client.coupons.delete({ couponId: 'x' })).rejects.toMatchObject(missing)
    expect(requests()).toHaveLength(2)
  })

  it('has safe variants of the changes', async () => {
    const client = await connect(json(404, { error: 404, message: 'no such sale' }))
    const { safe } = client.sales
    const missing = { ok: false, error: { code: 'NOT_FOUND' } }
    expect(await safe.update({ saleId: 1 })).toMatchObject(missing)
    expect(await safe.delete({ saleId: 1 })).toMatchObject(missing)
    expect(await safe.refund({ saleId: 1 })).toMatchObject(missing)
  })
})

describe('an invalid change', () => {
  it.each<[string, (client: ReferlyClient) => Promise<unknown>, string]>([
    [
      'no id',
      ({ coupons }) => coupons.update({ percentOff: 20 } as never),
      '`couponId` must be given.',
    ],
    ['an empty id', ({ coupons }) => coupons.delete({ couponId: '' }), '`couponId` must be given.'],
    ['no input', ({ sales }) => sales.refund(undefined as never), '`input` must be an object, but'],
    ['no sale', ({ sales }) => sales.refund({} as never), '`saleId` must be given.'],
    ['no link', ({ links }) => links.delete({} as never), '`id` must be given unless link is.'],
    ['no new link', ({ links }) => links.update({ id: 'l1' } as never), '`newLink` must be given.'],
    [
      'no currency',
      ({ coupons }) =>
        coupons.update({ couponId: 'c1', couponType: 'FLAT', amountOff: 5 } as never),
      '`currency` must be given when couponType is FLAT.',
    ],
    [
      'no percentage',
      ({ coupons }) => coupons.update({ couponId: 'c1', couponType: 'PERCENTAGE' } as never),
      '`percentOff` must be given when couponType is PERCENTAGE.',
    ],
    [
      'no months',
      ({ coupons }) => coupons.update({ couponId: 'c1', duration: 'repeating' } as never),
      '`durationInMonths` must be given when duration is repeating.',
    ],
  ])('with %s is refused before anything is sent', async (_, call, message) => {
    const client = await connect(json(200, {}))
    const error: unknown = await call(client).catch((reason: unknown) => reason)
    expect(isInvalidInputError(error)).toBe(true)
    expect(String(error)).toContain(message)
    expect(requests()).toEqual([])
  })
})

describe('an update whose response was lost', () => {
  it.each<[string, object, object]>([
    ['numbers and booleans', { percentOff: 25, valid: false }, { percentOff: 25, valid: false }],
    ['lists', { productIds: ['p1', 'p2'] }, { productIds: ['p1', 'p2'] }],
    ['a removed date', { redeemBy: null }, {}],
    ['a removed limit', { maxRedemptions: null }, { maxRedemptions: null }],
    [
      'a date in another time zone',
      { redeemBy: '2027-01-01T01:00:00+01:00' },
      { redeemBy: '2027-01-01T00:00:00.000Z' },
    ],
  ])('is recognized by %s', async (_, changes, shown) => {
    const record = { ...coupon, ...shown }
    const client = await connect(reset, json(200, record))
    await expect(client.coupons.update({ couponId: 'c1', ...changes })).resolves.toEqual(record)
    expect(requests().slice(1)).toEqual(['GET /coupons?id=c1'])
  })

  it('is recognized by the status and the new link of an affiliate', async () => {
    const client = await connect(reset, json(200, [affiliate]))
    const { affiliates } = client
    const update = { affiliateId: 'a1', affiliateStatus: 'active', affiliateLink: 'ada' } as const
    await expect(affiliates.update(update)).resolves.toEqual(affiliate)
    expect(requests()).toHaveLength(2)
  })

  it.each<[string, object, object]>([
    ['only the letter case differs', { name: 'SPRING' }, { name: 'Spring' }],
    ['the limit is not shown', { maxRedemptions: 9 }, {}],
    ['the date is still there', { redeemBy: null }, { redeemBy: '2027-01-01T00:00:00Z' }],
    ['the day differs by time', { redeemBy: '2027-01-01' }, { redeemBy: '2027-01-01T12:00:00Z' }],
  ])('is sent again when %s', async (_, changes, shown) => {
    const before = json(200, { ...coupon, ...shown })
    const after = { ...coupon, ...changes }
    const client = await connect(reset, before, before, before, json(200, after))
    await expect(client.coupons.update({ couponId: 'c1', ...changes })).resolves.toEqual(after)
    const [first, , , , again] = requests()
    expect(again).toBe(first)
  })

  it('is not sent again without retries, and can be resumed', async () => {
    server = await startFaultServer(reset, json(200, coupon))
    const clock = { now: () => Date.now(), sleep: async () => {} }
    const baseUrl = server.url
    const client = createReferlyClient({ apiKey: 'sk', baseUrl, clock, retries: 0 })
    const update = client.coupons.update({ couponId: 'c1', percentOff: 25 })
    await expect(update).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      method: 'PUT',
      message: expect.stringContaining(
        'PUT /coupons may have updated its record; resume() looks again',
      ),
    })
    expect(requests()).toHaveLength(4)
  })

  it('is sent again by resume, which then reports it as recovered', async () => {
    const updated = { ...coupon, percentOff: 25 }
    const before = json(200, coupon)
    const looks = [before, before, before]
    const client = await connect(reset, ...looks, reset, ...looks, ...looks, json(200, updated))
    const error: unknown = await client.coupons
      .update({ couponId: 'c1', percentOff: 25 })
      .catch((reason: unknown) => reason)
    const { resume } = error as { resume: () => Promise<unknown> }
    expect(await resume()).toEqual({ status: 'recovered', record: updated })
  })

  it('counts as still in progress when the record cannot be read', async () => {
    const client = await connect(reset, emptyServerError)
    const update = client.coupons.update({ couponId: 'c1', percentOff: 25 })
    await expect(update).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
  })

  it('reports an abort with the change that may have been made', async () => {
    const abort = new AbortController()
    const client = await connect((response) => {
      abort.abort()
      response.destroy()
    })
    const { signal } = abort
    const update = client.coupons.update({ couponId: 'c1', percentOff: 25 }, { signal })
    await expect(update).rejects.toMatchObject({
      code: 'ABORTED',
      outcomeUnknown: true,
      message: 'PUT /coupons was aborted; it may have updated its record',
    })
  })
})

describe('a link that is identified by its text', () => {
  const renamed = { ...link, link: 'ada-news' }
  const update = { link: 'ada', newLink: 'ada-news' }

  it('was renamed when only the new text exists', async () => {
    const client = await connect(reset, json(200, [renamed]), json(200, []))
    await expect(client.links.update(update)).resolves.toEqual(renamed)
    expect(requests().slice(1)).toEqual(['GET /links?link=ada-news', 'GET /links?link=ada'])
  })

  it('was renamed when only the letter case differs', async () => {
    const shown = { ...link, link: 'Ada' }
    const client = await connect(reset, json(200, [shown]))
    await expect(client.links.update({ link: 'ada', newLink: 'Ada' })).resolves.toEqual(shown)
  })

  it('is not confused with another link that already had the new text', async () => {
    const other = json(200, [{ ...renamed, id: 'l2' }])
    const old = json(200, [link])
    const client = await connect(reset, other, old, other, old, other, old)
    await expect(client.links.update(update)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
  })

  it('is not sent again, because another link may have the text by then', async () => {
    const client = await connect(reset, json(200, [link]))
    await expect(client.links.delete({ link: 'ada' })).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      message: expect.stringContaining('DELETE /links may have deleted its record'),
    })
    expect(requests()).toHaveLength(4)
  })

  it('is not lost for an affiliate who already has its text', async () => {
    const client = await connect(reset, json(200, [link]))
    const other = { link: 'ada', affiliateEmail: 'bo@example.com' }
    await expect(client.links.create(other)).rejects.toMatchObject({
      code: 'CONFLICT',
      differing: ['affiliateEmail'],
    })
  })
})

describe('a delete whose response was lost', () => {
  it('succeeds when the record is gone', async () => {
    const client = await connect(reset, json(200, []))
    await expect(client.sales.delete({ saleId: 1 })).resolves.toBeUndefined()
    expect(requests()).toEqual(['DELETE /sales {"saleId":1}', 'GET /sales?id=1'])
  })

  it('succeeds when the second request does not find the record', async () => {
    const still = json(200, coupon)
    const gone = json(404, { error: 404, message: 'no such coupon' })
    const client = await connect(reset, still, still, still, gone)
    await expect(client.coupons.delete({ couponId: 'c1' })).resolves.toBeUndefined()
  })

  it.each<[string, Reply]>([
    ['null', json(200, null)],
    ['a page', text(200, '<html>Log in</html>')],
  ])('looks the record up after %s', async (_, reply) => {
    const client = await connect(reply, json(200, []))
    await expect(client.coupons.delete({ couponId: 'c1' })).resolves.toBeUndefined()
    expect(requests()).toHaveLength(2)
  })
})

describe('a refund', () => {
  const input = { saleId: 1 }
  const refunded = { ...sale, status: 'REFUNDED', commissionEarned: 0 }

  it.each([
    { success: true, alreadyRefunded: true },
    { success: false, reason: 'PAID_OUT' },
  ])('returns %j unchanged', async (result) => {
    const client = await connect(json(200, result))
    await expect(client.sales.refund(input)).resolves.toEqual(result)
    expect(requests()).toEqual(['PATCH /sales {"saleId":1}'])
  })

  it('has the reason of its error, whose text is the message', async () => {
    const body = { error: 'The commission was paid out.', reason: 'PAID_OUT' }
    const client = await connect(json(400, body))
    await expect(client.sales.refund(input)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      reason: 'PAID_OUT',
      errorBody: { error: 400, message: 'The commission was paid out.' },
      message: 'PATCH /sales failed with status 400: The commission was paid out.',
    })
  })

  it('is recognized by the status of the sale when its response was lost', async () => {
    const client = await connect(reset, json(200, [refunded]))
    await expect(client.sales.refund(input)).resolves.toEqual({ success: true })
  })

  it('is requested again, and does not report who refunded the sale first', async () => {
    const open = json(200, [sale])
    const again = json(200, { success: true, alreadyRefunded: true })
    const client = await connect(reset, open, open, open, again)
    await expect(client.sales.refund(input)).resolves.toEqual({ success: true })
  })
})

describe('a repeated sale that is answered with null', () => {
  it.each([
    ['externalId', 'saleExternalId'],
    ['externalInvoiceId', 'saleExternalInvoiceId'],
  ])('is looked up by its %s', async (field, filter) => {
    const recorded = { ...sale, [field]: 'i1' }
    const client = await connect(json(200, null), json(200, [recorded]))
    const input = { totalEarned: 49.9, promoCode: 'SAVE20', [field]: 'i1' }
    expect(await client.sales.createWithOutcome(input)).toEqual({
      status: 'recovered',
      record: recorded,
    })
    expect(requests()[1]).toBe(`GET /sales?${filter}=i1`)
  })
})

describe('the api property', () => {
  it('sends changes, whose responses may have no body', async () => {
    const client = await connect(json(200, coupon), text(204, ''), json(200, { success: true }))
    const { data } = await client.api.PUT('/coupons', { body: { couponId: 'c1' } })
    expect(data).toEqual(coupon)
    const deleted = await client.api.DELETE('/sales', { body: { saleId: 1 } })
    expect(deleted.response.status).toBe(204)
    const refunded = await client.api.PATCH('/sales', { body: { saleId: 1 } })
    expect(refunded.data).toEqual({ success: true })
  })

  it('does not repeat a change whose response was lost', async () => {
    const client = await connect(reset)
    const update = client.api.PUT('/coupons', { body: { couponId: 'c1' } })
    await expect(update).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', method: 'PUT' })
    expect(requests()).toHaveLength(1)
  })
})
