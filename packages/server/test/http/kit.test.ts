import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { toKeyHash } from '../../src/domain/api-keys.js'
import { toPagePieces, type RecordPage } from '../../src/domain/listings.js'
import { contract } from '../../src/http/contract.js'
import { kitContract } from '../../src/http/kit-contract.js'
import {
  kitSpec,
  startKitServer,
  type KitAnswer,
  type KitClient,
  type KitServer,
} from '../kit-harness.js'

let kit: KitServer
let client: KitClient

beforeAll(async () => {
  kit = await startKitServer()
  client = await kit.createClient({ commissionRate: 20 })
})

afterAll(() => kit.server.close())

const paths = Object.keys(kitSpec.paths)

function listRecords({ body }: KitAnswer): KitAnswer['body'][] {
  return body['data'] as KitAnswer['body'][]
}

describe('the kit contract', () => {
  it('has exactly one route per operation', () => {
    const inSpec = Object.values(kitSpec.paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    )
    expect(kitContract.operations.map(({ id }) => id).toSorted()).toEqual(inSpec.toSorted())
  })

  it.each(['vendor.yaml', 'referly.yaml'])('is not part of %s', (file) => {
    const text = readFileSync(new URL(`../../../../specs/${file}`, import.meta.url), 'utf8')
    const { paths: theirs } = parse(text) as { paths: Record<string, object> }
    // A sale of the kit API can be recorded with a reservation, which Referly's cannot.
    const both = paths.filter((path) => path in theirs && path !== '/sales')
    expect(both).toEqual([])
    expect(text).not.toContain('/api/kit')
    expect(text).not.toContain('KitError')
  })
})

describe("the path of Referly's API", () => {
  const onlyKit = kitContract.operations.filter(
    ({ method, path }) =>
      !contract.operations.some((other) => other.method === method && other.path === path),
  )

  it.each(onlyKit)('does not have $method $path of the kit API', async ({ method, path }) => {
    const response = await fetch(kit.server.url + path.replace(/:\w+/g, '1'), {
      method,
      headers: { authorization: `Bearer ${client.key}` },
    })
    expect([404, 405]).toContain(response.status)
  })
})

describe('the program', () => {
  it('is returned with its settings', async () => {
    const { status, body } = await client.get('/program')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id: client.programId,
      name: 'Acme',
      currency: 'USD',
      timeZone: 'UTC',
      holdingDays: 30,
      commissionRate: 20,
      limitToAffiliate: 'REDEEM',
      siteUrl: null,
    })
  })

  it('keeps the settings that an update does not name', async () => {
    const other = await kit.createClient({ commissionRate: 20 })
    const change = {
      holdingDays: 45,
      limitToAffiliate: 'ATTRIBUTION',
      timeZone: 'Europe/Berlin',
      approval: 'MANUAL',
      minimumPayout: 25.5,
      selfReferral: 'HOLD',
    }
    const updated = await other.send('PATCH', '/program', change)
    expect(updated.status).toBe(200)
    expect(updated.body).toMatchObject({ ...change, commissionRate: 20 })
    expect((await other.get('/program')).body).toEqual(updated.body)
    expect((await client.get('/program')).body).toMatchObject({ holdingDays: 30 })
  })

  it('uses a new setting from the next request on', async () => {
    const other = await kit.createClient()
    await other.send('PATCH', '/program', { commissionRate: 12.5 })
    const affiliate = { firstName: 'Ada', lastName: 'Lim', email: 'ada@example.com' }
    expect(await other.create('/affiliates', affiliate)).toMatchObject({ commissionRate: 12.5 })
  })

  it.each([
    [
      { holdingDays: 91 },
      {
        message: '`program.holdingDays` must be a whole number between 0 and 90, but was 91.',
        field: 'program.holdingDays',
        expected: 'a whole number between 0 and 90',
        received: '91',
      },
    ],
    [
      { timeZone: 'Berlin' },
      {
        message:
          '`program.timeZone` must be the IANA name of a time zone, such as Europe/Berlin, but was "Berlin".',
        field: 'program.timeZone',
        received: '"Berlin"',
      },
    ],
    [{ holdingDay: 10 }, { field: 'program.holdingDay' }],
    [{ siteUrl: 'ftp://x' }, { field: 'program.siteUrl' }],
    [{ minimumPayout: -1 }, { field: 'program.minimumPayout' }],
    [{ limitToAffiliate: 'redeem' }, { expected: 'one of REDEEM, ATTRIBUTION' }],
  ])('is not changed by %j', async (change, error) => {
    const before = await client.get('/program')
    const { status, body } = await client.send('PATCH', '/program', change)
    expect(status).toBe(400)
    expect(body).toMatchObject({ ...error, error: 400, code: 'INVALID_INPUT' })
    expect((await client.get('/program')).body).toEqual(before.body)
  })

  it('refuses a minimum payout that is finer than its currency, even for a new currency', async () => {
    const fine = await client.send('PATCH', '/program', { minimumPayout: 0.005 })
    expect(fine.body).toMatchObject({ field: 'program.minimumPayout', received: '0.005' })
    await client.send('PATCH', '/program', { minimumPayout: 10.5 })
    const yen = await client.send('PATCH', '/program', { currency: 'JPY' })
    expect(yen.body).toMatchObject({ field: 'program.minimumPayout', received: '10.5' })
    const both = await client.send('PATCH', '/program', { currency: 'JPY', minimumPayout: 10 })
    expect(both.status).toBe(200)
    await client.send('PATCH', '/program', { currency: 'USD', minimumPayout: 50 })
  })

  it('keeps its currency once it has sales', async () => {
    const other = await kit.createClient()
    const affiliate = { firstName: 'Ada', lastName: 'Lim', email: 'ada@example.com' }
    const { id } = await other.create('/affiliates', affiliate)
    const customer = { name: 'Bo', email: 'bo@example.com', affiliateId: id }
    await other.create('/referrals', { ...customer, referredUserExternalId: 'u1' })
    await other.create('/sales', { totalEarned: 10, email: customer.email, name: 'Bo' })
    const { body } = await other.send('PATCH', '/program', { currency: 'EUR' })
    expect(body).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'program.currency',
      hint: 'Create another program for another currency.',
    })
  })
})

