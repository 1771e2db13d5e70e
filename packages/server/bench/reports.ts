// `pnpm bench:report [sales] [rounds]` compares reports with the same questions as hand-written SQL in psql, over a year of
// sales with 50,000 codes of 5,000 affiliates. Run `pnpm build` first.
import { listClusters, type Cluster } from '../test/databases.js'
import { describeMachine } from './machine.js'
import { start, type BenchProcess } from './processes.js'

const count = Number(process.argv[2] ?? 1_000_000)
const rounds = Number(process.argv[3] ?? 3)
const codes = 50_000

const [open] = listClusters()
if (open === undefined) {
  throw new Error('PostgreSQL is not installed. The benchmark compares with psql.')
}
const cluster = open()
const server = await start('serve.mjs', { BENCH_OPTIONS: JSON.stringify(cluster.options) })
const programId = String(server.started['programId'])

function fill({ run }: Cluster): void {
  const p = `'${programId}'`
  const texts = [
    `CREATE FUNCTION to_id(kind integer, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
      $$ SELECT (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$`,
    `INSERT INTO affiliates (program_id, id, first_name, last_name, email, email_key, commission_rate, status,
        created_at, updated_at)
      SELECT ${p}, to_id(1, n), 'Ann', 'Lee ' || n, n || '@example.com', n || '@example.com', 10, 'ACTIVE', now(), now()
      FROM generate_series(0, 4999) n`,
    `INSERT INTO coupons (program_id, id, name, coupon_type, percent_off, duration, limit_to_products, product_ids,
        valid, created_at, updated_at)
      SELECT ${p}, to_id(2, n), 'Coupon ' || n, 'PERCENTAGE', 10, 'once', false, '{}', true, now(), now()
      FROM generate_series(0, 19) n`,
    `INSERT INTO promotional_codes (program_id, id, code, code_key, coupon_id, affiliate_id, active, first_time_order,
        limit_to_customers, limit_to_affiliate, is_auto_generated, created_at, updated_at)
      SELECT ${p}, to_id(3, n), 'CODE' || n, 'code' || n, to_id(2, n % 20), to_id(1, n % 5000), true, false, false, false,
        false, now(), now() FROM generate_series(0, ${codes - 1}) n`,
    `INSERT INTO sales (program_id, id, affiliate_id, promotional_code_id, external_id, name, email, email_key,
        total_minor, commission_rate, commission_minor, created_at, due_at, promo_code, coupon_id, coupon_terms,
        is_redemption, is_new_customer, product)
      SELECT ${p}, n, to_id(1, code % 5000), to_id(3, code), 'order-' || n, 'Customer ' || n, n % 700000 || '@example.com',
        n % 700000 || '@example.com', 1000 + n % 9000, 10, 100 + n % 900, at, at + interval '30 days', 'CODE' || code,
        to_id(2, code % 20), '{"couponType":"PERCENTAGE","percentOff":10,"amountOff":null,"currency":null}', true,
        n <= 700000, '{"productId":"shoe"}'
      FROM (SELECT n, (n * 48271::bigint % 2147483647) % ${codes} AS code,
        '2026-01-01'::timestamptz + n * (interval '365 days' / ${count + 1}) AS at FROM generate_series(1, ${count}) n) AS s`,
    'VACUUM ANALYZE',
    'CHECKPOINT',
  ]
  for (const text of texts) run('psql', ['-q', '-c', text])
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

/** Returns the milliseconds that psql needs to run a statement and to receive its rows. */
function measureSql({ run }: Cluster, text: string): number {
  const output = run('psql', ['-qtA', '-c', '\\timing on', '-c', '\\o /dev/null', '-c', text])
  return Number(/Time: ([\d.]+) ms/.exec(output)?.[1])
}

async function measureReport({ started }: BenchProcess, query: string): Promise<number> {
  const url = String(started['url']).replace('/api/v1', '/api/kit/v1/performance?')
  const headers = { authorization: `Bearer ${started['key']}` }
  const startedAt = performance.now()
  const response = await fetch(url + query, { headers })
  const size = (await response.arrayBuffer()).byteLength
  if (!response.ok || size === 0) throw new Error(`${query} returned ${response.status}`)
  return performance.now() - startedAt
}

const toMedian = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN

try {
  fill(cluster)
  const times = new Map<string, { own: number[]; sql: number[] }>()
  const counts: number[] = []
  for (let round = 0; round < rounds; round++) {
    counts.push(measureSql(cluster, `SELECT count(*) ${from(...year)}`))
    for (const [name, query, sql] of questions) {
      const of = times.get(name) ?? { own: [], sql: [] }
      times.set(name, of)
      of.sql.push(measureSql(cluster, sql))
      of.own.push(await measureReport(server, query))
    }
  }
  const rows = [...times].map(([name, { own, sql }]) => {
    const cells = [
      toMedian(own).toFixed(0),
      toMedian(sql).toFixed(0),
      (toMedian(own) / toMedian(sql)).toFixed(2),
    ]
    return `| ${name} | ${cells.join(' | ')} |`
  })
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
    ].join('\n'),
  )
} finally {
  await server.stop()
  cluster.close()
}
