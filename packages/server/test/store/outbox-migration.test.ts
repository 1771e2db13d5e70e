import { expect, it } from 'vitest'
import { migrate } from '../../src/store/migrate.js'
import { migrations } from '../../src/store/migrations.js'
import { listDatabases } from '../databases.js'
import { createId } from './records.js'
import { openEmpty } from './version-1.js'

it.each(listDatabases())(
  'keeps events that an earlier version has not sent yet in %s',
  async (_name, open) => {
    const { options, close } = open()
    const database = await openEmpty(options)
    try {
      await migrate(
        database,
        migrations.filter(({ version }) => version < 18),
      )
      const programId = createId()
      await database.query(
        `INSERT INTO programs (program_id, name, currency, commission_rate, deduct_tax, deduct_shipping, created_at)
          VALUES ($1, 'P', 'USD', 10, false, false, now())`,
        [programId],
      )
      const updated = [
        { id: 'c', record: { program_id: programId, id: 'c', name: 'Fall, "new"', valid: true } },
        { id: 'd', record: { program_id: programId, id: 'd', name: null, valid: false } },
      ]
      const deleted = [{ id: 7, record: null }]
      for (const records of [updated, deleted]) {
        await database.query(
          `INSERT INTO webhook_outbox (program_id, event, endpoint_ids, created_at, count, records)
            VALUES ($1, 'coupon.updated', '{}', now(), 1, $2)`,
          [programId, JSON.stringify(records)],
        )
      }
      await migrate(database)
      const rows = await database.query('SELECT columns, records FROM webhook_outbox ORDER BY seq')
      expect(rows).toEqual([
        {
          columns: ['program_id', 'id', 'name', 'valid'],
          records: [
            [programId, 'c', 'Fall, "new"', true],
            [programId, 'd', null, false],
          ],
        },
        { columns: ['id'], records: [[7]] },
      ])
    } finally {
      await database.close()
      close()
    }
  },
)
