// `pnpm build && pnpm prove:webhooks [kills] [postgresql|pglite]` kills servers between the commit of a change and its
// delivery: one of two on PostgreSQL, and the only one on PGlite. Then every sale and code in the database must have
// been delivered, under one id, and nothing else.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StartOptions } from '../src/index.js'
import type { Database } from '../src/store/database.js'
import { openDatabase } from '../src/store/store.js'
import { listClusters } from '../test/databases.js'
import { get, post } from '../test/served.js'
import { describeMachine } from './machine.js'
import { start } from './processes.js'

const kills = Number(process.argv[2] ?? 200)

const only = process.argv[3]
const writers = 8

process.stdout.write(
  `${describeMachine()}\n\n` +
    '| servers | kills | sales | codes | refused sales | deliveries | repeated | missing | premature | several ids | time |\n' +
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n',
)

for (const open of only === 'pglite' ? [] : listClusters()) {
  const cluster = open()
  try {
    await prove('two on PostgreSQL', cluster.options, 2)
  } finally {
    cluster.close()
  }
}
if (only !== 'postgresql') {
  const dataDir = mkdtempSync(join(tmpdir(), 'referly-hooks-'))
  await prove('one on PGlite', { dataDir }, 1)
  rmSync(dataDir, { recursive: true, force: true })
}

async function prove(name: string, given: StartOptions, processes: number): Promise<void> {
  const startedAt = performance.now()
  const options = { ...given, webhooksAllowPrivate: true }
  const first = await serve(options)
  const servers = [first]
  if (processes === 2) servers.push(await serve(options, first.key))
  // PGlite can be opened by one process only, so its changes are looked up at the end.
  const database = given.dataDir === undefined ? await openDatabase(options) : undefined
  const receiver = await startReceiver(database)
  const promoCode = await prepare(first, receiver.url)
  const load = startLoad(servers, promoCode)
  for (let count = 1; count <= kills; count++) {
    await untilBusy(receiver)
    await sleep(Math.random() * 300)
    const at = Math.floor(Math.random() * servers.length)
    await servers[at]?.kill()
    servers[at] = await serve(options, first.key)
    process.stderr.write(`\r${name}: ${count} kills, ${receiver.deliveries.size} messages `)
  }
  const refused = await load.stop()
  await untilDelivered(servers[0] ?? first)
  await Promise.all(servers.map((server) => server.kill()))
  const changes = await readChanges(database ?? (await openDatabase(options)))
  receiver.close()
  const faults = findFaults(changes, receiver)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  const counts = [kills, changes.sales.length, changes.codes.length, refused, receiver.count()]
  const cells = [
    name,
    ...counts,
    receiver.count() - receiver.deliveries.size,
    ...Object.values(faults),
  ]
  process.stdout.write(`| ${cells.join(' | ')} | ${seconds} s |\n`)
  if (Object.values(faults).some((number) => number > 0) || refused === 0) process.exitCode = 1
}

interface ServedProcess {
  readonly url: string
  readonly key: string
  kill(): Promise<void>
}

/** Starts the built server, which takes a fraction of the time that the sources take. */
async function serve(options: StartOptions, key = ''): Promise<ServedProcess> {
  const env = { BENCH_OPTIONS: JSON.stringify(options), BENCH_KEY: key }
  const { started, stop } = await start('serve.mjs', env)
  return { url: String(started['url']), key: String(started['key']), kill: stop }
}

function toKit({ url, key }: ServedProcess): Pick<ServedProcess, 'url' | 'key'> {
  return { url: url.replace(/\/api\/v1$/, '/api/kit/v1'), key }
}

/** Waits until a few more deliveries have arrived, for three seconds at most. */
async function untilBusy(receiver: Receiver): Promise<void> {
  const [first, startMs] = [receiver.count(), performance.now()]
  while (receiver.count() < first + 5 && performance.now() < startMs + 3000) await sleep(10)
}

/** Creates the endpoint, and a code for sales. */
async function prepare(server: ServedProcess, url: string): Promise<string> {
  const person = { firstName: 'A', lastName: 'B', email: 'a@example.com' }
  const affiliateId = (await post(server, '/affiliates', person)).body['id']
  const couponId = (await post(server, '/coupons', { name: 'x', percentOff: 5 })).body['id']
  await post(server, '/promotional-codes', { couponId, affiliateId, code: 'SELL' })
  const limits = { maxPerSecond: 1000, concurrency: 8 }
  const endpoint = { url, events: ['sale.created', 'promocode.created'], ...limits }
  const { status, body } = await post(toKit(server), '/webhooks', endpoint)
  if (status !== 201) throw new Error(`no endpoint: ${JSON.stringify(body)}`)
  return 'SELL'
}

