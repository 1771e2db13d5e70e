import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isServerError, type Program } from '../src/index.js'
import { startTestServer, type Api, type TestServer } from './harness.js'

let testServer: TestServer
let api: Api

beforeAll(async () => {
  testServer = await startTestServer()
  api = await testServer.createApi({ name: 'Acme' })
})

afterAll(() => testServer.server.close())

async function fail(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return isServerError(error)
    ? `${error.code}: ${error.message}`
    : `no ServerError: ${String(error)}`
}

const people = [
  { firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com' },
  { firstName: 'Bo', lastName: 'Li', email: 'bo@example.com', commissionRate: 12.5 },
]

describe('API keys', () => {
  it('are listed by id and state, without the key itself', async () => {
    const { admin } = testServer.server
    const { id } = await admin.createProgram({ name: 'Keys' })
    const [first, second] = [await admin.createApiKey(id), await admin.createApiKey(id)]
    await admin.revokeApiKey(first.id)
    const keys = await admin.listApiKeys(id)
    const unset = { label: null, expiresAt: null, startedBy: null, lastUsedAt: null }
    const prefix = expect.stringMatching(/^rk_live_.{4}$/) as string
    const known = { ...unset, programId: id, kind: 'key', prefix }
    const time = expect.stringMatching(/^20.*Z$/) as string
    expect(keys).toEqual([
      { ...known, id: first.id, createdAt: time, revokedAt: time },
      { ...known, id: second.id, createdAt: time, revokedAt: null },
    ])
    for (const { key } of [first, second]) expect(JSON.stringify(keys)).not.toContain(key)
    expect(await fail(admin.listApiKeys('nothing'))).toMatch(/^PROGRAM_NOT_FOUND/)
  })
})

describe('importing affiliates', () => {
  it('creates the missing ones and can be repeated safely', async () => {
    const { admin } = testServer.server
    const id = api.programId
    expect(await admin.importAffiliates(id, people)).toEqual({ created: 2, existing: 0 })
    const again = [{ firstName: 'A', lastName: 'L', email: 'ANN@example.com' }, ...people]
    expect(await admin.importAffiliates(id, again)).toEqual({ created: 0, existing: 3 })
    expect((await api.get('/affiliates')).list).toMatchObject(people)
  })

  it('creates a person only once, even if the list has them twice', async () => {
    const { id } = await testServer.server.admin.createProgram({ name: 'Twice' })
    const twice = [people[0], people[0]].filter((person) => person !== undefined)
    const result = await testServer.server.admin.importAffiliates(id, twice)
    expect(result).toEqual({ created: 1, existing: 1 })
  })

  it.each([
    [{ email: 'nobody' }, '`affiliate.email` must be a valid email address, but was "nobody".'],
    [{ firstName: '' }, '`affiliate.firstName` must be text that is not empty'],
    [{ firstName: ' ' }, '`affiliate.firstName` must be text that is not empty'],
    [{ lastName: '\u0000' }, '`affiliate.lastName` must be text'],
    [
      { commissionRate: 101 },
      '`affiliate.commissionRate` must be a number between 0 and 100, but was 101.',
    ],
    [
      { affiliateLink: 'x'.repeat(501) },
      '`affiliate.affiliateLink` must be at most 500 characters long',
    ],
  ])('with %j in the list creates nothing and names the entry', async (change, message) => {
    const { id } = await testServer.server.admin.createProgram({ name: 'Wrong' })
    const wrong = { firstName: 'C', lastName: 'D', email: 'c@example.com', ...change }
    const failure = await fail(testServer.server.admin.importAffiliates(id, [...people, wrong]))
    expect(failure).toContain(`INVALID_INPUT: ${message}`)
    expect(failure).toContain('This is affiliate 3 in the list.')
    expect(await testServer.server.admin.importAffiliates(id, people)).toMatchObject({ created: 2 })
  })
})

describe('resetting a program', () => {
  it('removes its records but keeps its API keys and all other programs', async () => {
    const other = await testServer.createApi({ name: 'Other' })
    for (const one of [api, other]) {
      const coupon = await one.create('/coupons', { name: 'S', percentOff: 20 })
      await one.post('/affiliates', people[0])
      await one.create('/promotional-codes', {
        couponId: coupon['id'],
        code: 'X',
        affiliateEmail: 'ann@example.com',
      })
      await one.create('/sales', { totalEarned: 10, name: 'C', promoCode: 'x' })
    }
    await testServer.server.admin.reset(other.programId)
    const paths = ['/coupons', '/promotional-codes', '/affiliates', '/referrals', '/sales']
    for (const path of paths) expect((await other.get(path)).body).toEqual([])
    expect((await api.get('/sales')).list).toHaveLength(1)
    expect((await api.get('/promotional-codes?code=X')).body['timesRedeemed']).toBe(1)
    await other.create('/affiliates', people[1])
    expect(await fail(testServer.server.admin.reset('nothing'))).toMatch(/^PROGRAM_NOT_FOUND/)
  })
})

describe('a backup', () => {
  it('restores the same programs, records, and valid keys on an empty server', async () => {
    const lines: string[] = []
    await testServer.server.admin.backup(async (line) => void lines.push(line))
    expect(lines.join('\n')).not.toContain(api.key)
    const copy = await startTestServer()
    await copy.server.admin.restore(lines)
    const toIds = (programs: readonly Program[]): string[] => programs.map(({ id }) => id)
    expect(toIds(await copy.server.admin.listPrograms())).toEqual(
      toIds(await testServer.server.admin.listPrograms()),
    )
    const headers = { authorization: `Bearer ${api.key}` }
    for (const path of ['/coupons', '/promotional-codes', '/affiliates', '/sales']) {
      const [theirs, ours] = [await copy.send(path, { headers }), await api.get(path)]
      expect(theirs.body).toEqual(ours.body)
    }
    expect(await fail(copy.server.admin.restore(lines))).toMatch(/^DATABASE_NOT_EMPTY/)
    await copy.server.close()
  })
})
