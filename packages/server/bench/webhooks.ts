// `pnpm build && pnpm bench:webhooks [rounds]` measures webhooks on PostgreSQL: the rate of sales with an endpoint and
// without, deliveries per minute and per core, and the memory of the server with a backlog of a million.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { listClusters, type Cluster } from '../test/databases.js'
import { describeMachine } from './machine.js'
import { measure, start, type BenchProcess } from './processes.js'
import { createCustomers, saleBodies, saleCodes } from './sales.js'

const rounds = Number(process.argv[2] ?? 5)
const [open] = listClusters()
if (open === undefined) throw new Error('PostgreSQL is not installed.')
const cluster = open()
const options = { ...cluster.options, webhooksAllowPrivate: true }
const server = await start('serve.mjs', { BENCH_OPTIONS: JSON.stringify(options) })
const [url, key] = [String(server.started['url']), String(server.started['key'])]
const kitUrl = url.replace('/api/v1', '/api/kit/v1')

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

async function send(base: string, method: string, path: string, body: object): Promise<string> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const answer = await fetch(base + path, { method, headers, body: JSON.stringify(body) })
  return String(((await answer.json()) as { id: unknown }).id)
}

const create = (path: string, body: object): Promise<string> => send(url, 'POST', path, body)

const write = (...cells: readonly (string | number)[]): void => {
  process.stdout.write(`| ${cells.map((cell) => String(cell)).join(' | ')} |\n`)
}

/** Measures sales with and without an enabled endpoint, in pairs. */
async function measureSales(): Promise<void> {
  const couponId = await create('/coupons', { name: 'Spring', percentOff: 20 })
  const person = { firstName: 'John', lastName: 'Doe', email: 'john@example.com' }
  const affiliateId = await create('/affiliates', person)
  for (let code = 1; code <= saleCodes; code++) {
    await create('/promotional-codes', { couponId, affiliateId, code: `code-${code}` })
  }
  await createCustomers(create, affiliateId)
  const endpoint = await send(kitUrl, 'POST', '/webhooks', { url: hook, events: ['sale.created'] })
  let prefix = 0
  const load = async (isEnabled: boolean): Promise<number> => {
    await send(kitUrl, 'PATCH', `/webhooks/${endpoint}`, { enabled: isEnabled })
    const plan = { url, key, connections: 64, seconds: 3, prefix: `W${++prefix}`, path: '/sales' }
    const work = { ...plan, body: saleBodies.withCode, codes: saleCodes }
    const { rate, failures } = await measure('load.mjs', { BENCH_LOAD: JSON.stringify(work) })
    if (failures > 0) throw new Error(`${failures} sales failed`)
    return rate
  }
  await load(false)
  for (let round = 1; round <= rounds; round++) {
    const isFirst = round % 2 === 0
    const one = await load(isFirst)
    const other = await load(!isFirst)
    const [without, withEndpoint] = isFirst ? [other, one] : [one, other]
    const ratio = (withEndpoint / without).toFixed(2)
    write(
      `sales per second without and with an endpoint, ratio, round ${round}`,
      without.toFixed(0),
      withEndpoint.toFixed(0),
      ratio,
    )
  }
  await send(kitUrl, 'PATCH', `/webhooks/${endpoint}`, { enabled: false })
}

function sql(text: string): string {
  return (cluster as Cluster).run('psql', ['-tAqc', text]).trim()
}

/** Adds deliveries to one endpoint by SQL, because a million changes would take too long. */
function seed(endpoint: string, count: number): void {
  const programId = String(server.started['programId'])
  const payload = JSON.stringify({
    event: 'sale.created',
    body: { id: 1, filler: 'x'.repeat(500) },
  })
  sql(`WITH events AS (
      INSERT INTO webhook_events
        (program_id, event, record_id, endpoint_ids, created_at, payload, fanned_out_at)
      SELECT '${programId}', 'sale.created', n::text, ARRAY['${endpoint}'::uuid], now(), '${payload}', now()
      FROM generate_series(1, ${count}) AS n RETURNING seq)
    INSERT INTO webhook_deliveries
      (program_id, id, event_seq, endpoint_id, url, state, next_attempt_at, created_at)
    SELECT '${programId}', gen_random_uuid(), seq, '${endpoint}', '${hook}', 'PENDING', now(), now() FROM events`)
}

/** Returns the processor time of a process in seconds. */
function readCpu(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Measures deliveries for some seconds. */
async function measureDeliveries(
  name: string,
  { pid, readMemory }: BenchProcess,
  seconds: number,
): Promise<void> {
  await sleep(2000)
  const [first, cpu, startMs] = [received, readCpu(pid), performance.now()]
  const memory: number[] = []
  for (let second = 0; second < seconds; second++) {
    memory.push(readMemory())
    await sleep(1000)
  }
  const elapsed = (performance.now() - startMs) / 1000
  const count = received - first
  const share = (readCpu(pid) - cpu) / elapsed
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

try {
  process.stdout.write(`${describeMachine()}\n\n`)
  if (rounds > 0) await measureSales()
  const limits = { maxPerSecond: 1000, concurrency: 50 }
  const body = { url: hook, events: ['coupon.created'], ...limits }
  const endpoint = await send(kitUrl, 'POST', '/webhooks', body)
  seed(endpoint, 20_000)
  await measureDeliveries('a backlog of 20,000', server, 10)
  sql('TRUNCATE webhook_deliveries, webhook_events, webhook_attempts')
  seed(endpoint, 1_000_000)
  sql('ANALYZE')
  await measureDeliveries('a backlog of 1,000,000', server, 30)
  write(
    'pending in the end',
    sql(`SELECT count(*) FROM webhook_deliveries WHERE state = 'PENDING'`),
    '',
    '',
  )
} finally {
  receiver.closeAllConnections()
  receiver.close()
  await server.stop()
  cluster.close()
}
