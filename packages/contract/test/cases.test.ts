import { codeParts, couponDurations, couponTypes, randomCharsCases } from '@referly-kit/types'
import { describe, expect, it } from 'vitest'
import { contractCases } from '../src/cases.js'
import type { JsonObject } from '../src/contract-case.js'
import { contractOperations } from '../src/contract.js'
import { deviations } from '../src/deviations.js'

const names = contractCases.map(({ name }) => name)

describe('the cases', () => {
  it('have unique names', () => {
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  it('name their operation', () => {
    const misnamed = contractCases.filter(({ name, operation }) => !name.startsWith(operation))
    expect(misnamed).toEqual([])
  })

  for (const { id, method, parameters, properties } of contractOperations) {
    const cases = contractCases.filter(({ operation }) => operation === id)
    const statuses = method === 'GET' ? [200, 400, 401, 429, 500] : [200, 400, 401, 409, 429, 500]

    it(`cover the answers of ${id} with ${statuses.join(', ')}`, () => {
      const seen = new Set(cases.map(({ status }) => status))
      expect([...seen].toSorted((a, b) => a - b)).toEqual(statuses)
    })

    it(`see ${id} accept every parameter`, () => {
      const accepted = cases.filter(({ status }) => status === 200)
      const used = new Set(accepted.flatMap(({ query }) => Object.keys(query ?? {})))
      expect(parameters.filter((parameter) => !used.has(parameter))).toEqual([])
    })

    it(`see ${id} accept every property`, () => {
      const accepted = cases.filter(({ status }) => status === 200)
      const used = new Set(accepted.flatMap(({ body }) => Object.keys(body ?? {})))
      expect(properties.filter((property) => !used.has(property))).toEqual([])
      expect(properties.length > 0).toBe(method === 'POST')
    })
  }

  const sent = contractCases
    .filter(({ status }) => status === 200)
    .map(({ body }) => (body ?? {}) as JsonObject)

  it('see every part of a code accepted', () => {
    const used = new Set(sent.flatMap(({ codeStructure }) => Object.keys(codeStructure ?? {})))
    expect(codeParts.filter((part) => !used.has(part))).toEqual([])
  })

  it.each([
    ['couponType', couponTypes],
    ['duration', couponDurations],
    ['randomCharsCase', randomCharsCases],
  ])('see every %s accepted', (property, values) => {
    const used = new Set(sent.map((body) => body[property]))
    expect(values.filter((value) => !used.has(value))).toEqual([])
  })

  it('see each look-up answer a list, one record and nothing', () => {
    for (const { id } of contractOperations.filter(({ method }) => method === 'GET')) {
      const cases = contractCases.filter(({ operation }) => operation === id)
      const shapes = new Set(cases.map(({ shape }) => shape))
      expect(shapes, id).toEqual(new Set(['list', 'single', 'empty', undefined]))
    }
  })
})

describe('the deviations', () => {
  it('name cases that exist', () => {
    const unknown = deviations.flatMap(({ cases }) => cases.filter((name) => !names.includes(name)))
    expect(unknown).toEqual([])
  })

  it('name a case at most once per target', () => {
    const entries = deviations.flatMap(({ targets, cases }) =>
      targets.flatMap((target) => cases.map((name) => `${target}: ${name}`)),
    )
    expect(entries.filter((entry, index) => entries.indexOf(entry) !== index)).toEqual([])
  })
})
