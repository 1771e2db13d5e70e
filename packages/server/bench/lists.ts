import { connect } from 'node:net'
import type { Cluster } from '../test/databases.js'
import { start, type BenchProcess } from './processes.js'

interface ListRun {
  readonly seconds: number
  readonly megabytes: number
  readonly firstByteMs: number
  readonly memory: number
}

/** Reads from a plain socket, since `fetch` takes as long to read as the server takes to write. */
async function readList(url: string, key: string, of: BenchProcess): Promise<ListRun> {
  const { hostname, port, pathname } = new URL(url)
  const startedAt = performance.now()
  const socket = connect(Number(port), hostname)
  const head = `Host: ${hostname}\r\nAuthorization: Bearer ${key}\r\nConnection: close\r\n`
  socket.write(`GET ${pathname} HTTP/1.1\r\n${head}\r\n`)
  let firstByteMs = 0
  let bytes = 0
  let chunks = 0
  let memory = 0
  let last = ''
  const received: AsyncIterable<Buffer> = socket
  for await (const chunk of received) {
    if (bytes === 0) firstByteMs = performance.now() - startedAt
    bytes += chunk.length
    last = (last + chunk.subarray(-5).toString('latin1')).slice(-5)
    if (++chunks % 200 === 0) memory = Math.max(memory, of.readMemory())
  }
  if (last !== '0\r\n\r\n') throw new Error(`The list ended early, after ${bytes} bytes.`)
  memory = Math.max(memory, of.readMemory())
  const took = (performance.now() - startedAt) / 1000
  return { seconds: took, megabytes: bytes / 1e6, firstByteMs, memory }
}

/** Options for `measureLists`. */
export interface ListOptions {
  readonly cluster: Cluster
  /** The number of codes in the list. */
  readonly listed: number
  readonly rounds: number
  /** Records a measurement of one round. */
  readonly note: (name: string, value: number) => void
}

/** Measures one long list of codes against the same list read with a naive cursor. */
export async function measureLists({ cluster, listed, rounds, note }: ListOptions): Promise<void> {
  const { options, run } = cluster
  const server = await start('serve.mjs', { BENCH_OPTIONS: JSON.stringify(options) })
  const { url, key, programId } = server.started
  const own = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ name: 'Many', percentOff: 20 })
  const created = await fetch(`${url}/coupons`, { method: 'POST', headers: own, body })
  const { id } = (await created.json()) as { id: string }
  const affiliates = `INSERT INTO affiliates SELECT '${programId}', gen_random_uuid(), 'John', 'Doe',
    'a' || n || '@example.com', 'a' || n || '@example.com', 10, 'ACTIVE', now(), now()
    FROM generate_series(1, 1000) n`
  const codes = `INSERT INTO promotional_codes SELECT '${programId}', gen_random_uuid(), 'MANY' || n, 'many' || n,
    '${id}', (ARRAY(SELECT id FROM affiliates WHERE program_id = '${programId}'))[1 + n % 1000], NULL, true, NULL,
    NULL, 0, false, NULL, NULL, false, NULL, false, false, now(), now() FROM generate_series(1, ${listed}) n`
  for (const text of [affiliates, codes, 'VACUUM ANALYZE promotional_codes', 'CHECKPOINT']) {
    run('psql', ['-q', '-c', text])
  }
  const naive = await start('naive-list.mjs', {
    BENCH_DATABASE_URL: options.databaseUrl,
    BENCH_PROGRAM: String(programId),
  })
  for (let round = 0; round < rounds; round++) {
    const one = await readList(String(naive.started['url']), '', naive)
    note('list by a naive cursor, codes/s', listed / one.seconds)
    note('list by a naive cursor, MB/s', one.megabytes / one.seconds)
    const ours = await readList(`${url}/promotional-codes`, String(key), server)
    note('list, codes/s', listed / ours.seconds)
    note('list, MB/s', ours.megabytes / ours.seconds)
    note('list, first byte ms', ours.firstByteMs)
    note('list, most memory MB', ours.memory)
  }
  await Promise.all([server.stop(), naive.stop()])
}
