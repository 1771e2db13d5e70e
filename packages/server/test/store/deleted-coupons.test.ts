import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { migrate } from '../../src/store/migrate.js'
import { createStore, openDatabase } from '../../src/store/store.js'
import { listDatabases } from '../databases.js'
import { createSeed, toNewCode } from './records.js'

it.each(listDatabases())(
  'the removal of a deleted coupon continues on %s after the database failed',
  async (_name, open) => {
    const { options, close } = open()
    const database = await openDatabase(options)
    await migrate(database)
    let failures = 0
    const store = createStore({
      ...database,
      async query(text, values) {
        if (text.startsWith('DELETE FROM') && failures < 2) {
          failures++
          throw new Error('connection lost')
        }
        return database.query(text, values)
      },
    })
    try {
      const seed = await createSeed(store)
      const data = store.forProgram(seed.programId)
      await Promise.all([1, 2, 3].map(() => data.promotionalCodes.insert(toNewCode(seed))))
      await data.coupons.delete(seed.coupon.id, seed.coupon.createdAt)
      const count = async (table: string): Promise<unknown> =>
        (await database.query<{ count: string }>(`SELECT count(*) FROM ${table}`))[0]?.count
      while ((await count('coupons')) !== '0') await sleep(50)
      expect(await count('promotional_codes')).toBe('0')
      expect(failures).toBe(2)
    } finally {
      await store.close()
      close()
    }
  },
)
