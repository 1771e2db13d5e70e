import type { ProgramData, RecordSale } from '../domain/ports.js'
import type { SaleRecord } from '../domain/records.js'
import { createBatcher, type Batcher, type Outcome } from './batcher.js'

/** Runs work for one program in a transaction. */
export type RunTransaction = <T>(
  programId: string,
  work: (data: ProgramData) => Promise<T>,
) => Promise<T>

/**
 * Creates the batches of sales. Sales of a program that arrive together are recorded one after the other in one
 * transaction, because a commit takes longer than a sale, and the sales of a program wait for each other anyway.
 *
 * When one of them is refused, the transaction is rolled back, and each runs in its own.
 */
export function createSaleBatches(transaction: RunTransaction): Batcher<RecordSale, SaleRecord> {
  return createBatcher((programId, works) => recordSales(transaction, programId, works))
}

async function recordSales(
  transaction: RunTransaction,
  programId: string,
  works: readonly RecordSale[],
): Promise<readonly Outcome<SaleRecord>[]> {
  let refusal: unknown
  try {
    const sales = await transaction(programId, async (data) => {
      const last = await data.sales.takeNumbers(works.length)
      const recorded: SaleRecord[] = []
      try {
        for (const [index, work] of works.entries()) {
          recorded.push(await work(data, last - works.length + index + 1))
        }
      } catch (error) {
        refusal = error
        throw error
      }
      return recorded
    })
    return sales.map((value) => ({ value }))
  } catch (error) {
    // After a failed commit, nobody knows whether the sales are recorded, so they must not run again.
    if (works.length === 1 || error !== refusal) return works.map(() => ({ error }))
  }
  const outcomes: Outcome<SaleRecord>[] = []
  for (const work of works) outcomes.push(...(await recordSales(transaction, programId, [work])))
  return outcomes
}
