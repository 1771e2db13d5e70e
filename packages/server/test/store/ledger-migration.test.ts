import { expect, it } from 'vitest'
import { migrate } from '../../src/store/migrate.js'
import { migrations } from '../../src/store/migrations.js'
import { listDatabases } from '../databases.js'
import { createId } from './records.js'
import { createVersion1, openEmpty } from './version-1.js'

const [created, refunded] = ['2026-06-01T12:00:00.000Z', '2026-06-02T12:00:00.000Z']

it.each(listDatabases())(
  'the sales and refunds of a database of version 5 become entries of the ledger in %s',
  async (_name, open) => {
    const { options, close } = open()
    const database = await openEmpty(options)
    try {
      const [programId = ''] = await createVersion1(database, [['ONE']])
      await migrate(
        database,
        migrations.filter(({ version }) => version <= 5),
      )
      await database.query('UPDATE programs SET deduct_tax = true, holding_days = 7')
      await database.query(
        `INSERT INTO sales (program_id, id, affiliate_id, name, promo_code, total_minor, commission_rate,
           commission_minor, tax_minor, status, refunded_at, created_at)
         SELECT $1, id, $2, 'C', 'ONE', 1005, 10, commission, 100, status, refunded_at, $3
         FROM (VALUES (1, 91, 'ACTIVE', NULL), (2, 0, 'REFUNDED', $4::timestamptz), (3, 0, 'ACTIVE', NULL))
           AS made (id, commission, status, refunded_at)`,
        [programId, createId(), created, refunded],
      )
      await migrate(database)
      const entries = await database.query(
        `SELECT kind, sale_id::integer, owed_minor::integer, promo_code, currency, due_at, created_at
         FROM ledger_entries ORDER BY id`,
      )
      const due = new Date('2026-06-08T12:00:00.000Z')
      const entry = { promo_code: 'ONE', currency: 'USD', due_at: due }
      const earned = { ...entry, kind: 'EARNED', owed_minor: 91, created_at: new Date(created) }
      expect(entries).toHaveLength(3)
      expect(entries).toEqual(
        expect.arrayContaining([
          { ...earned, sale_id: 1 },
          { ...earned, sale_id: 2 },
        ]),
      )
      expect(entries[2]).toEqual({
        ...entry,
        kind: 'REFUNDED',
        sale_id: 2,
        owed_minor: -91,
        created_at: new Date(refunded),
      })
      expect(
        await database.query(
          'SELECT sale_id::integer, amount_minor::integer, commission_minor::integer, created_at FROM refunds',
        ),
      ).toEqual([
        { sale_id: 2, amount_minor: 1005, commission_minor: 91, created_at: new Date(refunded) },
      ])
      expect(
        await database.query('SELECT refunded_minor::integer, due_at FROM sales ORDER BY id'),
      ).toEqual([0, 1005, 0].map((refunded_minor) => ({ refunded_minor, due_at: due })))
    } finally {
      await database.close()
      close()
    }
  },
)
