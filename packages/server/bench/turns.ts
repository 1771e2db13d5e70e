// `tsx packages/server/bench/turns.ts OTHER [pairs] [seconds]` compares this build with the one of another checkout. Both
// servers run at the same time, each on its own database, and are loaded alternately, so that a slow minute of the machine
// slows both. BENCH_KINDS and BENCH_DATABASES select what is measured.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listClusters, type Cluster } from '../test/databases.js'
import { measure, start, type BenchProcess } from './processes.js'
import {
  createCampaign,
  createCustomers,
  toMedian,
  toServed,
  toWork,
  type Campaign,
  type Kind,
} from './sales.js'

const [other = '', ...numbers] = process.argv.slice(2)
const [pairs = 8, seconds = 2] = numbers.map(Number)
const kinds = (process.env['BENCH_KINDS'] ?? 'create,find,saleWithCode').split(',') as Kind[]
const databases = (process.env['BENCH_DATABASES'] ?? 'PostgreSQL,PGlite').split(',')
/** Number of codes to look up. */
const lookedUp = 20_000
const own = fileURLToPath(new URL('../../..', import.meta.url))

interface Side {
  readonly name: string
  readonly server: BenchProcess
  readonly plan: object
  readonly campaign: Campaign
  readCpu(): Cpu
  /** Refreshes the statistics, which would mislead the planner after the first load of a table. */
  analyze(): void
  close(): Promise<void>
}

/** Processor time in microseconds. */
interface Cpu {
  readonly server: number
  readonly database: number
}

interface Slice extends Cpu {
  readonly rate: number
  readonly p50: number
  readonly p99: number
}

async function openSide(name: string, checkout: string, database: string): Promise<Side> {
  const script = join(resolve(checkout), 'packages/server/bench/serve.mjs')
  const directory = mkdtempSync(join(tmpdir(), 'referly-turns-'))
  const cluster = database === 'PostgreSQL' ? listClusters(true)[0]?.() : undefined
  const options = cluster?.options ?? { dataDir: join(directory, 'data') }
  const server = await start(script, { BENCH_OPTIONS: JSON.stringify(options) })
  const { url, key, send } = toServed(server)
  const campaign = await createCampaign(send)
  for (let n = 1; n <= lookedUp; n += 200) {
    const codes = Array.from({ length: 200 }, (_, index) => `code-${n + index}`)
    await Promise.all(
      codes.map((code) => send('POST', '/promotional-codes', { ...campaign, code })),
    )
  }
  await createCustomers(send, campaign)
  return {
    name,
    server,
    plan: { url, key, connections: 64, seconds },
    campaign,
    readCpu: () => readCpu(server, cluster),
    analyze: () => void cluster?.run('psql', ['-q', '-c', 'VACUUM ANALYZE']),
    async close() {
      await server.stop()
      cluster?.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function readCpu({ pid }: BenchProcess, cluster: Cluster | undefined): Cpu {
  const threads = readdirSync(`/proc/${pid}/task`)
  const times = new Map(threads.map((id) => [id, readTime(`/proc/${pid}/task/${id}/schedstat`)]))
  const all = [...times.values()].reduce((sum, time) => sum + time, 0)
  if (cluster !== undefined) return { server: all, database: readClusterTime(cluster) }
  // The busiest thread other than the main one is that of PGlite.
  times.delete(String(pid))
  const database = Math.max(...times.values())
  return { server: all - database, database }
}

function readClusterTime({ directory }: Cluster): number {
  const [postmaster = ''] = readFileSync(join(directory, 'data/postmaster.pid'), 'utf8').split('\n')
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8')
  const ids = children.trim().split(' ')
  return ids.reduce((sum, id) => sum + readTime(`/proc/${id}/schedstat`), 0)
}

function readTime(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8').split(' ')[0]) / 1000
  } catch {
    return 0
  }
}

let loads = 0

async function runSlice(side: Side, kind: Kind): Promise<Slice> {
  const work = toWork(kind, { ...side.campaign, codes: lookedUp })
  const load = { ...side.plan, prefix: `L${++loads}`, ...work }
  const before = side.readCpu()
  const { rate, p50, p99, count, failures } = await measure('load.mjs', {
    BENCH_LOAD: JSON.stringify(load),
  })
  const after = side.readCpu()
  if (failures > 0) throw new Error(`${failures} requests failed`)
  return {
    rate,
    p50,
    p99,
    server: (after.server - before.server) / count,
    database: (after.database - before.database) / count,
  }
}

function report(label: string, slices: readonly (readonly [Slice, Slice])[]): void {
  const median = (side: 0 | 1, name: keyof Slice): number =>
    toMedian(slices.map((pair) => pair[side][name]))
  const ratios = slices.map(([before, after]) => after.rate / before.rate)
  const sides = [0, 1] as const
  const cells = [
    `${toMedian(ratios).toFixed(3)} (${ratios.map((ratio) => ratio.toFixed(2)).join(' ')})`,
    ...(['rate', 'server', 'database', 'p50', 'p99'] as const).map(
      (name) => `${name} ${sides.map((side) => median(side, name).toFixed(1)).join(' -> ')}`,
    ),
  ]
  process.stdout.write(`${label}: ${cells.join(', ')}\n`)
}

type Sides = readonly [Side, Side]

async function warmUp(sides: Sides): Promise<void> {
  for (const kind of kinds) for (const side of sides) await runSlice(side, kind)
}

/** Loads both sides. Each goes first in every other pair. */
async function runPair([before, after]: Sides, kind: Kind, pair: number): Promise<[Slice, Slice]> {
  if (pair % 2 === 0) return [await runSlice(before, kind), await runSlice(after, kind)]
  const second = await runSlice(after, kind)
  return [await runSlice(before, kind), second]
}

async function compare(database: string, sides: Sides): Promise<void> {
  await warmUp(sides)
  for (const side of sides) side.analyze()
  await warmUp(sides)
  const slices = new Map<Kind, [Slice, Slice][]>(kinds.map((kind) => [kind, []]))
  for (let pair = 0; pair < pairs; pair++) {
    for (const [kind, measured] of slices) measured.push(await runPair(sides, kind, pair))
  }
  for (const [kind, measured] of slices) report(`${database}, ${kind}`, measured)
}

for (const database of databases) {
  const sides = [
    await openSide('other', other, database),
    await openSide('own', own, database),
  ] as const
  try {
    await compare(database, sides)
  } finally {
    for (const side of sides) await side.close()
  }
}
