import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/store/database.js'
import { createMaintenance } from '../../../src/store/pglite/maintenance.js'
import { openPglite } from '../../../src/store/pglite/pglite.js'

const root = mkdtempSync(join(tmpdir(), 'referly-pglite-'))

afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('PGlite in a directory', () => {
  let database: Database

  beforeAll(async () => {
    // The state a crash during the very first start leaves behind.
    mkdirSync(join(root, 'pgdata.new'))
    writeFileSync(join(root, 'pgdata.new', 'PG_VERSION'), '18')
    database = await openPglite(root, 16)
    await database.query('CREATE TABLE t (id integer)')
  })

  afterAll(() => database?.close())

  it('flushes to disk before it acknowledges', async () => {
    expect(await database.query('SHOW fsync')).toEqual([{ fsync: 'on' }])
    expect(await database.query('SHOW wal_sync_method')).toEqual([{ wal_sync_method: 'fsync' }])
  })

  it('has a cache of the size that was asked for', async () => {
    expect(await database.query('SHOW shared_buffers')).toEqual([{ shared_buffers: '16MB' }])
  })

  it('runs no other statement within a transaction', async () => {
    const transaction = database.transaction(async (session) => {
      await session.query('INSERT INTO t VALUES (1)')
      await new Promise((resolve) => setTimeout(resolve, 20))
      throw new Error('no')
    })
    const other = database.query('INSERT INTO t VALUES (2)')
    await expect(transaction).rejects.toThrow('no')
    await other
    expect(await database.query('SELECT id FROM t')).toEqual([{ id: 2 }])
  })

  it('runs more statements than it keeps prepared', async () => {
    const numbers = Array.from({ length: 700 }, (_, index) => index)
    for (const number of [...numbers, ...numbers.slice(-10), ...numbers.slice(0, 10)]) {
      const text = `SELECT $1::integer + ${number} AS sum, $2::text[] AS list, $3::text AS nothing`
      const [row] = await database.query(text, [1, ['1', '2'], null])
      expect(row).toEqual({ sum: number + 1, list: ['1', '2'], nothing: null })
    }
    const [kept] = await database.query<{ count: string }>(
      'SELECT count(*) FROM pg_prepared_statements',
    )
    expect(Number(kept?.count)).toBeLessThan(400)
  })

  it('runs the next statement after one that was refused', async () => {
    const broken = database.query('SELECT * FROM missing WHERE id = $1', [1])
    const refused = database.query('SELECT 1 / $1::integer AS quotient', [0])
    const next = database.query('SELECT 1 / $1::integer AS quotient', [1])
    await expect(broken).rejects.toMatchObject({ code: '42P01' })
    await expect(refused).rejects.toMatchObject({ code: '22012' })
    expect(await next).toEqual([{ quotient: 1 }])
  })

  it('is vacuumed and analyzed, which PGlite does not do by itself', async () => {
    await database.query('INSERT INTO t SELECT * FROM generate_series(1, 5000)')
    await database.query('DELETE FROM t WHERE id <= 2500')
    await createMaintenance((work) => work(database)).run()
    expect(await readTable()).toEqual({ reltuples: 2500, n_dead_tup: '0' })
  })

  it('leaves a table alone for two hundred times as long as its maintenance took', async () => {
    let nowMs = 0
    // In this test, maintaining the table takes 100 ms.
    const maintenance = createMaintenance(
      async (work) => {
        await work({
          query(text, values) {
            if (text.includes('"t"')) nowMs += 100
            return database.query(text, values)
          },
        })
      },
      () => nowMs,
    )
    await database.query('INSERT INTO t SELECT * FROM generate_series(1, 5000)')
    await maintenance.run()
    expect(await readTable()).toMatchObject({ reltuples: 7500 })

    await database.query('INSERT INTO t SELECT * FROM generate_series(1, 5000)')
    nowMs += 19_999
    await maintenance.run()
    expect(await readTable()).toMatchObject({ reltuples: 7500 })

    nowMs++
    await maintenance.run()
    expect(await readTable()).toMatchObject({ reltuples: 12_500 })
  })

  async function readTable(): Promise<unknown> {
    const [table] = await database.query(
      `SELECT reltuples, n_dead_tup FROM pg_class JOIN pg_stat_user_tables ON relid = oid WHERE pg_class.relname = 't'`,
    )
    return table
  }
})
