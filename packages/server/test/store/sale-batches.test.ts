import { setTimeout as sleep } from 'node:timers/promises'
import type { NewSale } from '@referly-kit/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProgramData, Store } from '../../src/domain/ports.js'
import type { Program } from '../../src/domain/programs.js'
import type { SaleRecord } from '../../src/domain/records.js'
import type { Database } from '../../src/store/database.js'
import { migrate } from '../../src/store/migrate.js'
import { createStore, openDatabase } from '../../src/store/store.js'
import { listIsolations, type TestDatabase } from '../databases.js'
import { createId, createSeed, toNewCode, toSale, type Seed } from './records.js'

describe.each(listIsolations())('sales that arrive together on %s', (_name, open) => {
  let testDatabase: TestDatabase
  let database: Database
  let transactions = 0
  let beforeTransaction = async (): Promise<void> => {}
  let afterCommit = (): void => {}
  let store: Store
  let seed: Seed
  let program: Program
  let data: ProgramData

  beforeAll(async () => {
    testDatabase = open()
    database = await openDatabase(testDatabase.options)
    await migrate(database)
    store = createStore({
      ...database,
      async transaction(work) {
        transactions++
        await beforeTransaction()
        const result = await database.transaction(work)
        afterCommit()
        return result
      },
    })
    seed = await createSeed(store)
    const found = await store.programs.find(seed.programId)
    if (found === undefined) throw new Error('no program')
    program = found
    data = store.forProgram(seed.programId)
  })

  afterAll(async () => {
    await database?.close()
    testDatabase?.close()
  })

  async function createCode(maxRedemptions: number | null = null): Promise<string> {
    const code = toNewCode(seed, { maxRedemptions })
    await data.promotionalCodes.insert(code)
    return code.code.code
  }

  const record = (sale: { promoCode: string } & Partial<NewSale>): Promise<SaleRecord> => {
    const input = { totalEarned: 10, name: 'Ada', ...sale } as NewSale
    return data.recordSale({ input, program, now: new Date('2026-06-01'), createId })
  }

  const toOutcomes = async (sales: readonly Promise<SaleRecord>[]): Promise<readonly unknown[]> =>
    (await Promise.allSettled(sales)).map((result) =>
      result.status === 'fulfilled' ? result.value.id : result.reason.code,
    )

  const countOf = async (code: string): Promise<number | undefined> =>
    (await data.promotionalCodes.find(code))?.code.timesRedeemed

  it('share one transaction, and one that is refused does not stop the others', async () => {
    const [promoCode, limited] = [await createCode(), await createCode(1)]
    const { id: first } = await record({ promoCode })
    const before = transactions
    const outcomes = await toOutcomes([
      record({ promoCode }),
      record({ promoCode: limited }),
      record({ promoCode: limited }),
      record({ promoCode: 'UNKNOWN' }),
      record({ promoCode }),
    ])
    // The first one may not have waited for the others.
    expect(transactions - before).toBeLessThanOrEqual(2)
    expect(outcomes).toEqual([first + 1, first + 2, 'LIMIT_REACHED', 'INVALID_INPUT', first + 3])
    expect([await countOf(promoCode), await countOf(limited)]).toEqual([3, 1])
  })

  it('are recorded once per key', async () => {
    const promoCode = await createCode()
    const [one, two, three, four, five] = await toOutcomes([
      record({ promoCode }),
      record({ promoCode, externalId: 'order' }),
      record({ promoCode, externalId: 'order', externalInvoiceId: 'invoice' }),
      record({ promoCode, externalInvoiceId: '' }),
      record({ promoCode, externalInvoiceId: '' }),
    ])
    expect(new Set([one, two, four, five]).size).toBe(4)
    expect(three).toBe(two)
    expect(await countOf(promoCode)).toBe(4)
  })

  it('are not recorded again when the commit fails, because it may have succeeded', async () => {
    const promoCode = await createCode()
    afterCommit = (): void => {
      throw new Error('connection lost')
    }
    try {
      const results = await Promise.allSettled([1, 2, 3].map(() => record({ promoCode })))
      expect(results.map(({ status }) => status)).toEqual(Array(3).fill('rejected'))
    } finally {
      afterCommit = (): void => {}
    }
    expect(await countOf(promoCode)).toBe(3)
  })

  it('are recorded without one that the database refuses', async () => {
    const promoCode = await createCode()
    const outcomes = await Promise.allSettled([
      record({ promoCode }),
      record({ promoCode, name: 'a\0b' }),
      record({ promoCode }),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await countOf(promoCode)).toBe(2)
  })

  it('are committed with their last write, unless it fails', async () => {
    const raise = (by: number): Promise<void> =>
      database.transaction(async (session, commitWith) => {
        const text = 'UPDATE sale_counters SET last_id = last_id + $2 WHERE program_id = $1'
        commitWith(session.query(text, [seed.programId, by]))
        commitWith(session.query('SELECT 1 / ($1::integer - 8)', [by]))
        commitWith(session.query('SELECT 1'))
      })
    const readLast = async (): Promise<number> => {
      const text = 'SELECT last_id FROM sale_counters WHERE program_id = $1'
      const [row] = await database.query<{ last_id: string }>(text, [seed.programId])
      return Number(row?.last_id)
    }
    const before = await readLast()
    await expect(raise(8)).rejects.toMatchObject({ code: '22012' })
    expect(await readLast()).toBe(before)
    await raise(7)
    expect(await readLast()).toBe(before + 7)
    await raise(-7)
  })

  it('have texts that are stored unchanged', async () => {
    const texts = ['', 'null', 'NULL', '{}', 'a,b', '"', '\\', "'", ' a ', 'é', '\n', '7', 'N']
    const text = 'SELECT $1::text[] AS texts, $2::boolean[] AS flags, $3::integer[] AS numbers'
    const values = [
      [...texts, null],
      [true, null, false],
      [1, null, -2],
    ] as const
    const [row] = await database.query(text, values)
    expect(row).toEqual({ texts: values[0], flags: values[1], numbers: values[2] })
  })

  it('have a program that is found without selecting a column', async () => {
    const text = 'SELECT FROM programs WHERE program_id = $1'
    expect(await database.query(text, [seed.programId])).toEqual([{}])
  })

  it('ask to be recorded again when their code is changed after it was read', async () => {
    const [changed, promoCode] = [await createCode(), await createCode()]
    beforeTransaction = async (): Promise<void> => {
      beforeTransaction = async (): Promise<void> => {}
      await database.query('UPDATE promotional_codes SET revision = revision + 1 WHERE code = $1', [
        changed,
      ])
    }
    const settled = await Promise.allSettled([
      record({ promoCode: changed }),
      record({ promoCode }),
    ])
    expect(settled[0]).toMatchObject({ status: 'rejected', reason: { name: 'StaleTermsError' } })
    expect(settled[1]).toMatchObject({ status: 'fulfilled' })
    expect([await countOf(changed), await countOf(promoCode)]).toEqual([0, 1])
  })

  it('are not recorded in a currency that their program no longer has', async () => {
    const { programId, affiliate } = await createSeed(store)
    const before = await store.programs.find(programId)
    const after = await store.programs.change(programId, (found) => ({ ...found, currency: 'JPY' }))
    const other = store.forProgram(programId)
    const input: NewSale = { totalEarned: 10, name: 'Ada', referralId: affiliate.id }
    const recordWith = (found: Program | undefined): Promise<SaleRecord> => {
      if (found === undefined) throw new Error('no program')
      return other.recordSale({ input, program: found, now: new Date('2026-06-01'), createId })
    }
    await expect(recordWith(before)).rejects.toMatchObject({ name: 'StaleProgramError' })
    expect(await recordWith(after)).toMatchObject({ id: 1, totalMinor: 10 })
  })

  it('are removed when their program is reset while they are recorded', async () => {
    const other = await createSeed(store)
    const ofOther = store.forProgram(other.programId)
    let resetting: Promise<void> | undefined
    await ofOther.transaction(async ({ sales }) => {
      const id = await sales.takeNumbers(1)
      await sales.insertAll([toSale(other, { id })])
      resetting = store.programs.reset(other.programId)
      // Long enough for the reset to delete the sales that it sees.
      await sleep(500)
    })
    await resetting
    expect(await ofOther.sales.find(1)).toBeUndefined()
    expect(await ofOther.sales.takeNumbers(1)).toBe(1)
  })
})
