import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnswerTarget } from '../src/answer-target.js'
import { fillWithExamples, readExchanges } from '../src/answers.js'
import type { ContractCase } from '../src/contract-case.js'
import { readExampleFixtures } from '../src/examples.js'
import { startPrism } from '../src/prism.js'

const deletion: ContractCase = {
  name: 'deleteSale deletes a sale',
  given: [
    {
      as: 'own',
      operation: 'createSale',
      body: { totalEarned: 100, referralId: '{referral.id}' },
    },
    { operation: 'refundSale', body: { saleId: '{own.id}' } },
  ],
  operation: 'deleteSale',
  body: { saleId: '{own.id}' },
  status: 204,
  afterwards: [{ operation: 'listSales', query: { id: '{own.id}' }, status: 200, shape: 'empty' }],
}

describe('the requests of a case', () => {
  let target: AnswerTarget

  beforeAll(async () => {
    target = await startPrism()
  })

  afterAll(() => target.close())

  it('are its own and the ones after it, with the ids of the records that it created', async () => {
    const exchanges = await readExchanges(target, deletion)
    expect(exchanges.map(({ request }) => request.operation)).toEqual(['deleteSale', 'listSales'])
    expect(exchanges[0]?.request.body).toEqual({ saleId: 1 })
    expect(exchanges[0]?.answer).toEqual({ status: 204, contentType: '', body: '' })
    expect(exchanges[1]?.request.query).toEqual({ id: 1 })
    expect(exchanges[1]?.answer.body).toEqual([])
  })

  it('include those that create its records on request', async () => {
    const exchanges = await readExchanges(target, deletion, { isComplete: true })
    const operations = ['createSale', 'refundSale', 'deleteSale', 'listSales']
    expect(exchanges.map(({ request }) => request.operation)).toEqual(operations)
  })

  it('fail if a record cannot be created, with the response and the body', async () => {
    const given = [{ as: 'own', operation: 'createSale', body: { totalEarned: -1 } }] as const
    await expect(readExchanges(target, { ...deletion, given })).rejects.toThrow(
      /createSale returned 400, but the case needs it: .*The body was {"totalEarned":-1}/,
    )
  })

  it('can be filled with the examples of the contract, without a target', () => {
    const values = { ...readExampleFixtures(), unique: '0f3a91c2' }
    const [created, refunded, deleted] = fillWithExamples(deletion, values)
    expect(created).toMatchObject({ status: 200, body: { referralId: values['referral.id'] } })
    expect(refunded).toMatchObject({ status: 200, body: { saleId: 1 } })
    expect(deleted).toMatchObject({ status: 204, body: { saleId: 1 } })
  })
})
