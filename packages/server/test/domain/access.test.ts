import { describe, expect, it } from 'vitest'
import { type Gatekeeper, createGatekeeper } from '../../src/domain/access.js'
import { toKeyHash } from '../../src/domain/api-keys.js'
import type { Access } from '../../src/domain/store.js'

const program = {
  id: 'p',
  name: 'Acme',
  currency: 'USD',
  commissionRate: 0,
  deductTax: false,
  deductShipping: false,
}

interface Setup {
  readonly gatekeeper: Gatekeeper
  readonly keys: Map<string, Access>
  readonly looks: string[]
  time: number
}

function setUp(): Setup {
  const keys = new Map([[toKeyHash('rk_live_valid'), { keyId: 'k', program }]])
  const looks: string[] = []
  const setup: Setup = {
    keys,
    looks,
    time: 0,
    gatekeeper: createGatekeeper({
      programs: {
        async findAccess(hash) {
          looks.push(hash)
          return keys.get(hash)
        },
      },
      cacheMs: 1000,
      now: () => setup.time,
    }),
  }
  return setup
}

describe('an API key', () => {
  it('is looked up once and then remembered until its time is over', async () => {
    const setup = setUp()
    const read = async (): Promise<Access | undefined> =>
      setup.gatekeeper.readAccess('Bearer rk_live_valid')
    expect(await read()).toMatchObject({ keyId: 'k' })
    setup.time = 999
    expect(await read()).toMatchObject({ keyId: 'k' })
    expect(setup.looks).toHaveLength(1)
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
    const { gatekeeper, looks } = setUp()
    expect(await gatekeeper.readAccess(header)).toBeUndefined()
    expect(await gatekeeper.readAccess(header)).toBeUndefined()
    expect(looks).toHaveLength(2)
    expect(looks[0]).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is forgotten on demand, also while a look is under way', async () => {
    const setup = setUp()
    const { gatekeeper, keys, looks } = setup
    const early = gatekeeper.readAccess('Bearer rk_live_valid')
    keys.clear()
    gatekeeper.forget()
    await early
    expect(await gatekeeper.readAccess('Bearer rk_live_valid')).toBeUndefined()
    expect(looks).toHaveLength(2)
  })
})
