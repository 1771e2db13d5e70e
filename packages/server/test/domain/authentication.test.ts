import { describe, expect, it } from 'vitest'
import { toKeyHash } from '../../src/domain/api-keys.js'
import { createAuthenticator, type Authenticator } from '../../src/domain/authentication.js'
import type { Program } from '../../src/domain/programs.js'
import type { Access } from '../../src/domain/records.js'

const program: Program = {
  id: 'p',
  name: 'Acme',
  currency: 'USD',
  commissionRate: 0,
  deductTax: false,
  deductShipping: false,
  timeZone: 'UTC',
  holdingDays: 30,
  limitToAffiliate: 'redeem',
  refundReturnsRedemption: true,
  siteUrl: null,
  approval: 'automatic',
  minimumPayout: 50,
  selfReferral: 'off',
}

interface Setup {
  readonly authenticator: Authenticator
  readonly keys: Map<string, Access>
  readonly queries: string[]
  time: number
}

function setUp(): Setup {
  const keys = new Map([[toKeyHash('rk_live_valid'), { keyId: 'k', program }]])
  const queries: string[] = []
  const setup: Setup = {
    keys,
    queries,
    time: 0,
    authenticator: createAuthenticator({
      programs: {
        async findAccess(hash) {
          queries.push(hash)
          return keys.get(hash)
        },
      },
      cacheMs: 1000,
      now: () => setup.time,
    }),
  }
  return setup
}

describe('authentication', () => {
  it('looks up a key once and caches it until the entry expires', async () => {
    const setup = setUp()
    const read = async (): Promise<Access | undefined> =>
      setup.authenticator.authenticate('Bearer rk_live_valid')
    expect(await read()).toMatchObject({ keyId: 'k' })
    setup.time = 999
    expect(await read()).toMatchObject({ keyId: 'k' })
    expect(setup.queries).toHaveLength(1)
    setup.keys.clear()
    setup.time = 1000
    expect(await read()).toBeUndefined()
  })

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['malformed', 'Token x'],
    ['unknown', 'Bearer rk_live_unknown'],
    ['another scheme', 'Basic YTpi'],
  ])('that is %s costs one look each time, as any other', async (_name, header) => {
    const { authenticator, queries } = setUp()
    expect(await authenticator.authenticate(header)).toBeUndefined()
    expect(await authenticator.authenticate(header)).toBeUndefined()
    expect(queries).toHaveLength(2)
    expect(queries[0]).toMatch(/^[0-9a-f]{64}$/)
  })

  it('drops a cached key on demand, even during a lookup', async () => {
    const setup = setUp()
    const { authenticator, keys, queries } = setup
    const early = authenticator.authenticate('Bearer rk_live_valid')
    keys.clear()
    authenticator.forget()
    await early
    expect(await authenticator.authenticate('Bearer rk_live_valid')).toBeUndefined()
    expect(queries).toHaveLength(2)
  })
})
