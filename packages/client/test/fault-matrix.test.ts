import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  createReferlyClient,
  isConflictError,
  isOutcomeUnknownError,
  isReferlyError,
  type ReferlyClient,
  type ReferlyClientOptions,
} from '../src/index.js'
import {
  startRecordServer,
  type Fault,
  type FaultName,
  type RecordServer,
} from './record-server.js'
import { coupon, link, promotionalCode, sale } from './records.js'

let server: RecordServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

/** A client that does not wait between attempts. */
function createClient(baseUrl: string, options: ReferlyClientOptions = {}): ReferlyClient {
  const clock = { now: () => Date.now(), sleep: async () => {} }
  return createReferlyClient({ apiKey: 'sk', baseUrl, clock, ...options })
}

const newCode = { couponId: 'c1', code: 'SAVE20' }
const newCoupon = { name: 'Spring', percentOff: 20 }
const labeled = { ...newCoupon, externalId: 'spring' }
const newLink = { link: 'ada', affiliateId: 'a1' }
const renaming = { link: 'ada', newLink: 'ada-news' }

const calls = {
  GET: async (client: ReferlyClient) => {
    await client.promotionalCodes.list()
    return 'answered'
  },
  'POST with a code': async (client: ReferlyClient) =>
    (await client.promotionalCodes.createWithOutcome(newCode)).status,
  'POST with a label': async (client: ReferlyClient) =>
    (await client.coupons.createWithOutcome(labeled)).status,
  'POST of a link': async (client: ReferlyClient) =>
    (await client.links.createWithOutcome(newLink)).status,
  'POST without a key': async (client: ReferlyClient) =>
    (await client.coupons.createWithOutcome(newCoupon)).status,
  PUT: async (client: ReferlyClient) => {
    const { percentOff } = await client.coupons.update({ couponId: 'c1', percentOff: 25 })
    return percentOff === 25 ? 'updated' : 'outdated'
  },
  'PUT by text': async (client: ReferlyClient) =>
    (await client.links.update(renaming)).link === 'ada-news' ? 'updated' : 'outdated',
  PATCH: async (client: ReferlyClient) =>
    (await client.sales.refund({ saleId: 1 })).success ? 'refunded' : 'refused',
  DELETE: async (client: ReferlyClient) => {
    await client.sales.delete({ saleId: 1 })
    return 'deleted'
  },
  'DELETE by text': async (client: ReferlyClient) => {
    await client.links.delete({ link: 'ada' })
    return 'deleted'
  },
}

/** The records that a change finds. */
const given: Readonly<Partial<Record<CallName, readonly object[]>>> = {
  PUT: [coupon],
  'PUT by text': [link],
  PATCH: [sale],
  DELETE: [sale],
  'DELETE by text': [link],
}

type CallName = keyof typeof calls
type Fields = Readonly<Record<string, unknown>>

/**
 * The caller's result, the number of requests that took effect, and in parentheses the requests the server received.
 */
type Row = Readonly<Record<CallName, string>>

const passing: Row = {
  GET: 'answered (GET GET)',
  'POST with a code': 'created 1 (POST POST)',
  'POST with a label': 'created 1 (POST POST)',
  'POST of a link': 'created 1 (POST POST)',
  'POST without a key': 'created 1 (POST POST)',
  PUT: 'updated 1 (PUT PUT)',
  'PUT by text': 'updated 1 (PUT PUT)',
  PATCH: 'refunded 1 (PATCH PATCH)',
  DELETE: 'deleted 1 (DELETE DELETE)',
  'DELETE by text': 'deleted 1 (DELETE DELETE)',
}
const lost: Row = {
  GET: 'answered (GET GET)',
  'POST with a code': 'created 1 (POST GET GET GET POST)',
  'POST with a label': 'OUTCOME_UNKNOWN 0 (POST GET GET GET)',
  'POST of a link': 'created 1 (POST GET GET GET POST)',
  'POST without a key': 'OUTCOME_UNKNOWN 0 (POST)',
  PUT: 'updated 1 (PUT GET GET GET PUT)',
  'PUT by text': 'OUTCOME_UNKNOWN 0 (PUT GET GET GET)',
  PATCH: 'refunded 1 (PATCH GET GET GET PATCH)',
  DELETE: 'deleted 1 (DELETE GET GET GET DELETE)',
  'DELETE by text': 'OUTCOME_UNKNOWN 0 (DELETE GET GET GET)',
}
const kept: Row = {
  GET: 'answered (GET GET)',
  'POST with a code': 'recovered 1 (POST GET)',
  'POST with a label': 'recovered 1 (POST GET)',
  'POST of a link': 'recovered 1 (POST GET)',
  'POST without a key': 'OUTCOME_UNKNOWN 1 (POST)',
  PUT: 'updated 1 (PUT GET)',
  'PUT by text': 'updated 1 (PUT GET GET)',
  PATCH: 'refunded 1 (PATCH GET)',
  DELETE: 'deleted 1 (DELETE GET)',
  'DELETE by text': 'deleted 1 (DELETE GET)',
}
/** A response that is complete but wrong is not retried. */
const wrong = { GET: 'UNEXPECTED_RESPONSE (GET)' }
/** A connection that was reset before its request was read. */
const unread: Row = {
  GET: 'answered (GET)',
  'POST with a code': 'created 1 (GET GET GET POST)',
  'POST with a label': 'OUTCOME_UNKNOWN 0 (GET GET GET)',
  'POST of a link': 'created 1 (GET GET GET POST)',
  'POST without a key': 'OUTCOME_UNKNOWN 0 ()',
  PUT: 'updated 1 (GET GET GET PUT)',
  'PUT by text': 'OUTCOME_UNKNOWN 0 (GET GET GET)',
  PATCH: 'refunded 1 (GET GET GET PATCH)',
  DELETE: 'deleted 1 (GET GET GET DELETE)',
  'DELETE by text': 'OUTCOME_UNKNOWN 0 (GET GET GET)',
}

