import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { faults, startFaultyApi, type Fault } from './fault-server.js'
import type { Peer } from './peers.js'
import { publish, toPlace } from './report.js'

/** The time limit of one attempt, for every client. */
const timeoutMs = 1500

/** A call that takes longer counts as hanging. Three attempts with waits take half as long. */
const patienceMs = 15_000

const here = fileURLToPath(new URL('.', import.meta.url))

type Call = 'GET' | 'POST with a unique key' | 'POST without a key'

const calls: readonly { readonly name: Call; readonly path: string; readonly body: object }[] = [
  { name: 'POST without a key', path: 'coupons', body: { name: 'Spring', percentOff: 20 } },
  {
    name: 'POST with a unique key',
    path: 'promotional-codes',
    body: { couponId: 'c1', code: 'SAVE20' },
  },
  { name: 'GET', path: 'list', body: {} },
]

interface Cell {
  readonly requests: number
  readonly records: number
  /** `false success`: it returned anything else as if it were the record. */
  readonly got: 'record' | 'false success' | 'error' | 'raw error' | 'hangs'
}

function installPeers(): void {
  if (existsSync(`${here}node_modules`)) return
  const install = ['--yes', 'pnpm@10.34.9', 'install', '--ignore-workspace', '--ignore-scripts']
  execFileSync('npx', [...install, '--frozen-lockfile'], { cwd: here, stdio: 'inherit' })
}

async function measure(
  connect: (url: string, ms: number) => Peer,
  fault: Fault,
  { path, body }: (typeof calls)[number],
): Promise<Cell> {
  const api = await startFaultyApi(fault, path)
  const peer = connect(api.url, timeoutMs)
  const call = path === 'list' ? peer.list() : peer.create(path, body)
  const settled = call.then(
    (value): Cell['got'] => (isRecord(value, api.records, path) ? 'record' : 'false success'),
    (error: unknown): Cell['got'] => (peer.isOwn(error) ? 'error' : 'raw error'),
  )
  const got = await Promise.race([settled, sleep(patienceMs, 'hangs' as const)])
  // Leaves time to count a retry that is still in flight.
  await sleep(50, undefined)
  await api.close()
  return { got, requests: api.requests(), records: api.records.length }
}

function sleep<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), ms).unref())
}

function isRecord(value: unknown, records: readonly object[], path: string): boolean {
  const ids = records.map((record) => (record as { id?: unknown }).id)
  const found = path === 'list' && Array.isArray(value) ? value[0] : value
  return ids.includes((found as { id?: unknown } | null | undefined)?.id)
}

function toText(cell: Cell, call: Call): string {
  const { got, requests, records } = cell
  const isBad = (got !== 'record' && got !== 'error') || records > 1
  const kept = call === 'GET' ? '' : ` / ${records}`
  return isBad ? `**${got}** ${requests}${kept}` : `${got} ${requests}${kept}`
}

function toTable(call: Call, names: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const count = (test: (cell: Cell) => boolean): string[] =>
    names.map((_, column) => String(rows.filter((row) => row[column] && test(row[column])).length))
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const lines = [
    line([call, ...names]),
    line(['---', ...names.map(() => '---')]),
    ...rows.map((row, index) =>
      line([faults[index]?.name ?? '', ...row.map((cell) => toText(cell, call))]),
    ),
    line(['**false successes**', ...count(({ got }) => got === 'false success')]),
    line(['**calls that hang**', ...count(({ got }) => got === 'hangs')]),
    line(['**undocumented errors**', ...count(({ got }) => got === 'raw error')]),
  ]
  if (call !== 'GET') lines.push(line(['**duplicates**', ...count(({ records }) => records > 1)]))
  return lines.join('\n')
}

function readVersions(): string {
  const { dependencies } = JSON.parse(readFileSync(`${here}package.json`, 'utf8')) as {
    dependencies: Record<string, string>
  }
  return Object.entries(dependencies)
    .map((entry) => entry.join(' '))
    .join(', ')
}

async function main(): Promise<void> {
  installPeers()
  const { peers } = await import('./peers.js')
  const names = peers.map((connect) => connect('http://127.0.0.1:1/x', 1).name)
  const tables: string[] = []
  for (const call of calls) {
    // The six clients run at the same time, each through the faults in order.
    const columns = await Promise.all(
      peers.map(async (connect) => {
        const cells: Cell[] = []
        for (const fault of faults) cells.push(await measure(connect, fault, call))
        return cells
      }),
    )
    const rows = faults.map((_, row) => columns.flatMap((cells) => cells[row] ?? []))
    tables.push(toTable(call.name, names, rows))
  }
  const heading = `Measured ${toPlace()} with ${readVersions()}.`
  publish('docs/faults.md', 'faults', [heading, ...tables].join('\n\n'))
}

await main()
