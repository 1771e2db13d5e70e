// `pnpm prove:updates [count]` sends as many updates of a coupon as sales with its codes, in random order, to two
// processes on one PostgreSQL at each isolation level, and checks that the books agree with the responses.
import { listClusters, type Cluster } from '../test/databases.js'
import { post, send, serve, type ServedProcess } from '../test/served.js'
import { describeMachine } from './machine.js'

const count = Number(process.argv[2] ?? 400)
const levels = ['read committed', 'repeatable read', 'serializable'] as const
const codes = 5

process.stdout.write(
  `${describeMachine()}\n\n` +
    '| isolation | updates: 200 / 400 | sales: 200 / 409 | redemptions | wrong | time |\n' +
    '|---|---|---|---|---|---|\n',
)

for (const open of listClusters()) for (const level of levels) await report(open, level)

async function report(open: () => Cluster, level: (typeof levels)[number]): Promise<void> {
  const cluster = open()
  const sql = (text: string): string => cluster.run('psql', ['-tAqc', text]).trim()
  sql(`ALTER ROLE postgres SET default_transaction_isolation = '${level}'`)
  const first = await serve(cluster.options)
  const servers = [first, await serve(cluster.options, first.key)] as const
  try {
    const couponId = await createCodes(first)
    const startedAt = performance.now()
    const { updates, sales } = await race(servers, couponId)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    const redemptions = sql('SELECT times_redeemed FROM coupons')
    const wrong = findFaults(sql, { updates, sales })
    process.stdout.write(
      `| ${level} | ${toCounts(updates, 400)} | ${toCounts(sales, 409)} | ${redemptions} | ` +
        `${wrong.join(', ') || 0} | ${seconds} s |\n`,
    )
    if (wrong.length > 0) process.exitCode = 1
  } finally {
    await Promise.all(servers.map((server) => server.kill()))
    cluster.close()
  }
}

async function createCodes(to: ServedProcess): Promise<unknown> {
  const couponId = (await post(to, '/coupons', { name: 'x', percentOff: 1 })).body['id']
  const person = { firstName: 'A', lastName: 'B', email: 'a@example.com' }
  const affiliateId = (await post(to, '/affiliates', person)).body['id']
  for (let index = 0; index < codes; index++) {
    await post(to, '/promotional-codes', { couponId, affiliateId, code: `C${index}` })
  }
  return couponId
}

interface Raced {
  readonly updates: readonly number[]
  readonly sales: readonly number[]
}

/** Sends updates, which change the discount and the limit, and sales at the same time. Returns their statuses. */
async function race(
  servers: readonly [ServedProcess, ServedProcess],
  couponId: unknown,
): Promise<Raced> {
  const pick = (): ServedProcess => servers[Math.random() < 0.5 ? 0 : 1]
  const updates: number[] = []
  const sales: number[] = []
  const update = async (): Promise<void> => {
    const terms = {
      percentOff: 1 + Math.floor(Math.random() * 100),
      maxRedemptions: 1 + Math.floor(Math.random() * count),
    }
    updates.push((await send(pick(), 'PUT', '/coupons', { couponId, ...terms })).status)
  }
  const sell = async (): Promise<void> => {
    const promoCode = `C${Math.floor(Math.random() * codes)}`
    sales.push((await post(pick(), '/sales', { totalEarned: 1, name: 'C', promoCode })).status)
  }
  const works = Array.from({ length: count }, () => [update, sell]).flat()
  const next = works.values()
  const worker = async (): Promise<void> => {
    for (const work of next) await work()
  }
  await Promise.all(Array.from({ length: 64 }, worker))
  return { updates, sales }
}

/** Returns the rules that the responses and the tables break. */
function findFaults(sql: (text: string) => string, { updates, sales }: Raced): readonly string[] {
  const sold = countOf(sales, 200)
  const rules: Readonly<Record<string, boolean>> = {
    'the coupon counts other redemptions':
      Number(sql('SELECT times_redeemed FROM coupons')) === sold,
    'the codes count other redemptions':
      Number(sql('SELECT sum(times_redeemed) FROM promotional_codes')) === sold,
    'there are other sales': Number(sql('SELECT count(*) FROM sales WHERE is_redemption')) === sold,
    'the limit is exceeded':
      sql('SELECT times_redeemed <= coalesce(max_redemptions, times_redeemed) FROM coupons') ===
      't',
    'a revision is lost': Number(sql('SELECT revision FROM coupons')) === 1 + countOf(updates, 200),
    'an update has another status': updates.every((status) => status === 200 || status === 400),
    'a sale has another status': sales.every((status) => status === 200 || status === 409),
  }
  return Object.keys(rules).filter((rule) => rules[rule] !== true)
}

function countOf(statuses: readonly number[], wanted: number): number {
  return statuses.filter((status) => status === wanted).length
}

function toCounts(statuses: readonly number[], refused: number): string {
  return `${countOf(statuses, 200)} / ${countOf(statuses, refused)}`
}
