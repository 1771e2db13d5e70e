// `pnpm bench:server [seconds] [rounds] [listed]` compares the built server with pgbench on the same table, with the
// Prism mock, and with PGlite, and a long list with a naive cursor. Run `pnpm build` first.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listClusters, type Cluster } from '../test/databases.js'
import { measureCoupons } from './coupons.js'
import { measureLists } from './lists.js'
import { describeMachine } from './machine.js'
import { measure, start, type BenchProcess, type Measured } from './processes.js'
import {
  createCampaign,
  createCustomers,
  toServed,
  toWork,
  writeSaleScript,
  type Campaign,
  type Kind,
} from './sales.js'

const seconds = Number(process.argv[2] ?? 4)
const rounds = Number(process.argv[3] ?? 3)
const listed = Number(process.argv[4] ?? 1_000_000)

const [open] = listClusters(true)
if (open === undefined) {
  throw new Error('PostgreSQL is not installed. The benchmark compares with pgbench.')
}
const folder = mkdtempSync(join(tmpdir(), 'referly-bench-'))
const cluster = open()
const postgres = await start('serve.mjs', {
  BENCH_OPTIONS: JSON.stringify(cluster.options),
})
const pglite = await start('serve.mjs', {
  BENCH_OPTIONS: JSON.stringify({ dataDir: join(folder, 'data') }),
})
const prism = await startPrism()

interface Target extends Campaign {
  readonly url: string
  readonly key: string
  /** Number of codes to look up, named code-1 and so on. */
  readonly codes: number
}

async function createTarget(process: BenchProcess): Promise<Target> {
  const { url, key, send } = toServed(process)
  const campaign = await createCampaign(send)
  const seed = { url, key, connections: 64, seconds, path: '/promotional-codes', prefix: 'code' }
  const plan = { ...seed, body: { ...campaign, code: '{n}' } }
  const { count } = await measure('load.mjs', { BENCH_LOAD: JSON.stringify(plan) })
  await createCustomers(send, campaign)
  const target = { url, key, ...campaign, codes: count }
  // Statistics of an empty table would mislead the planner.
  await load(target, 'saleWithCode', 64)
  return target
}

let loads = 0

function load(target: Target, kind: Kind, connections: number): Promise<Measured> {
  const { url, key } = target
  const work = toWork(kind, target)
  const plan = { url, key, connections, seconds, prefix: `L${++loads}`, ...work }
  return measure('load.mjs', { BENCH_LOAD: JSON.stringify(plan) })
}

function pgbench(script: string, clients: number): number {
  const args = ['-n', '-M', 'prepared', '-j', '2', '-c', String(clients), '-T', String(seconds)]
  const output = cluster.run('pgbench', [...args, '-f', script, 'postgres'])
  return Number(/tps = ([\d.]+)/.exec(output)?.[1])
}

function writeScripts(
  programId: string,
  { couponId, affiliateId, codes }: Target,
): [string, string] {
  const insert = join(cluster.directory, 'insert.sql')
  const find = join(cluster.directory, 'find.sql')
  writeFileSync(
    insert,
    `\\set n random(1, 9000000000000000)
INSERT INTO promotional_codes (program_id, id, code, code_key, coupon_id, affiliate_id, active, first_time_order,
  limit_to_customers, limit_to_affiliate, is_auto_generated, created_at, updated_at)
VALUES ('${programId}', gen_random_uuid(), 'P' || :n, 'p' || :n, '${couponId}', '${affiliateId}', true, false,
  false, false, false, now(), now()) RETURNING *;\n`,
  )
  writeFileSync(
    find,
    `\\set n random(1, ${codes})
SELECT p.*, c.*, a.* FROM promotional_codes p
  JOIN coupons c ON c.program_id = p.program_id AND c.id = p.coupon_id
  LEFT JOIN affiliates a ON a.program_id = p.program_id AND a.id = p.affiliate_id
WHERE p.program_id = '${programId}' AND p.code_key = 'CODE-' || :n;\n`,
  )
  return [insert, find]
}

function startPrism(): Promise<{ url: string; stop(): void }> {
  const contract = fileURLToPath(new URL('../../contract/', import.meta.url))
  const spec = fileURLToPath(new URL('../../../specs/referly.yaml', import.meta.url))
  const args = [join(contract, 'node_modules/@stoplight/prism-cli/dist/index.js'), 'mock', spec]
  const port = 4000 + (process.pid % 20_000)
  const child = spawn(process.execPath, [...args, '-p', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      if (!String(chunk).includes('listening')) return
      resolve({ url: `http://127.0.0.1:${port}`, stop: () => child.kill('SIGKILL') })
    })
  })
}

type Row = readonly [name: string, values: readonly number[], goal?: string]
const rows = new Map<string, number[]>()
const note = (name: string, value: number): void => {
  rows.set(name, [...(rows.get(name) ?? []), value])
}

