import { describe, expect, it } from 'vitest'
import type { ProgramData, RecordSale } from '../../src/domain/ports.js'
import type { SaleRecord } from '../../src/domain/records.js'
import { createSaleBatches, type RunTransaction } from '../../src/store/sale-batches.js'

interface Database {
  readonly transaction: RunTransaction
  /** The numbers of the sales of each committed transaction. */
  readonly committed: number[][]
}

/** Creates a database that numbers sales; `commit` runs at the end of each transaction and can fail. */
function createDatabase(commit: () => void = () => {}): Database {
  const committed: number[][] = []
  let last = 0
  const transaction: RunTransaction = async (_programId, work) => {
    const before = last
    const sales = { takeNumbers: async (count: number) => (last += count) }
    try {
      const result = await work({ sales } as unknown as ProgramData)
      commit()
      committed.push(Array.from({ length: last - before }, (_, index) => before + index + 1))
      return result
    } catch (error) {
      last = before
      throw error
    }
  }
  return { transaction, committed }
}

const record: RecordSale = async (_data, id) => ({ id }) as SaleRecord

const refuse: RecordSale = async () => {
  throw new Error('refused')
}

describe('sales that arrive together', () => {
  it('share one transaction and get consecutive numbers', async () => {
    const { transaction, committed } = createDatabase()
    const batches = createSaleBatches(transaction)
    const sales = await Promise.all([1, 2, 3, 4].map(() => batches.add('p', record)))
    expect(sales.map(({ id }) => id)).toEqual([1, 2, 3, 4])
    expect(committed).toEqual([[1], [2, 3, 4]])
  })

  it('are recorded one by one when one of them is refused', async () => {
    const { transaction, committed } = createDatabase()
    const batches = createSaleBatches(transaction)
    const works = [record, record, refuse, record]
    const results = await Promise.allSettled(works.map((work) => batches.add('p', work)))
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect(committed).toEqual([[1], [2], [3]])
  })

  it('are not recorded again when the commit fails, because it may have succeeded', async () => {
    let commits = 0
    const { transaction } = createDatabase(() => {
      if (++commits === 2) throw new Error('connection lost')
    })
    const batches = createSaleBatches(transaction)
    const results = await Promise.allSettled([1, 2, 3].map(() => batches.add('p', record)))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(commits).toBe(2)
  })
})
