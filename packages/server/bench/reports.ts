// `pnpm bench:report [sales] [rounds] [name]` compares reports with the same questions as hand-written SQL in psql,
// alternately, over a year of sales with 50,000 codes of 5,000 affiliates. Run `pnpm build` first. psql has one
// connection for the whole run and reports the time of a statement itself (`\timing`), without its own startup and
// without printing the rows.
import { Agent, get } from 'node:http'
import { listClusters } from '../test/databases.js'
import { describeMachine } from './machine.js'
import { start, type BenchProcess } from './processes.js'
import { openPsql, type PsqlSession } from './psql.js'
import { measureMemory } from './report-memory.js'
import { fillSales, runSql } from './report-sales.js'
import { toMedian } from './sales.js'

const count = Number(process.argv[2] ?? 1_000_000)
const rounds = Number(process.argv[3] ?? 3)
const codes = 50_000

const part = process.argv[4] ?? ''

// A database of an earlier run can be used again, because creating its sales takes a minute.
const existing = process.env['BENCH_DATABASE_URL']
const cluster = existing === undefined ? listClusters()[0]?.() : undefined
const databaseUrl = existing ?? cluster?.options.databaseUrl
if (databaseUrl === undefined) {
  throw new Error('PostgreSQL is not installed. The benchmark compares with psql.')
}
const found = existing === undefined ? undefined : findProgram(existing)
const server = await start('serve.mjs', {
  BENCH_OPTIONS: JSON.stringify({ databaseUrl }),
  ...(found === undefined ? {} : { BENCH_PROGRAM: found }),
})
const programId = String(server.started['programId'])

function findProgram(url: string): string | undefined {
  try {
    return runSql(url, 'SELECT program_id FROM sales LIMIT 1').trim() || undefined
  } catch {
    return undefined
  }
}

const sums = `count(*) FILTER (WHERE is_redemption), count(*), sum(total_minor), sum(refunded_minor),
  sum(total_minor) - sum(refunded_minor), sum(commission_minor), count(*) FILTER (WHERE is_new_customer),
  round(sum(total_minor)::numeric / count(*))`

const from = (first: string, last: string, more = ''): string =>
  `FROM sales s ${more} WHERE s.program_id = '${programId}'
    AND s.created_at >= '${first}'::date::timestamp AT TIME ZONE 'UTC'
    AND s.created_at < ('${last}'::date + 1)::timestamp AT TIME ZONE 'UTC'`

const code = `JOIN promotional_codes c ON c.program_id = s.program_id AND c.id = s.promotional_code_id`
const affiliate = 'JOIN affiliates a ON a.program_id = s.program_id AND a.id = s.affiliate_id'
const year = ['2026-01-01', '2026-12-31'] as const
const month = ['2026-06-01', '2026-06-30'] as const
const unit = (name: string): string => `date_trunc('${name}', s.created_at AT TIME ZONE 'UTC')`

type Question = readonly [name: string, query: string, sql: string]

const toQuery = ([first, last]: readonly [string, string], more = ''): string =>
  `from=${first}&to=${last}${more}`

const questions: readonly Question[] = [
  ['program, year', toQuery(year), `SELECT ${sums} ${from(...year)}`],
  [
    'program by day, year',
    toQuery(year, '&every=DAY'),
    `SELECT ${unit('day')}, ${sums} ${from(...year)} GROUP BY 1 ORDER BY 1`,
  ],
  [
    'top 20 codes, year',
    toQuery(year, '&by=CODE&limit=20'),
    `SELECT c.id, c.code, ${sums} ${from(...year, code)} GROUP BY 1, 2 ORDER BY sum(total_minor) DESC LIMIT 20`,
  ],
  [
    'all codes, year',
    toQuery(year, '&by=CODE'),
    `SELECT c.id, c.code, ${sums} ${from(...year, code)} GROUP BY 1, 2 ORDER BY sum(total_minor) DESC`,
  ],
  [
    'affiliates by month, year',
    toQuery(year, '&by=AFFILIATE&every=MONTH'),
    `SELECT ${unit('month')}, a.id, a.first_name || ' ' || a.last_name, ${sums} ${from(...year, affiliate)}
      GROUP BY 1, 2, 3 ORDER BY 1, sum(total_minor) DESC`,
  ],
  [
    'coupons by week, year',
    toQuery(year, '&by=COUPON&every=WEEK'),
    `SELECT ${unit('week')}, n.id, n.name, ${sums}
      ${from(...year, 'JOIN coupons n ON n.program_id = s.program_id AND n.id = s.coupon_id')}
      GROUP BY 1, 2, 3 ORDER BY 1, sum(total_minor) DESC`,
  ],
  [
    'codes by week, month',
    toQuery(month, '&by=CODE&every=WEEK'),
    `SELECT ${unit('week')}, c.id, c.code, ${sums} ${from(...month, code)} GROUP BY 1, 2, 3 ORDER BY 1, sum(total_minor) DESC`,
  ],
  [
    'top 20 codes, month',
    toQuery(month, '&by=CODE&limit=20'),
    `SELECT c.id, c.code, ${sums} ${from(...month, code)} GROUP BY 1, 2 ORDER BY sum(total_minor) DESC LIMIT 20`,
  ],
  [
    'one affiliate by month, year',
    toQuery(year, `&affiliateId=00000001-0000-7000-8000-000000000007&every=MONTH`),
    `SELECT ${unit('month')}, ${sums} ${from(...year)} AND s.affiliate_id = to_id(1, 7) GROUP BY 1 ORDER BY 1`,
  ],
]