interface Load {
  /** Returns the number of sales that were refused. */
  stop(): Promise<number>
}

/** Records sales, including some that are refused, and creates codes. Retries while a server is down. */
function startLoad(servers: readonly ServedProcess[], promoCode: string): Load {
  const state = { isStopped: false }
  let refused = 0
  const write = async (): Promise<void> => {
    const id = randomUUID()
    const server = servers[Math.floor(Math.random() * servers.length)]
    if (server === undefined) return
    const sale = { totalEarned: 10, name: 'C', email: `${id}@example.com`, externalId: id }
    const kind = Math.random()
    if (kind < 0.6) {
      await post(server, '/sales', { ...sale, promoCode })
    } else if (kind < 0.8) {
      const { status } = await post(server, '/sales', { ...sale, promoCode: 'NO-SUCH-CODE' })
      if (status >= 400 && status < 500) refused++
    } else {
      const coupons = (await get(server, '/coupons')) as readonly { readonly id: string }[]
      await post(server, '/promotional-codes', { couponId: coupons[0]?.id, code: id })
    }
  }
  const work = async (): Promise<void> => {
    while (!state.isStopped) await write().catch(() => sleep(20))
  }
  const all = Promise.all(Array.from({ length: writers }, work))
  return {
    async stop() {
      state.isStopped = true
      await all
      return refused
    },
  }
}

/** Waits until nothing is pending for three seconds. Claims of a killed process expire after a minute. */
async function untilDelivered(server: ServedProcess): Promise<void> {
  let quiet = 0
  while (quiet < 6) {
    const { data } = (await get(toKit(server), '/webhooks')) as {
      readonly data: readonly { readonly pending: number }[]
    }
    quiet = data.every(({ pending }) => pending === 0) ? quiet + 1 : 0
    await sleep(500)
  }
}

interface Receiver {
  readonly url: string
  /** The changes by the id of their message. */
  readonly deliveries: ReadonlyMap<string, string>
  /** Deliveries whose change was not committed when they arrived. */
  readonly premature: ReadonlySet<string>
  count(): number
  close(): void
}

interface Message {
  readonly event: string
  readonly body: { readonly id: string | number }
}

/** Starts a receiver that refuses a few messages once. */
async function startReceiver(database: Database | undefined): Promise<Receiver> {
  const deliveries = new Map<string, string>()
  const premature = new Set<string>()
  const refused = new Set<string>()
  let count = 0
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => (text += String(chunk)))
    request.on('end', async () => {
      const id = String(request.headers['svix-id'])
      const { event, body } = JSON.parse(text) as Message
      const change = `${event} ${body.id}`
      if (deliveries.has(id) && deliveries.get(id) !== change) throw new Error('an id was reused')
      const isKnown = database === undefined || (await isCommitted(database, event, body.id))
      if (!isKnown) premature.add(change)
      if (!refused.has(id) && Math.random() < 0.02) {
        refused.add(id)
        response.writeHead(500).end()
        return
      }
      deliveries.set(id, change)
      count++
      response.end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { url, deliveries, premature, count: () => count, close: () => server.close() }
}

async function isCommitted(
  database: Database,
  event: string,
  id: string | number,
): Promise<boolean> {
  const table = event.startsWith('sale') ? 'sales' : 'promotional_codes'
  return (await database.query(`SELECT 1 FROM ${table} WHERE id = $1`, [id])).length > 0
}

interface Changes {
  readonly sales: readonly string[]
  readonly codes: readonly string[]
}

/** Reads the changes that were committed since the endpoint was created, and closes the database. */
async function readChanges(database: Database): Promise<Changes> {
  const sales = await database.query<{ id: string }>('SELECT id FROM sales')
  const text = `SELECT id FROM promotional_codes WHERE code <> 'SELL'`
  const codes = await database.query<{ id: string }>(text)
  await database.close()
  return {
    sales: sales.map(({ id }) => `sale.created ${id}`),
    codes: codes.map(({ id }) => `promocode.created ${id}`),
  }
}

interface Faults {
  readonly missing: number
  readonly premature: number
  readonly ambiguous: number
}

function findFaults({ sales, codes }: Changes, { deliveries, premature }: Receiver): Faults {
  const committed = new Set([...sales, ...codes])
  const delivered = new Set(deliveries.values())
  const invented = [...delivered].filter((change) => !committed.has(change))
  return {
    missing: [...committed].filter((change) => !delivered.has(change)).length,
    premature: new Set([...invented, ...premature]).size,
    ambiguous: deliveries.size - delivered.size,
  }
}
