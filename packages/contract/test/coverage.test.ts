import { beforeAll, describe, expect, it } from 'vitest'
import type { AnswerTarget } from '../src/answer-target.js'
import { createPlaceholders, fillCase, readAnswer } from '../src/answers.js'
import { contractCases } from '../src/cases.js'
import { failureCases, limitCases } from '../src/cases/outages.js'
import type { ContractCase } from '../src/contract-case.js'
import { readOperation } from '../src/contract.js'
import { findCovered, listPlaces, uncovered, type Exchange } from '../src/coverage.js'
import { startPrism } from '../src/prism.js'
import { startOnPglite } from '../src/referly-server.js'

const places = listPlaces()

describe('the coverage of the contract', () => {
  let covered: ReadonlySet<string>

  beforeAll(async () => {
    // Create first, so that the lists have records.
    const isLookup = ({ operation }: ContractCase): boolean =>
      readOperation(operation).method === 'GET'
    const cases = contractCases.toSorted((a, b) => Number(isLookup(a)) - Number(isLookup(b)))
    covered = findCovered([
      ...(await readExchanges(startOnPglite, cases)),
      // Only the mock can be asked to return these.
      ...(await readExchanges(startPrism, [...limitCases, ...failureCases])),
    ])
  })

  it('includes every operation, parameter, property, enum value, and status, or gives a reason', () => {
    const argued = (place: string): boolean => uncovered.some((gap) => gap.places.test(place))
    expect(places.filter((place) => !covered.has(place) && !argued(place))).toEqual([])
  })

  it.each(uncovered)('excludes exactly $places: $reason', (gap) => {
    const named = places.filter((place) => gap.places.test(place))
    expect(named).not.toEqual([])
    expect(named.filter((place) => covered.has(place))).toEqual([])
  })
})

describe('the places of a contract', () => {
  const list = { type: 'array', items: { $ref: '#/components/schemas/Node' } }
  const operation = {
    operationId: 'listNodes',
    parameters: [{ name: 'kind', schema: { type: 'string', enum: ['a'] } }],
    responses: { '200': { content: { 'application/json': { schema: list } } } },
  }
  const node = {
    properties: { tag: { enum: ['b', 'c'] }, next: { $ref: '#/components/schemas/Node' } },
  }
  const document = {
    paths: { '/nodes': { get: operation } },
    components: { schemas: { Node: node } },
  }

  it('are its operations, parameters, statuses, properties, and enum values', () => {
    expect(listPlaces(document)).toEqual([
      'listNodes',
      'listNodes?kind',
      'listNodes?kind=a',
      'listNodes 200',
      'listNodes 200.tag',
      'listNodes 200.tag=b',
      'listNodes 200.tag=c',
      'listNodes 200.next',
    ])
  })

  it('are covered by accepted requests and by all responses', () => {
    const request = {
      name: 'n',
      operation: 'listCoupons',
      query: { id: '1' },
      status: 200,
    } as const
    const exchange = (status: number, body: unknown): Exchange => ({
      request,
      answer: { status, contentType: 'application/json', body },
    })
    const accepted = findCovered([exchange(200, [{ tag: 'b', next: null }])])
    expect(accepted).toContain('listCoupons?id')
    expect(accepted).toContain('listCoupons 200.tag=b')
    expect(accepted).not.toContain('listCoupons 200.next')
    expect(findCovered([exchange(400, { error: 400 })])).not.toContain('listCoupons?id')
  })
})

async function readExchanges(
  start: () => Promise<AnswerTarget>,
  cases: readonly ContractCase[],
): Promise<readonly Exchange[]> {
  const target = await start()
  try {
    const exchanges: Exchange[] = []
    for (const contractCase of cases) {
      const request = fillCase(contractCase, createPlaceholders(target))
      exchanges.push({ request, answer: await readAnswer(target, request) })
    }
    return exchanges
  } finally {
    await target.close()
  }
}