const agent = new Agent({ keepAlive: true })

/** Returns the milliseconds from the request until the last byte of its response. */
function measureReport({ started }: BenchProcess, query: string): Promise<number> {
  const url = String(started['url']).replace('/api/v1', '/api/kit/v1/performance?')
  const headers = { authorization: `Bearer ${started['key']}` }
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const request = get(url + query, { headers, agent }, (response) => {
      let size = 0
      response.on('data', (chunk: Buffer) => (size += chunk.length))
      response.once('end', () => {
        const took = performance.now() - startedAt
        if (response.statusCode === 200 && size > 0) resolve(took)
        else reject(new Error(`${query} returned ${response.statusCode}`))
      })
      response.once('error', reject)
    })
    request.once('error', reject)
  })
}

interface Round {
  readonly countMs: number
  readonly times: ReadonlyMap<string, { readonly sqlMs: number; readonly ownMs: number }>
}

// A short statement that runs once mostly shows how long the processes take to wake up.
const shortMs = 20
const repetitions = 100

async function measureRepeated(measureOnce: () => Promise<number>): Promise<number> {
  const times: number[] = []
  for (let done = 0; done < repetitions; done++) times.push(await measureOnce())
  return toMedian(times)
}

async function measureRound(session: PsqlSession, asked: readonly Question[]): Promise<Round> {
  const countMs = await session.measure(`SELECT count(*) ${from(...year)}`)
  const measured = new Map<string, { sqlMs: number; ownMs: number }>()
  for (const [name, query, sql] of asked) {
    const once = await session.measure(sql)
    const isShort = once < shortMs
    const sqlMs = isShort ? await measureRepeated(() => session.measure(sql)) : once
    const ownMs = await (isShort
      ? measureRepeated(() => measureReport(server, query))
      : measureReport(server, query))
    measured.set(name, { sqlMs, ownMs })
  }
  return { countMs, times: measured }
}

const psql = openPsql(databaseUrl)
try {
  if (found === undefined) fillSales(databaseUrl, { programId, sales: count, codes })
  const chosen = questions.filter(([name]) => name.includes(part))
  const times = new Map(
    chosen.map(([name]) => [name, { own: [] as number[], sql: [] as number[] }]),
  )
  const counts: number[] = []
  // The first round, in which both warm up, does not count.
  await measureRound(psql, chosen)
  for (let round = 0; round < rounds; round++) {
    const measured = await measureRound(psql, chosen)
    counts.push(measured.countMs)
    for (const [name, { sqlMs, ownMs }] of measured.times) {
      times.get(name)?.sql.push(sqlMs)
      times.get(name)?.own.push(ownMs)
    }
  }
  const rows = [...times].map(([name, { own, sql }]) => {
    const cells = [
      toMedian(own).toFixed(1),
      toMedian(sql).toFixed(1),
      (toMedian(own) / toMedian(sql)).toFixed(2),
    ]
    return `| ${name} | ${cells.join(' | ')} |`
  })
  const memory = part === '' ? await measureMemory(server) : []
  const ratio = (one: string, other: string): string =>
    (toMedian(times.get(one)?.own ?? []) / toMedian(times.get(other)?.own ?? [])).toFixed(1)
  process.stdout.write(
    [
      `${describeMachine()}, ${count} sales, ${codes} codes, medians of ${rounds} rounds`,
      '',
      '| report | HTTP ms | psql ms | ratio (goal 1.3) |',
      '| --- | --- | --- | --- |',
      ...rows,
      '',
      `count(*) of the year: ${toMedian(counts).toFixed(0)} ms; top 20 codes of a year: ${(
        toMedian(times.get('top 20 codes, year')?.own ?? []) / toMedian(counts)
      ).toFixed(1)} times that`,
      `top 20 codes, year / month (12.2 times the range): ${ratio('top 20 codes, year', 'top 20 codes, month')}`,
      '',
      ...memory,
      '',
    ].join('\n'),
  )
} finally {
  psql.close()
  agent.destroy()
  await server.stop()
  cluster?.close()
}
