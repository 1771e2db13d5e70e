import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createReferlyClient } from '@referly-kit/client'
import { generatePlan } from '../src/plans/generate.js'
import { toPlanCsv } from '../src/plans/plan-file.js'
import {
  runReferly,
  startReferly,
  toReferlyCommand,
  type ReferlyProcess,
} from '../test/referly-process.js'

// Pushes plans as fast as our server responds; the server and `referly` each run in their own process. First, a bare
// loop of fetch calls sends the same rows: any time that `referly` takes beyond it is its own work.
const sizes = (process.env['SIZES'] ?? '10000,30000,100000').split(',').map(Number)
const concurrency = process.env['CONCURRENCY'] ?? '16'
const toPath = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** The resources that a process used. */
interface Usage {
  readonly rssMb: number
  readonly cpuMs: number
  readonly wallMs: number
}

type Environment = Readonly<Record<string, string>>

async function measure(cwd: string, words: readonly string[], env: Environment): Promise<Usage> {
  const file = join(cwd, 'usage.json')
  const profile = process.env['PROFILE_DIR']
  const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  const child = spawn(process.execPath, [...flags, '--import', toPath('usage.mjs'), ...words], {
    cwd,
    env: { PATH: process.env['PATH'], ...env, REFERLY_BENCH_USAGE: file },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error(`${words.join(' ')}: ${code}\n${said}`)
  return JSON.parse(await readFile(file, 'utf8')) as Usage
}

async function run(words: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await runReferly(words, { cwd })
  if (code !== 0) throw new Error(stderr)
  return stdout.trim()
}

/** Two letters, so that not all affiliates share a name. */
function toLetters(number: number): string {
  return String.fromCharCode(65 + Math.floor(number / 26), 65 + (number % 26))
}

/** Starts a server on its own directory, with the given number of affiliates and a plan for them. */
async function prepare(
  cwd: string,
  count: number,
): Promise<{ server: ReferlyProcess; env: Environment; couponId: string }> {
  const affiliates = Array.from({ length: count }, (_, index) => ({
    line: index + 2,
    firstName: `Zoë ${toLetters(index % 676)}`,
    lastName: `No ${index}`,
    email: `affiliate${index}@example.com`,
    extras: [],
  }))
  const csv = affiliates.map((row) => `${row.firstName},${row.lastName},${row.email}`)
  await writeFile(join(cwd, 'list.csv'), ['first_name,last_name,email', ...csv].join('\n'))
  await run(['admin', 'programs', 'create', 'Bench'], cwd)
  await run(['admin', 'import', 'affiliates', 'list.csv'], cwd)
  const key = (await run(['admin', 'keys', 'create'], cwd)).replace('REFERLY_API_KEY=', '')
  const server = startReferly(['serve', '--port', '0', '--rate-limit', '0'], { cwd })
  const [, url = ''] = await server.until(/REFERLY_BASE_URL=(\S+)[^]*Ready/)
  const { coupons } = createReferlyClient({ apiKey: key, baseUrl: url })
  const { id } = await coupons.create({ name: 'Bare', percentOff: 20 })
  const { id: couponId } = await coupons.create({ name: 'Push', percentOff: 20 })
  const structure = { coupon: couponId, prefix: 'SAVE', firstName: true, random: 6 }
  await writeFile(
    join(cwd, 'plan.csv'),
    toPlanCsv({ ...generatePlan(affiliates, structure, {}), extraTitles: [] }),
  )
  return { server, env: { REFERLY_BASE_URL: url, REFERLY_API_KEY: key }, couponId: id }
}

/** Maximum number of rows that the bare loop sends; its time grows linearly with the rows. */
const bareRows = 10_000

async function bench(count: number): Promise<void> {
  const cwd = await mkdtemp(join(tmpdir(), 'referly-bench-'))
  const { server, env, couponId } = await prepare(cwd, count)
  try {
    const sent = Math.min(count, bareRows)
    const loop = [toPath('bare-fetch.mjs'), 'plan.csv', couponId, concurrency, String(sent)]
    const bare = await measure(cwd, loop, env)
    const bareCpuMs = (bare.cpuMs / sent) * count
    const pace = ['--rate', 'max', '--concurrency', concurrency]
    const [, ...push] = toReferlyCommand(['codes', 'push', 'plan.csv', '--yes', ...pace])
    const pushed = await measure(cwd, push, env)
    const cells = [
      count.toLocaleString('en'),
      Math.round((sent / bare.wallMs) * 1000),
      (bareCpuMs / 1000).toFixed(1),
      Math.round((count / pushed.wallMs) * 1000),
      (pushed.wallMs / 1000).toFixed(1),
      (pushed.cpuMs / 1000).toFixed(1),
      `${(((pushed.cpuMs - bareCpuMs) / pushed.wallMs) * 100).toFixed(1)}%`,
      Math.round(pushed.rssMb),
    ]
    console.log(`| ${cells.join(' | ')} |`)
  } finally {
    server.child.kill('SIGTERM')
    await server.ended
    await rm(cwd, { recursive: true, force: true })
  }
}

const date = new Date().toISOString().slice(0, 10)
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node.js ${process.version}, ${date};`)
console.log(`${concurrency} requests at a time\n`)
const titles = [
  'rows',
  'fetch: rows/s',
  'CPU s',
  'push: rows/s',
  'wall s',
  'CPU s',
  'own',
  'peak MB',
]
console.log(`| ${titles.join(' | ')} |`)
console.log(`|${' --: |'.repeat(titles.length)}`)
for (const size of sizes) await bench(size)