describe('the API keys of a program', () => {
  const create = async (label: string): Promise<KitAnswer['body']> =>
    (await client.send('POST', '/keys', { label })).body

  const call = (key: string, path: string, method = 'GET'): Promise<Response> =>
    fetch(kit.url + path, { method, headers: { authorization: `Bearer ${key}` } })

  it('are valid immediately, and shown only once', async () => {
    const { status, body } = await client.send('POST', '/keys', { label: 'Shop' })
    expect(status).toBe(201)
    expect(body).toMatchObject({ kind: 'KEY', state: 'ACTIVE', label: 'Shop', lastUsedAt: null })
    const key = String(body['key'])
    expect(key).toMatch(/^rk_live_[\w-]{43}$/)
    expect(key.startsWith(String(body['prefix']))).toBe(true)
    expect(String(body['prefix'])).toHaveLength(12)
    expect((await call(key, '/program')).status).toBe(200)
    const { text } = await client.get('/keys')
    expect(text).not.toContain(key)
    expect(text).not.toContain(toKeyHash(key))
    expect(text).toContain('"label":"Shop"')
  })

  it('show when they were last used', async () => {
    const { id, key } = await create('Used')
    await call(String(key), '/program')
    const readLastUse = async (): Promise<number> => {
      const found = listRecords(await client.get('/keys')).find((record) => record['id'] === id)
      return Date.parse(String(found?.['lastUsedAt']))
    }
    await expect.poll(readLastUse).toBeGreaterThan(0)
  })

  it('are revoked from the next request on', async () => {
    const { id, key } = await create('Leaked')
    expect((await call(String(key), '/program')).status).toBe(200)
    const { status, body } = await client.send('DELETE', `/keys/${id}`, {})
    expect(status).toBe(200)
    expect(body).toMatchObject({ id, state: 'ENDED', revokedAt: expect.any(String) })
    expect((await call(String(key), '/program')).status).toBe(401)
    const again = await client.send('DELETE', `/keys/${id}`, {})
    expect(again.body).toEqual(body)
  })

  it('are listed by kind and state, page by page', async () => {
    const { id } = await create('Old')
    await client.send('DELETE', `/keys/${id}`, {})
    const ids = async (path: string): Promise<unknown[]> =>
      listRecords(await client.get(path)).map((record) => record['id'])
    expect(await ids('/keys?state=ENDED')).toContain(id)
    expect(await ids('/keys?state=ACTIVE')).not.toContain(id)
    expect(await ids('/keys?kind=SESSION')).toEqual([])
    const all = await ids('/keys?kind=KEY')
    const first = await client.get('/keys?limit=1')
    expect(listRecords(first).map((record) => record['id'])).toEqual(all.slice(0, 1))
    const rest = await ids(`/keys?cursor=${String(first.body['nextCursor'])}`)
    expect(rest).toEqual(all.slice(1))
  })

  it('cannot be revoked by a request that uses them', async () => {
    const own = listRecords(await client.get('/keys')).find((record) => record['isCurrent'])
    const { status, body } = await client.send('DELETE', `/keys/${String(own?.['id'])}`, {})
    expect(status).toBe(409)
    expect(body).toMatchObject({
      code: 'KEY_IN_USE',
      field: 'key.id',
      message:
        'This API key is in use by the request itself. Revoke it with another key or session.',
    })
    expect((await client.get('/program')).status).toBe(200)
  })

  it('are inaccessible to other programs', async () => {
    const other = await kit.createClient()
    const { id, key } = await create('Mine')
    const { status } = await other.send('DELETE', `/keys/${id}`, {})
    expect(status).toBe(404)
    expect((await other.get('/keys')).text).not.toContain('Mine')
    expect((await call(String(key), '/program')).status).toBe(200)
  })
})

