// `pnpm build && pnpm bench:webhooks [slices] [pglite|postgresql|deliveries]` measures the rate of sales without and
// with an endpoint on each database, and on PostgreSQL deliveries per minute and per core, and the memory of the server
// with a backlog of a million.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { listClusters } from '../test/databases.js'
import { describeMachine } from './machine.js'
import { start, type BenchProcess } from './processes.js'
import { toServed } from './sales.js'
import { measureSales } from './webhook-sales.js'

const slices = Number(process.argv[2] ?? 10)
const only = process.argv[3]

let received = 0
const receiver = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    received++
    response.end()
  })
})
receiver.listen(0, '127.0.0.1')
await once(receiver, 'listening')
const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`

const write = (...cells: readonly (string | number)[]): void => {
  process.stdout.write(`| ${cells.map((cell) => String(cell)).join(' | ')} |\n`)
}

function serve(options: object): Promise<BenchProcess> {
  const all = { ...options, webhooksAllowPrivate: true }
  return start('serve.mjs', { BENCH_OPTIONS: JSON.stringify(all) })
}

interface BenchDatabase {
  readonly name: string
  readonly options: object
  /** Refreshes the statistics of the planner. */
  readonly analyze: () => void
}

/** Writes the rates of sales without and with an endpoint, and their ratio, as quartiles. */
async function writeSales({ name, options, analyze }: BenchDatabase): Promise<void> {
  const server = await serve(options)
  try {
    const before = received
    const { without, withEndpoint } = await measureSales(server, { hook, slices, analyze })
    const toCells = (values: readonly number[], digits: number): readonly string[] =>
      [0.25, 0.5, 0.75].map((share) => quantile(values, share).toFixed(digits))
    write(`sales per second without an endpoint, ${name}`, ...toCells(without, 0))
    write(`sales per second with an endpoint, ${name}`, ...toCells(withEndpoint, 0))
    const ratios = withEndpoint.map((rate, at) => rate / (without[at] ?? 0))
    write(`ratio, ${name}`, ...toCells(ratios, 2))
    write(`deliveries, ${name}`, received - before, '', '')
  } finally {
    await server.stop()
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (sorted.length - 1) * share
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0]
  return low + (high - low) * (at - Math.floor(at))
}

/** Measures deliveries with a backlog on PostgreSQL. */
async function writeDeliveries(): Promise<void> {
  const [open] = listClusters()
  if (open === undefined) throw new Error('PostgreSQL is not installed.')
  const cluster = open()
  const sql = (text: string): string => cluster.run('psql', ['-tAqc', text]).trim()
  const server = await serve(cluster.options)
  try {
    const limits = { maxPerSecond: 1000, concurrency: 50 }
    const body = { url: hook, events: ['coupon.created'], ...limits }
    const endpoint = await toServed(server).sendToKit('POST', '/webhooks', body)
    const programId = String(server.started['programId'])
    sql(toSeed({ programId, endpoint, count: 20_000 }))
    await measureDeliveries('a backlog of 20,000', server, 10)
    sql('TRUNCATE webhook_deliveries, webhook_events, webhook_attempts')
    sql(toSeed({ programId, endpoint, count: 1_000_000 }))
    sql('ANALYZE')
    await measureDeliveries('a backlog of 1,000,000', server, 30)
    const pending = sql(`SELECT count(*) FROM webhook_deliveries WHERE state = 'PENDING'`)
    write('pending in the end', pending, '', '')
  } finally {
    await server.stop()
    cluster.close()
  }
}

interface Seed {
  readonly programId: string
  readonly endpoint: string
  readonly count: number
}

/** Returns SQL that adds deliveries to one endpoint, because a million changes would take too long. */
function toSeed({ programId, endpoint, count }: Seed): string {
  const payload = JSON.stringify({
    event: 'sale.created',
    body: { id: 1, filler: 'x'.repeat(500) },
  })
  return `WITH events AS (
      INSERT INTO webhook_events
        (program_id, event, record_id, created_at, payload)
      SELECT '${programId}', 'sale.created', n::text, now(), '${payload}'
      FROM generate_series(1, ${count}) AS n RETURNING seq)
    INSERT INTO webhook_deliveries
      (program_id, id, event_seq, endpoint_id, url, state, next_attempt_at, created_at)
    SELECT '${programId}', gen_random_uuid(), seq, '${endpoint}', '${hook}', 'PENDING', now(), now() FROM events`
}

/** Measures deliveries for some seconds. */
async function measureDeliveries(
  name: string,
  { readCpu, readMemory }: BenchProcess,
  seconds: number,
): Promise<void> {
  await sleep(2000)
  const [first, cpu, startMs] = [received, readCpu(), performance.now()]
  const memory: number[] = []
  for (let second = 0; second < seconds; second++) {
    memory.push(readMemory())
    await sleep(1000)
  }
  const elapsed = (performance.now() - startMs) / 1000
  const count = received - first
  const share = (readCpu() - cpu) / elapsed
  const perMinute = (count / elapsed) * 60
  write(
    `deliveries per minute, ${name}`,
    perMinute.toFixed(0),
    `${(share * 100).toFixed(0)}% of a core`,
    `${(perMinute / share).toFixed(0)} per core`,
  )
  write(
    `memory in MB, first and highest, ${name}`,
    (memory[0] ?? 0).toFixed(0),
    Math.max(...memory).toFixed(0),
    '',
  )
}

/** Calls a function with a new PGlite directory or PostgreSQL cluster that waits for the disk. */
async function onEachDatabase(run: (database: BenchDatabase) => Promise<void>): Promise<void> {
  if (only === undefined || only === 'pglite') {
    const dataDir = mkdtempSync(join(tmpdir(), 'referly-hooks-'))
    // It keeps its statistics fresh by itself.
    await run({ name: 'PGlite', options: { dataDir }, analyze: () => {} })
    rmSync(dataDir, { recursive: true, force: true })
  }
  const clusters = only === undefined || only === 'postgresql' ? listClusters(true) : []
  for (const open of clusters) {
    const cluster = open()
    const analyze = (): void => void cluster.run('psql', ['-qc', 'ANALYZE'])
    await run({ name: 'PostgreSQL', options: cluster.options, analyze })
    cluster.close()
  }
}

try {
  process.stdout.write(`${describeMachine()}\n\n`)
  if (slices > 0) {
    write('quartiles', '25%', '50%', '75%')
    write('---', '--:', '--:', '--:')
    await onEachDatabase(writeSales)
  }
  if (only === undefined || only === 'deliveries') await writeDeliveries()
} finally {
  receiver.closeAllConnections()
  receiver.close()
}
