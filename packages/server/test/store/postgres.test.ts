import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/store/database.js'
import { openPostgres } from '../../src/store/postgres.js'
import { listClusters, type Cluster } from '../databases.js'

describe.each(listClusters().map((open) => [open] as const))('on PostgreSQL', (open) => {
  let cluster: Cluster
  let database: Database

  beforeAll(async () => {
    cluster = open()
    database = await openPostgres({ ...cluster.options, prepare: true })
  })

  afterAll(async () => {
    await database?.close()
    cluster?.close()
  })

  const prepared = 'SELECT name FROM pg_prepared_statements WHERE name LIKE $1'
  const endOthers = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`

  it('statements are named, except behind a pooler that does not support it', async () => {
    expect(await database.query(prepared, ['referly%'])).toHaveLength(1)
    const plain = await openPostgres({ ...cluster.options, prepare: false })
    expect(await plain.query(prepared, ['referly%'])).toEqual([])
    await plain.close()
  })

  it('the process survives connections closed by the database, idle or in a transaction', async () => {
    await Promise.all(Array.from({ length: 5 }, () => database.query('SELECT pg_sleep(0.05)')))
    const failed = database.transaction(async (session) => {
      await session.query('SELECT 1')
      cluster.run('psql', ['-q', '-c', endOthers])
      await new Promise((resolve) => setTimeout(resolve, 50))
      await session.query('SELECT 1')
    })
    await expect(failed).rejects.toThrow()
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('a failed transaction is rolled back and its connection reused', async () => {
    await database.query('CREATE TABLE t (id integer)')
    const failed = database.transaction(async (session) => {
      await session.query('INSERT INTO t VALUES ($1)', [1])
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await database.query('SELECT id FROM t')).toEqual([])
  })
})
