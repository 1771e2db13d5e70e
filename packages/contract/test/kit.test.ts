import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kitCases } from '../src/kit/kit-cases.js'
import { kitOperations } from '../src/kit/kit-contract.js'
import { findKitCaseFaults } from '../src/kit/kit-exchanges.js'
import {
  startKitOnPglite,
  startKitOnPostgresql,
  startKitPrism,
  type KitTarget,
} from '../src/kit/kit-target.js'
import { findPostgresql } from '../src/postgresql.js'

const starts: readonly (readonly [name: string, start: () => Promise<KitTarget>])[] = [
  ['prism', startKitPrism],
  ['pglite', startKitOnPglite],
  // The other suite prints a warning where PostgreSQL is missing, and fails in CI.
  ...(findPostgresql() === undefined ? [] : [['postgresql', startKitOnPostgresql] as const]),
]

describe.each(starts)('the kit API on %s', (name, start) => {
  let target: KitTarget

  beforeAll(async () => {
    target = await start()
  })

  afterAll(() => target.close())

  it.each(kitCases.filter(({ isMockOnly }) => !isMockOnly || name === 'prism'))(
    '$name',
    async (kitCase) => {
      expect(await findKitCaseFaults(target, kitCase)).toEqual([])
    },
  )
})

describe('the cases of the kit API', () => {
  it('have unique names that start with their operation', () => {
    const names = kitCases.map(({ name }) => name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    expect(kitCases.filter(({ name, operation }) => !name.startsWith(operation))).toEqual([])
  })

  describe.each(kitOperations)('of $id', ({ id, responses, parameters, properties }) => {
    const requests = kitCases.flatMap(({ given = [], afterwards = [], ...own }) => [
      ...given.map((step) => ({
        status: 200,
        isGiven: true,
        ...step,
        operation: 'kit' in step ? step.kit : '',
      })),
      own,
      ...afterwards,
    ])
    const own = requests.filter(({ operation }) => operation === id)
    const accepted = own.filter(({ status }) => status < 300)

    it('cover every status', () => {
      const answered = own.filter((request) => !('isGiven' in request))
      const seen = new Set(answered.map(({ status }) => String(status)))
      expect([...seen].toSorted()).toEqual(Object.keys(responses).toSorted())
    })

    it('cover every parameter', () => {
      const used = new Set(
        accepted.flatMap((request) =>
          Object.keys({
            ...('query' in request && request.query),
            ...('params' in request && request.params),
          }),
        ),
      )
      expect(parameters.filter((parameter) => !used.has(parameter.name))).toEqual([])
    })

    it('cover every property of the body', () => {
      const used = new Set(accepted.flatMap(({ body }) => Object.keys(body ?? {})))
      expect(properties.filter((property) => !used.has(property))).toEqual([])
    })
  })
})
