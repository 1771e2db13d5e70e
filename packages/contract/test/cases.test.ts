import { codeParts, couponDurations, couponTypes, randomCharsCases } from '@referly-kit/types'
import { describe, expect, it } from 'vitest'
import { contractCases } from '../src/cases.js'
import type { JsonObject } from '../src/contract-case.js'
import { contractOperations, readExample } from '../src/contract.js'
import { deviations } from '../src/deviations.js'

const names = contractCases.map(({ name }) => name)

describe('the cases', () => {
  it('have unique names', () => {
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  it('have names that start with their operation', () => {
    const misnamed = contractCases.filter(({ name, operation }) => !name.startsWith(operation))
    expect(misnamed).toEqual([])
  })

  for (const { id, method, parameters, properties, statuses } of contractOperations) {
    const cases = contractCases.filter(({ operation }) => operation === id)

    it(`cover ${statuses.join(', ')} of ${id}`, () => {
      const seen = new Set(cases.map(({ status }) => status))
      expect([...seen].toSorted((a, b) => a - b)).toEqual(statuses.toSorted((a, b) => a - b))
    })

    it(`cover every parameter of ${id}`, () => {
      const accepted = cases.filter(({ status }) => status < 300)
      const used = new Set(accepted.flatMap(({ query }) => Object.keys(query ?? {})))
      expect(parameters.filter((parameter) => !used.has(parameter))).toEqual([])
    })

    it(`cover every property of ${id}`, () => {
      const accepted = cases.filter(({ status }) => status < 300)
      const used = new Set(accepted.flatMap(({ body }) => Object.keys(body ?? {})))
      expect(properties.filter((property) => !used.has(property))).toEqual([])
      expect(properties.length > 0).toBe(method !== 'GET')
    })
  }

  const sent = contractCases
    .filter(({ status }) => status < 300)
    .map(({ body }) => (body ?? {}) as JsonObject)

  it('cover every part of a code', () => {
    const used = new Set(sent.flatMap(({ codeStructure }) => Object.keys(codeStructure ?? {})))
    expect(codeParts.filter((part) => !used.has(part))).toEqual([])
  })

  it.each([
    ['couponType', couponTypes],
    ['duration', couponDurations],
    ['randomCharsCase', randomCharsCases],
  ])('cover every %s', (property, values) => {
    const used = new Set(sent.map((body) => body[property]))
    expect(values.filter((value) => !used.has(value))).toEqual([])
  })

  it('cover a list, no results, and the documented shape of a lookup for every GET', () => {
    for (const { id } of contractOperations.filter(({ method }) => method === 'GET')) {
      const cases = contractCases.filter(({ operation }) => operation === id)
      const shapes = new Set(cases.map(({ shape }) => shape))
      const one = ['listCoupons', 'listPromotionalCodes'].includes(id) ? 'single' : 'one'
      expect(shapes, id).toEqual(new Set(['list', one, 'empty', undefined]))
      expect(readExample(id, 200, one), id).toBeDefined()
    }
  })

  it('name a record that exists only in operations that change nothing', () => {
    const fixtures = /\{(coupon|flatCoupon|repeatingCoupon|code|affiliate|referral|sale)\.id\}/
    const changes = contractCases.filter(
      ({ operation, status }) => /^(update|delete|refund)/.test(operation) && status < 300,
    )
    const own = changes.filter(({ body }) => {
      const { affiliateId: _, ...identity } = body as JsonObject
      return fixtures.test(JSON.stringify(identity))
    })
    expect(own.map(({ name }) => name)).toEqual([])
  })
})

describe('the deviations', () => {
  it('refer to cases that exist', () => {
    const unknown = deviations.flatMap(({ cases }) => cases.filter((name) => !names.includes(name)))
    expect(unknown).toEqual([])
  })

  it('list a case at most once per target', () => {
    const entries = deviations.flatMap(({ targets, cases }) =>
      targets.flatMap((target) => cases.map((name) => `${target}: ${name}`)),
    )
    expect(entries.filter((entry, index) => entries.indexOf(entry) !== index)).toEqual([])
  })
})