async function runRound(
  target: Target,
  inProcess: Target,
  scripts: readonly [string, string, string],
): Promise<void> {
  const [insert, find, sell] = scripts
  note('pgbench INSERT, 16 clients /s', pgbench(insert, 16))
  const created = await load(target, 'create', 64)
  note('create, PostgreSQL, 64 connections /s', created.rate)
  note('pgbench SELECT, 16 clients /s', pgbench(find, 16))
  const found = await load(target, 'find', 64)
  note('lookup, PostgreSQL, 64 connections /s', found.rate)
  const mock = { ...target, url: prism.url }
  note('Prism POST, 64 connections /s', (await load(mock, 'create', 64)).rate)
  note('Prism GET, 64 connections /s', (await load(mock, 'find', 64)).rate)
  const own = await load(inProcess, 'create', 64)
  note('create, PGlite, 64 connections /s', own.rate)
  note('create, PGlite, p99 ms', own.p99)
  const ownFound = await load(inProcess, 'find', 64)
  note('lookup, PGlite, 64 connections /s', ownFound.rate)
  note('lookup, PGlite, p99 ms', ownFound.p99)
  note('lookup, PostgreSQL, 1 connection, p50 ms', (await load(target, 'find', 1)).p50)
  note('pgbench sale with a code, 16 clients /s', pgbench(sell, 16))
  const sold = await measureSales(target, 'PostgreSQL')
  const ownSold = await measureSales(inProcess, 'PGlite')
  const failures = created.failures + found.failures + own.failures + ownFound.failures
  note('answers other than 200', failures + sold + ownSold)
}

/** Measures sales with and without a code, and returns the number of responses other than 200. */
async function measureSales(target: Target, database: string): Promise<number> {
  const withCode = await load(target, 'saleWithCode', 64)
  note(`sale with a code, ${database}, 64 connections /s`, withCode.rate)
  note(`sale with a code, ${database}, p99 / p50`, withCode.p99 / withCode.p50)
  const without = await load(target, 'saleWithoutCode', 64)
  note(`sale without a code, ${database}, 64 connections /s`, without.rate)
  note(`sale without a code, ${database}, p99 / p50`, without.p99 / without.p50)
  return withCode.failures + without.failures
}

function toTable(): string {
  const lines: Row[] = [...rows].map(([name, values]) => [name, values])
  const ratio = (name: string, of: string, goal: string): Row => {
    const base = rows.get(of) ?? []
    return [
      `${name} / ${of}`,
      (rows.get(name) ?? []).map((value, at) => value / (base[at] ?? 0)),
      goal,
    ]
  }
  const [create, find] = [
    'create, PostgreSQL, 64 connections /s',
    'lookup, PostgreSQL, 64 connections /s',
  ]
  lines.push(
    ratio(create, 'pgbench INSERT, 16 clients /s', '>= 1.5'),
    ratio(find, 'pgbench SELECT, 16 clients /s', '>= 0.7'),
    ratio(create, 'Prism POST, 64 connections /s', '>= 6'),
    ratio(find, 'Prism GET, 64 connections /s', '>= 15'),
    ratio('create, PGlite, 64 connections /s', 'pgbench INSERT, 16 clients /s', '>= 0.8'),
    ...['PostgreSQL', 'PGlite'].flatMap((database) => {
      const creates = `create, ${database}, 64 connections /s`
      return [
        ratio(`sale with a code, ${database}, 64 connections /s`, creates, '>= 0.3'),
        ratio(`sale without a code, ${database}, 64 connections /s`, creates, '>= 0.3'),
      ]
    }),
    ratio(
      'sale with a code, PostgreSQL, 64 connections /s',
      'pgbench sale with a code, 16 clients /s',
      '',
    ),
    ratio('coupon update, 100,000 codes, p50 ms', 'coupon update, 1 code, p50 ms', '<= 1.2'),
    ratio('list, codes/s', 'list by a naive cursor, codes/s', '>= 4'),
    ratio('list, MB/s', 'list by a naive cursor, MB/s', '>= 4'),
  )
  const head = ['', ...Array.from({ length: rounds }, (_, index) => `round ${index + 1}`), 'goal']
  const body = lines.map(([name, values, goal]) => [name, ...values.map(toText), goal ?? ''])
  return [head, head.map(() => '---'), ...body]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

function toVersion({ run }: Cluster): string {
  return `PostgreSQL ${run('psql', ['-tAc', 'SHOW server_version']).trim()}`
}

function toText(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

try {
  const target = await createTarget(postgres)
  const inProcess = await createTarget(pglite)
  const programId = String(postgres.started['programId'])
  const sell = writeSaleScript(cluster, { programId, ...target })
  const scripts = [...writeScripts(programId, target), sell] as const
  cluster.run('psql', ['-q', '-c', 'VACUUM ANALYZE'])
  for (let round = 0; round < rounds; round++) await runRound(target, inProcess, scripts)
  await pglite.stop()
  prism.stop()
  const again = await start('serve.mjs', { BENCH_OPTIONS: '{}' })
  note('PGlite, start in memory, ms', Number(again.started['startMs']))
  note('PGlite, first start in a directory, ms', Number(pglite.started['startMs']))
  await again.stop()
  await measureCoupons({ cluster, rounds, seconds, note })
  if (listed > 0) await measureLists({ cluster, listed, rounds, note })
  process.stdout.write(
    `${describeMachine()}, ${toVersion(cluster)}, Prism 5.14.2\n\n${toTable()}\n`,
  )
} finally {
  prism.stop()
  await Promise.all([pglite.stop(), postgres.stop()])
  cluster.close()
  rmSync(folder, { recursive: true, force: true })
}
