import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isServerError } from '../../src/index.js'
import type { Database } from '../../src/store/database.js'
import { openPostgres } from '../../src/store/postgres.js'
import { listClusters, type Cluster } from '../databases.js'
import { get, post, serve } from '../served.js'

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

  it('a transaction is ended when its process does nothing for half a minute', async () => {
    const setting = 'idle_in_transaction_session_timeout'
    const ended = database.transaction(async (session) => {
      expect(await session.query(`SHOW ${setting}`)).toEqual([{ [setting]: '30s' }])
      await session.query(`SET LOCAL ${setting} = 50`)
      await new Promise((resolve) => setTimeout(resolve, 200))
      await session.query('SELECT 1')
    })
    await expect(ended).rejects.toMatchObject({ code: '25P03' })
    expect(await database.query(`SHOW ${setting}`)).toEqual([{ [setting]: '0' }])
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

  it('a lookup reads only its own codes, before the database has statistics about them', async () => {
    const server = await serve(cluster.options)
    const { body: coupon } = await post(server, '/coupons', { name: 'x', percentOff: 20 })
    await post(server, '/promotional-codes', { couponId: coupon['id'], code: 'CODE' })
    const run = (text: string): string => cluster.run('psql', ['-qAt', '-c', text]).trim()
    run(`INSERT INTO promotional_codes (program_id, id, code, code_key, coupon_id, active, first_time_order,
        limit_to_customers, limit_to_affiliate, is_auto_generated, created_at, updated_at)
      SELECT program_id, md5('code' || n)::uuid, 'CODE' || n, 'CODE' || n, coupon_id, true, false, false, false, false,
        now(), now() FROM promotional_codes, generate_series(1, 2000) AS n`)
    const readCount = (): string =>
      run(`SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'promotional_codes'`)
    const before = Number(readCount())
    const find = (n: number): Promise<unknown> => get(server, `/promotional-codes?code=code${n}`)
    const found = await Promise.all(Array.from({ length: 200 }, (_, n) => find(n + 1)))
    expect(found[199]).toMatchObject({ code: 'CODE200' })
    const person = { firstName: 'A', lastName: 'B', email: 'a@example.com' }
    await post(server, '/affiliates', person)
    expect(await get(server, `/promotional-codes?affiliateEmail=${person.email}`)).toEqual([])
    // When a connection ends, PostgreSQL counts what it has read.
    await server.kill()
    const isReported = async (): Promise<void> =>
      expect(Number(readCount())).toBeGreaterThan(before)
    await vi.waitFor(isReported, { timeout: 60_000 })
    expect(Number(readCount()) - before).toBeLessThan(2000)
  })

  it('connections are counted', async () => {
    await Promise.all(Array.from({ length: 3 }, () => database.query('SELECT pg_sleep(0.05)')))
    const idle = database.countConnections?.()
    const busy = database.query('SELECT pg_sleep(0.3)')
    await new Promise((resolve) => setTimeout(resolve, 100))
    const during = database.countConnections?.()
    await busy
    expect(idle).toMatchObject({ busy: 0, waiting: 0 })
    expect(during).toEqual({ idle: (idle?.idle ?? 0) - 1, busy: 1, waiting: 0 })
  })

  const readReason = async (databaseUrl: string): Promise<string> => {
    const failure: unknown = await openPostgres({ databaseUrl, prepare: true }).catch(
      (error: unknown) => error,
    )
    if (!isServerError(failure, 'DATABASE_UNREACHABLE')) throw failure
    expect(failure.message).not.toContain('secret')
    return failure.message
  }

  it('a wrong password is named as the cause', async () => {
    const file = join(cluster.directory, 'data', 'pg_hba.conf')
    const rules = readFileSync(file, 'utf8')
    cluster.run('psql', ['-q', '-c', `CREATE ROLE ann LOGIN PASSWORD 'right'`])
    writeFileSync(file, `local all ann scram-sha-256\nlocal all bob reject\n${rules}`)
    cluster.run('psql', ['-q', '-c', 'SELECT pg_reload_conf()'])
    const toUrl = (user: string): string =>
      `postgres://${user}:secret@/postgres?host=${encodeURIComponent(cluster.directory)}`
    await expect
      .poll(() => readReason(toUrl('ann')))
      .toBe(
        'Cannot connect to PostgreSQL: the password or user is wrong. Check both in the database URL.',
      )
    expect(await readReason(toUrl('bob'))).toBe(
      'Cannot connect to PostgreSQL: the user is not allowed to connect. Check the user and pg_hba.conf.',
    )
  })

  it('a missing database is named as the cause', async () => {
    const databaseUrl = cluster.options.databaseUrl.replace('/postgres?', '/secret?')
    expect(await readReason(databaseUrl)).toMatch(/: the database does not exist\. Create it, or /)
  })

  it.each([
    ['that does not support TLS', 'N', /: TLS failed\. Check sslmode in the database URL/],
    ['whose certificate is not TLS at all', 'S', /: TLS failed\. Check sslmode/],
  ])('TLS with a server %s is named as the cause', async (_name, response, reason) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => {
        socket.write(response)
        socket.once('data', () => socket.end('nothing like TLS'))
      })
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const databaseUrl = `postgres://ann:secret@127.0.0.1:${port}/x?sslmode=verify-full`
    expect(await readReason(databaseUrl)).toMatch(reason)
    server.close()
  })

  it('a host that does not respond is named as the cause', async () => {
    const sockets: Socket[] = []
    const server = createServer((socket) => sockets.push(socket.on('error', () => {})))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    expect(await readReason(`postgres://ann:secret@127.0.0.1:${port}/x`)).toMatch(
      /: it did not respond in time\. Check the host, the port, and any firewalls/,
    )
    for (const socket of sockets) socket.destroy()
    server.close()
  })
})

it.each([
  ['mysql://ann:secret@127.0.0.1/x', /must start with postgres:\/\/ or postgresql:\/\//],
  [
    'postgres://ann:secret@127.0.0.1:1/x',
    /: nothing is listening on the port\. Check the host and port/,
  ],
  [
    'postgres://ann:secret@nowhere.invalid/x',
    /: the host (?:was not found|could not be looked up)\. Check /,
  ],
])('%s is refused with the cause', async (databaseUrl, reason) => {
  const failure: unknown = await openPostgres({ databaseUrl, prepare: true }).catch(
    (error: unknown) => error,
  )
  expect(failure).toMatchObject({
    code: 'DATABASE_UNREACHABLE',
    message: expect.stringMatching(reason),
  })
  expect(String(failure)).not.toContain('secret')
})
