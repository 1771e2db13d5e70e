import { expect, it } from 'vitest'
import { migrate } from '../../src/store/migrate.js'
import { migrations } from '../../src/store/migrations.js'
import { listDatabases } from '../databases.js'
import { createId } from './records.js'
import { openEmpty } from './version-1.js'

it.each(listDatabases())(
  'finds the first sale of each customer in the sales of earlier versions in %s',
  async (_name, open) => {
    const { options, close } = open()
    const database = await openEmpty(options)
    try {
      await migrate(
        database,
        migrations.filter(({ version }) => version < 8),
      )
      const programId = createId()
      await database.query(
        `INSERT INTO programs (program_id, name, currency, commission_rate, deduct_tax, deduct_shipping, created_at)
          VALUES ($1, 'P', 'USD', 10, false, false, now())`,
        [programId],
      )
      const ada = createId()
      const customers: readonly (readonly [email: string | null, referralId: string | null])[] = [
        ['a@example.com', null],
        ['A@example.com', null],
        ['b@example.com', ada],
        ['c@example.com', ada],
        [null, null],
        [null, createId()],
        ['c@example.com', null],
      ]
      for (const [index, [email, referralId]] of customers.entries()) {
        await database.query(
          `INSERT INTO sales (program_id, id, affiliate_id, referral_id, name, email, email_key, total_minor,
              commission_rate, commission_minor, due_at, created_at)
            VALUES ($1, $2, $1, $3, 'C', $4, lower($4), 100, 10, 10, now(), now())`,
          [programId, index + 1, referralId, email],
        )
      }
      await migrate(database)
      const text = 'SELECT id::integer FROM sales WHERE is_new_customer ORDER BY id'
      const rows = await database.query<{ id: number }>(text)
      expect(rows.map(({ id }) => id)).toEqual([1, 3, 6])
    } finally {
      await database.close()
      close()
    }
  },
)