const matrix: [FaultName, 'kept' | 'not kept', Row][] = [
  ['reset before send', 'not kept', unread],
  ['reset after body read', 'not kept', lost],
  ['reset after body read', 'kept', kept],
  ['500 empty', 'not kept', lost],
  ['500 empty', 'kept', kept],
  ['502 HTML', 'not kept', lost],
  ['502 HTML', 'kept', kept],
  ['429 in seconds', 'not kept', passing],
  ['429 as a date', 'not kept', passing],
  ['200 HTML', 'not kept', { ...lost, ...wrong }],
  ['200 HTML', 'kept', { ...kept, ...wrong }],
  ['200 null', 'not kept', { ...lost, GET: 'answered (GET)' }],
  ['200 null', 'kept', kept],
  ['200 truncated', 'not kept', lost],
  ['200 truncated', 'kept', kept],
  ['hang', 'not kept', lost],
  ['hang', 'kept', kept],
  ['slow drip', 'not kept', lost],
  ['slow drip', 'kept', kept],
]

const cases = matrix.flatMap(([fault, fate, row]) =>
  (Object.keys(calls) as CallName[])
    .filter((call) => call !== 'GET' || fate === 'not kept')
    .map((call) => ({ fault, fate, call, expected: row[call] })),
)

describe('one fault followed by a working server', () => {
  it.each(cases)('$call, $fault, $fate: $expected', async ({ fault, fate, call, expected }) => {
    const keeps = fate === 'kept' ? 'at once' : 'never'
    server = await startRecordServer([{ name: fault, keeps }], given[call] as Fields[] | undefined)
    const timeoutMs = fault === 'hang' || fault === 'slow drip' ? 200 : 5000
    const client = createClient(server.url, { timeoutMs })
    const got = await calls[call](client).catch((error: unknown) => {
      if (isReferlyError(error)) return error.code
      throw error
    })
    const applied = call === 'GET' ? '' : ` ${server.applied.length}`
    expect(`${got}${applied} (${server.received.join(' ')})`).toBe(expected)
  })
})