describe('the backup of a program', () => {
  it('is restored with its records and keys, and without other programs', async () => {
    const source = await startKitServer()
    const [mine, other] = [await source.createClient(), await source.createClient()]
    await mine.create('/coupons', { name: 'Mine', percentOff: 20 })
    await other.create('/coupons', { name: 'Theirs', percentOff: 20 })
    const { headers, text } = await mine.get('/backup')
    expect(headers.get('content-type')).toBe('application/x-ndjson')
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="referly-backup-\d{4}-\d\d-\d\d\.jsonl"$/,
    )
    expect(text).not.toContain('Theirs')
    expect(text).not.toContain(other.programId)
    await source.server.close()
    const target = await startKitServer()
    await target.server.admin.restore(text.split('\n'))
    expect(await target.server.admin.listPrograms()).toMatchObject([{ id: mine.programId }])
    const response = await fetch(`${target.server.url}/coupons`, {
      headers: { authorization: `Bearer ${mine.key}` },
    })
    expect(await response.json()).toMatchObject([{ name: 'Mine' }])
    await target.server.close()
  })

  it('leaves out sessions and links', async () => {
    await kit.server.admin.createSignInLink(client.programId)
    const { text } = await client.get('/backup')
    expect(text).not.toContain('"kind":"link"')
    expect(text).toContain('"kind":"key"')
  })
})

describe('an error of the kit API', () => {
  it('has the code UNAUTHORIZED for a missing key', async () => {
    const response = await fetch(`${kit.url}/program`)
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: 401, code: 'UNAUTHORIZED' })
  })

  it('names the paths of the API for an unknown path', async () => {
    const { status, body } = await client.get('/programs')
    expect(status).toBe(404)
    expect(body).toMatchObject({ code: 'UNKNOWN_PATH' })
    expect(body['message']).toContain('/api/kit/v1/program')
  })

  it.each([
    ['/program/', 'Did you mean /api/kit/v1/program?'],
    ['//program', 'Did you mean /api/kit/v1/program?'],
    ['', 'Paths start with /api/kit/v1/, for example /api/kit/v1/program.'],
  ])('suggests a path for "%s"', async (path, hint) => {
    const { status, body } = await client.get(path)
    expect(status).toBe(404)
    expect(body['message']).toContain(hint)
  })

  it('has a code for a malformed path', async () => {
    const response = await fetch(`${kit.url}/program%zz`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: 400, code: 'INVALID_INPUT' })
  })

  it('names the methods that a path accepts', async () => {
    const { status, headers, body } = await client.send('DELETE', '/program', {})
    expect(status).toBe(405)
    expect(headers.get('allow')).toBe('GET, PATCH')
    expect(body).toMatchObject({
      code: 'METHOD_NOT_ALLOWED',
      message: '/api/kit/v1/program accepts GET and PATCH, but not DELETE.',
    })
  })

  it('names an unknown parameter', async () => {
    const { status, body } = await client.get('/program?page=2')
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'INVALID_INPUT', field: 'query.page', hint: 'Remove it.' })
  })

  it('has a code for a body that is not JSON', async () => {
    const headers = { authorization: `Bearer ${client.key}`, 'content-type': 'application/json' }
    const init = { method: 'PATCH', headers, body: '{' }
    const response = await fetch(`${kit.url}/program`, init)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: 400, code: 'INVALID_INPUT' })
  })

  it('has the code RATE_LIMITED, with a limit that both APIs share', async () => {
    const limited = await startKitServer({ rateLimit: { perSecond: 0.01, burst: 2 } })
    const { key, get } = await limited.createClient()
    const headers = { authorization: `Bearer ${key}` }
    await fetch(`${limited.server.url}/coupons`, { headers })
    expect((await get('/program')).status).toBe(200)
    const { status, headers: received, body } = await get('/program')
    expect(status).toBe(429)
    expect(Number(received.get('retry-after'))).toBeGreaterThan(0)
    expect(body).toMatchObject({ code: 'RATE_LIMITED' })
    await limited.server.close()
  })
})

describe('a page of the kit API', () => {
  const read = async (page: Omit<RecordPage<number>, 'pages'>, ...pages: number[][]) => {
    const source = (async function* () {
      yield* pages
    })()
    const pieces = toPagePieces({ toCursor: (last) => `after ${last}`, ...page, pages: source })
    const chunks: Uint8Array[] = []
    for await (const piece of pieces) chunks.push(piece)
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown
  }

  it('has the cursor of the next page when there is one', async () => {
    expect(await read({ limit: 3 }, [1, 2], [3, 4])).toEqual({
      data: [1, 2, 3],
      nextCursor: 'after 3',
    })
    expect(await read({ limit: 2 }, [1, 2], [3])).toEqual({ data: [1, 2], nextCursor: 'after 2' })
  })

  it('has no cursor after the last record', async () => {
    expect(await read({ limit: 3 }, [1, 2], [3])).toEqual({ data: [1, 2, 3], nextCursor: null })
    expect(await read({ limit: 3 })).toEqual({ data: [], nextCursor: null })
    expect(await read({}, [1], [], [2])).toEqual({ data: [1, 2], nextCursor: null })
  })

  it('can have more properties', async () => {
    expect(await read({ toMore: () => ({ total: 3 }) }, [1, 2])).toEqual({
      data: [1, 2],
      nextCursor: null,
      total: 3,
    })
  })
})
