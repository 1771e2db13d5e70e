import { expect, it } from 'vitest'
import type { Database } from '../../src/store/database.js'
import { migrate } from '../../src/store/migrate.js'
import { createStore } from '../../src/store/store.js'
import { listDatabases } from '../databases.js'
import { createId } from './records.js'
import { createVersion1, openEmpty } from './version-1.js'

const now = '2026-06-01T12:00:00.000Z'

/** Writes referrals with repeated emails and sales with repeated invoices, as version 1 accepted them. */
async function fill(database: Database, programId: string): Promise<void> {
  const affiliateId = createId()
  await database.query(
    `INSERT INTO affiliates VALUES ($1, $2, 'A', 'B', 'a@b.co', 'a@b.co', 10, 'link', 'active', '${now}', '${now}')`,
    [programId, affiliateId],
  )
  for (const [name, email] of [
    ['Ada 1', 'Ada@example.com'],
    ['Bob', 'bob@example.com'],
    ['Ada 2', 'ADA@example.com'],
    ['Ada 3', 'ada@example.com'],
  ] as const) {
    await database.query(
      `INSERT INTO referrals VALUES ($1, $2, $3, NULL, $4, $5, lower($5), $4, NULL, 'active', '${now}')`,
      [programId, createId(), affiliateId, name, email],
    )
  }
  for (const [index, invoice] of ['i1', 'i2', 'i1', '', '', null, 'i1', null].entries()) {
    await database.query(
      `INSERT INTO sales VALUES ($1, $2, $3, NULL, NULL, NULL, $4, 'C', NULL, NULL, 100, 10, 10, NULL, NULL, NULL, '${now}')`,
      [programId, index + 1, affiliateId, invoice],
    )
  }
  await database.query('UPDATE sale_counters SET last_id = 8 WHERE program_id = $1', [programId])
}

const readRepetitions = (database: Database, table: string, column: string): Promise<unknown> =>
  database.query(`SELECT ${column} AS key, repetition FROM ${table} ORDER BY id`)

it.each(listDatabases())(
  'numbers referrals with the same email and sales with the same invoice of earlier versions in %s',
  async (_name, open) => {
    const { options, close } = open()
    const database = await openEmpty(options)
    try {
      const [programId = '', other = ''] = await createVersion1(database, [['ONE'], ['TWO']])
      await fill(database, programId)
      await migrate(database)
      expect(await readRepetitions(database, 'referrals', 'name')).toEqual([
        { key: 'Ada 1', repetition: 0 },
        { key: 'Bob', repetition: 0 },
        { key: 'Ada 2', repetition: 1 },
        { key: 'Ada 3', repetition: 2 },
      ])
      expect(await readRepetitions(database, 'sales', 'external_invoice_id')).toEqual([
        { key: 'i1', repetition: 0 },
        { key: 'i2', repetition: 0 },
        { key: 'i1', repetition: 1 },
        { key: '', repetition: 0 },
        { key: '', repetition: 0 },
        { key: null, repetition: 0 },
        { key: 'i1', repetition: 2 },
        { key: null, repetition: 0 },
      ])
      const store = createStore(database)
      const data = store.forProgram(programId)
      // The first record of each key is the one that repeated requests return.
      expect(await data.referrals.find({ email: 'ADA@example.com' })).toMatchObject({
        name: 'Ada 1',
      })
      const [first] = await data.sales.findByKeys([{ externalInvoiceId: 'i1' }])
      expect(first?.id).toBe(1)
      expect(await store.forProgram(other).sales.findByKeys([{ externalInvoiceId: 'i1' }])).toEqual(
        [],
      )
      const again = `UPDATE sales SET external_invoice_id = 'i2' WHERE program_id = $1 AND id = 8`
      await expect(database.query(again, [programId])).rejects.toThrow('sales_external_invoice_id')
    } finally {
      await database.close()
      close()
    }
  },
)
