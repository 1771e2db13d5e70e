import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { faults, startFaultyApi, type Fault } from './fault-server.js'
import type { Peer } from './peers.js'
import { publish, toPlace } from './report.js'

/** The time limit of one attempt, for every client. */
const timeoutMs = 1500

/** A call that takes longer counts as hanging. Three attempts with waits take half as long. */
const giveUpMs = 15_000

const here = fileURLToPath(new URL('.', import.meta.url))

interface Call {
  readonly name: string
  /** The records that the server has, for a call that does not create one. */
  readonly path: string
  readonly body: object
  readonly run: (peer: Peer, path: string, body: object) => Promise<unknown>
}

const create: Call['run'] = (peer, path, body) => peer.create(path, body)

const calls: readonly Call[] = [
  {
    name: 'POST without a key',
    path: 'coupons',
    body: { name: 'Spring', percentOff: 20 },
    run: create,
  },
  {
    name: 'POST with a unique key',
    path: 'promotional-codes',
    body: { couponId: 'c1', code: 'SAVE20' },
    run: create,
  },
  {
    name: 'PUT',
    path: 'coupon',
    body: { couponId: 'c1', percentOff: 25 },
    run: (peer, _, body) => peer.change('PUT', 'coupons', body),
  },
  {
    name: 'PATCH (a refund)',
    path: 'sale',
    body: { saleId: 1 },
    run: (peer, _, body) => peer.change('PATCH', 'sales', body),
  },
  {
    name: 'DELETE',
    path: 'coupon',
    body: { couponId: 'c1' },
    run: (peer, _, body) => peer.change('DELETE', 'coupons', body),
  },
  { name: 'GET', path: 'list', body: {}, run: (peer) => peer.list() },
]

interface Cell {
  readonly requests: number
  /** The number of records that a create left, or the number of times that a change took effect. */
  readonly effects: number
  /** `false success`: it returned anything else as if it were the record. */
  readonly got: 'record' | 'done' | 'false success' | 'error' | 'raw error' | 'hangs'
}

function installPeers(): void {
  if (existsSync(`${here}node_modules`)) return
  const install = ['--yes', 'pnpm@10.34.9', 'install', '--ignore-workspace', '--ignore-scripts']
  execFileSync('npx', [...install, '--frozen-lockfile'], { cwd: here, stdio: 'inherit' })
}

async function measure(
  connect: (url: string, ms: number) => Peer,
  fault: Fault,
  { name, path, body, run }: Call,
): Promise<Cell> {
  const api = await startFaultyApi(fault, path)
  const peer = connect(api.url, timeoutMs)
  const settled = run(peer, path, body).then(
    (value): Cell['got'] => {
      if (isChange(name)) return isDone(name, value, api.records) ? 'done' : 'false success'
      return isRecord(value, api.records, path) ? 'record' : 'false success'
    },
    (error: unknown): Cell['got'] => (peer.isOwn(error) ? 'error' : 'raw error'),
  )
  const got = await Promise.race([settled, sleep(giveUpMs, 'hangs' as const)])
  // Leaves time to count a retry that is still in flight.
  await sleep(50, undefined)
  await api.close()
  const effects = isChange(name) ? api.changes() : api.records.length
  return { got, requests: api.requests(), effects }
}

function sleep<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), ms).unref())
}

function isRecord(value: unknown, records: readonly object[], path: string): boolean {
  const ids = records.map((record) => (record as { id?: unknown }).id)
  const found = path === 'list' && Array.isArray(value) ? value[0] : value
  return ids.includes((found as { id?: unknown } | null | undefined)?.id)
}

function isChange(name: string): boolean {
  return /^(PUT|PATCH|DELETE)/.test(name)
}

/** Returns whether a change that was reported as done has been made and is visible in its result. */
function isDone(name: string, value: unknown, records: readonly object[]): boolean {
  const [record] = records as readonly Readonly<Record<string, unknown>>[]
  if (name === 'DELETE') return record === undefined
  const { percentOff, success } = Object(value) as Readonly<Record<string, unknown>>
  if (name === 'PUT') return Number(percentOff) === 25 && Number(record?.['percentOff']) === 25
  return success === true && record?.['status'] === 'REFUNDED'
}

function toText(cell: Cell, call: string): string {
  const { got, requests, effects } = cell
  const isBad = /raw|false|hangs/.test(got) || isDuplicate(cell, call)
  const kept = call === 'GET' ? '' : ` / ${effects}`
  return isBad ? `**${got}** ${requests}${kept}` : `${got} ${requests}${kept}`
}

/** A second record is a mistake; a second, equal change is not. */
function isDuplicate({ effects }: Cell, call: string): boolean {
  return !isChange(call) && effects > 1
}

function toTable(
  call: string,
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
): string {
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
  const isFailed = ({ got, effects }: Cell): boolean => /error|hangs/.test(got) && effects > 0
  if (isChange(call)) {
    lines.push(line(['**changes reported as failed**', ...count(isFailed)]))
  } else if (call !== 'GET') {
    lines.push(line(['**duplicates**', ...count((cell) => isDuplicate(cell, call))]))
  }
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