describe('a create whose response was lost', () => {
  const reset: Fault = { name: 'reset after body read', keeps: 'never' }
  const resetKept: Fault = { name: 'reset after body read' }

  it('returns the record found by a lookup; only createWithOutcome reports that', async () => {
    server = await startRecordServer([resetKept])
    const record = await createClient(server.url).promotionalCodes.create(newCode)
    expect(record).toEqual(server.records[0])
  })

  it('is a conflict when a record with the key has other fields', async () => {
    const existing = { ...promotionalCode, couponId: 'c2', code: 'save20' }
    server = await startRecordServer([reset], [existing])
    const error: unknown = await createClient(server.url)
      .promotionalCodes.create(newCode)
      .catch((reason: unknown) => reason)
    expect(isConflictError(error)).toBe(true)
    expect(error).toMatchObject({
      status: 409,
      attempts: 1,
      existing,
      differing: ['couponId'],
      cause: { code: 'CONNECTION' },
      message: 'POST /promotional-codes found its key on a record with a different couponId',
    })
  })

  it('is recovered when the server formats letter case and times differently', async () => {
    const expiresAt = '2027-01-01T01:00:00+01:00'
    const existing = { ...promotionalCode, code: 'save20', expiresAt: '2027-01-01T00:00:00.000Z' }
    server = await startRecordServer([reset], [existing])
    const { promotionalCodes } = createClient(server.url)
    const outcome = await promotionalCodes.createWithOutcome({ ...newCode, expiresAt })
    expect(outcome).toEqual({ status: 'recovered', record: existing })
  })

  it('is a conflict when the code belongs to another affiliate', async () => {
    server = await startRecordServer([reset], [promotionalCode])
    const input = { ...newCode, affiliateId: 'a2' }
    const call = createClient(server.url).promotionalCodes.create(input)
    await expect(call).rejects.toMatchObject({ code: 'CONFLICT', differing: ['affiliateId'] })
  })

  it.each([
    ['2027-01-01', '2027-01-01T00:00:00.000Z', true],
    ['2027-01-01', '2027-01-01T23:59:59.999Z', true],
    ['2027-01-01', '2027-01-02T11:59:59.999Z', true], // the end of the day in the westernmost zone
    ['2027-01-01', '2026-12-31T10:00:00.000Z', true], // the start of the day in the easternmost zone
    ['2027-01-01', '2027-01-02T12:00:01.000Z', false],
    ['2027-01-01', '2026-12-31T09:59:59.000Z', false],
    ['2027-01-01T12:00:00', '2027-01-01T20:00:00.000Z', true], // any zone
    ['2027-01-01T12:00:00.5Z', '2027-01-01T12:00:00Z', true], // kept in whole seconds
    ['2027-01-01T12:00:00Z', '2027-01-01T12:00:01Z', false],
    ['2027-01-01T12:00:00Z', 'soon', false],
    ['soon', 'soon', true], // not a date, but the same text
  ])('with expiresAt %s matches a record with %s: %s', async (expiresAt, shown, isOurs) => {
    server = await startRecordServer([reset], [{ ...promotionalCode, expiresAt: shown }])
    const { promotionalCodes } = createClient(server.url)
    const result = await promotionalCodes.safe.createWithOutcome({ ...newCode, expiresAt })
    expect(result).toMatchObject(
      isOurs ? { value: { status: 'recovered' } } : { error: { differing: ['expiresAt'] } },
    )
  })

  it('reports the response to the second attempt when that does not settle it either', async () => {
    const none: Fault = { name: 'none' }
    server = await startRecordServer([
      reset,
      none,
      none,
      none,
      { name: '500 empty', keeps: 'never' },
    ])
    const call = createClient(server.url).promotionalCodes.create(newCode)
    await expect(call).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      attempts: 2,
      cause: { code: 'SERVER', status: 500 },
    })
  })

  it('can be resumed any number of times while it is not found', async () => {
    server = await startRecordServer([reset])
    const error: unknown = await createClient(server.url)
      .coupons.create(labeled)
      .catch((reason: unknown) => reason)
    if (!isOutcomeUnknownError(error) || error.resume === undefined) throw error
    await expect(error.resume()).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    const record = { ...coupon, ...labeled }
    server.records.push(record)
    expect(await error.resume()).toEqual({ status: 'recovered', record })
  })

  it('cannot be resumed without a key', async () => {
    server = await startRecordServer([reset])
    const call = createClient(server.url).coupons.create(newCoupon)
    await expect(call).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    await expect(call).rejects.not.toHaveProperty('resume')
  })

  it('has no key when the server generates the code', async () => {
    server = await startRecordServer([reset])
    const input = {
      ...newCode,
      isAutoGenerated: true,
      codeStructure: { randomChars: true },
    } as const
    const call = createClient(server.url).promotionalCodes.create(input)
    await expect(call).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    await expect(call).rejects.not.toHaveProperty('resume')
    expect(server.received).toEqual(['POST'])
  })

  it('is not resent without retries, and not looked up when reconcileMs is 0', async () => {
    const none: Fault = { name: 'none' }
    server = await startRecordServer([reset, none, none, none, reset])
    const once = createClient(server.url, { retries: 0 }).promotionalCodes.create(newCode)
    await expect(once).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect(server.received).toEqual(['POST', 'GET', 'GET', 'GET'])
    const blind = createClient(server.url, { reconcileMs: 0 }).promotionalCodes.create(newCode)
    await expect(blind).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect(server.received.slice(4)).toEqual(['POST'])
  })

  it('is looked up for no longer than reconcileMs', async () => {
    const faults = Array.from({ length: 20 }, (): Fault => ({ name: 'hang', keeps: 'never' }))
    server = await startRecordServer([reset, ...faults])
    const client = createClient(server.url, { reconcileMs: 150 })
    const startedAt = Date.now()
    const call = client.promotionalCodes.create(newCode)
    await expect(call).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect(Date.now() - startedAt).toBeLessThan(2000)
  })

  it('is reported as aborted with an unknown outcome when the caller aborts during lookups', async () => {
    server = await startRecordServer([reset, { name: 'hang' }])
    const signal = AbortSignal.timeout(150)
    const call = createClient(server.url).promotionalCodes.create(newCode, { signal })
    await expect(call).rejects.toMatchObject({ code: 'ABORTED', outcomeUnknown: true })
  })
})

