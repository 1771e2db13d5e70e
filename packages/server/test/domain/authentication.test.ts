import { describe, expect, it } from 'vitest'
import { toKeyHash } from '../../src/domain/api-keys.js'
import { createAuthenticator, type Authenticator } from '../../src/domain/authentication.js'
import type { Program } from '../../src/domain/programs.js'
import type { Access } from '../../src/domain/records.js'
import { createSessions, type Sessions, type SessionServices } from '../../src/domain/sessions.js'

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
  ])('that is %s costs one lookup each time, like any other', async (_name, header) => {
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

describe('a signed session', () => {
  function setUpSessions(): { readonly queries: string[]; start(): Sessions } {
    const queries: string[] = []
    const hashes = new Set<string>()
    let secret: string | undefined
    const programs: SessionServices['programs'] = {
      findAccess: async () => ({ keyId: 'k', program }),
      async findSession(hash) {
        queries.push(hash)
        return hashes.has(hash) ? { keyId: 's', program } : undefined
      },
      useLink: async () => undefined,
      async readSessionSecret(candidate) {
        queries.push('secret')
        if (queries.length === 1) throw new Error('The database is away.')
        return (secret ??= candidate)
      },
      deleteExpired: async () => {},
      insertKey: async ({ hash }) => void hashes.add(hash),
      revokeKey: async () => true,
    }
    const services = { programs, clock: () => new Date(0), createId: () => 's', recordUse() {} }
    return { queries, start: () => createSessions(services) }
  }

  it('is valid in all processes of a database, and refused without a query when it is altered', async () => {
    const { queries, start } = setUpSessions()
    const [one, other] = [start(), start()]
    await expect(one.find('x.y')).rejects.toThrow('The database is away.')
    const token = (await one.signIn({ apiKey: 'rk_live_valid' })) ?? ''
    expect(await one.find(token)).toMatchObject({ keyId: 's' })
    expect(await other.find(token)).toMatchObject({ keyId: 's' })
    const count = queries.length
    for (const altered of [
      '',
      '.',
      token.slice(0, -1),
      `${token}A`,
      `A${token}`,
      token.slice(0, 43),
    ]) {
      expect(await one.find(altered)).toBeUndefined()
    }
    expect(queries).toHaveLength(count)
  })
})