/** A few runs in the test suite. Set `FAULT_RUNS=2000` for a long one. */
const numRuns = Number(process.env['FAULT_RUNS'] ?? 50)

describe('with random faults in random order', { timeout: 600_000 }, () => {
  const names: FaultName[] = [
    'none',
    'reset before send',
    'reset after body read',
    '500 empty',
    '502 HTML',
    '429 in seconds',
    '200 HTML',
    '200 null',
    '200 truncated',
    'hang',
  ]
  const fault = fc.record({
    name: fc.constantFrom(...names),
    keeps: fc.constantFrom<NonNullable<Fault['keeps']>>('at once', 'late', 'never'),
  })
  const foreign = { ...promotionalCode, id: 'other', couponId: 'c2' }

  async function run(
    faults: readonly Fault[],
    existing: readonly (typeof foreign)[],
    check: (got: string, id: string | undefined, running: RecordServer) => void,
  ): Promise<void> {
    const running = await startRecordServer(faults, existing)
    try {
      const client = createClient(running.url, { timeoutMs: 40 })
      const result = await client.promotionalCodes.safe.createWithOutcome(newCode)
      check(
        result.ok ? result.value.status : result.error.code,
        result.ok ? result.value.record.id : undefined,
        running,
      )
    } finally {
      await running.close()
    }
  }

  it('there is at most one record, and "created" and "recovered" are always true', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 9 }), (faults) =>
        run(faults, [], (got, id, { records }) => {
          expect(records.length).toBeLessThanOrEqual(1)
          if (id !== undefined) expect(records.map((record) => record['id'])).toEqual([id])
          if (id === undefined) expect(['OUTCOME_UNKNOWN', 'RATE_LIMITED']).toContain(got)
          if (got === 'RATE_LIMITED') expect(records).toEqual([])
        }),
      ),
      { numRuns },
    )
  })

  it('the record of another process is never mistaken for our own and never duplicated', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 9 }), (faults) =>
        run(faults, [foreign], (got, _, { records }) => {
          expect(records).toEqual([foreign])
          expect(['CONFLICT', 'OUTCOME_UNKNOWN', 'RATE_LIMITED']).toContain(got)
        }),
      ),
      { numRuns },
    )
  })

  interface Change {
    readonly name: string
    readonly existing: readonly object[]
    readonly send: (client: ReferlyClient) => Promise<unknown>
    readonly isDone: (records: readonly Fields[]) => boolean
    /** The maximum number of times that it takes effect; 2 where a second time makes no difference. */
    readonly most: number
  }
  const changes: readonly Change[] = [
    {
      name: 'an update',
      existing: [coupon],
      send: calls.PUT,
      isDone: ([record]) => record?.['percentOff'] === 25,
      most: 2,
    },
    {
      name: 'a new text for a link',
      existing: [link],
      send: calls['PUT by text'],
      isDone: ([record]) => record?.['link'] === 'ada-news',
      most: 1,
    },
    {
      name: 'a refund',
      existing: [sale],
      send: calls.PATCH,
      isDone: ([record]) => record?.['status'] === 'REFUNDED',
      most: 2,
    },
    {
      name: 'a deletion',
      existing: [sale],
      send: calls.DELETE,
      isDone: (records) => records.length === 0,
      most: 1,
    },
  ]

  it.each(changes)('$name that succeeds has taken effect, at most $most times', async (change) => {
    // A lookup that returns null finds no record, as the API documents it.
    const possible = fault.filter(({ name }) => name !== '200 null')
    const attempt = async (faults: readonly Fault[]): Promise<void> => {
      const running = await startRecordServer(faults, change.existing as Fields[])
      try {
        const result = await change.send(createClient(running.url, { timeoutMs: 40 })).then(
          () => 'done',
          (error: unknown) => (isReferlyError(error) ? error.code : error),
        )
        expect(['done', 'OUTCOME_UNKNOWN', 'RATE_LIMITED']).toContain(result)
        if (result === 'done') expect(change.isDone(running.records)).toBe(true)
        if (result === 'RATE_LIMITED') expect(running.applied).toEqual([])
        expect(running.applied.length).toBeLessThanOrEqual(change.most)
      } finally {
        await running.close()
      }
    }
    await fc.assert(fc.asyncProperty(fc.array(possible, { maxLength: 9 }), attempt), { numRuns })
  })
})
