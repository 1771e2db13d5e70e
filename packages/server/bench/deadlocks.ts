// `pnpm prove:deadlocks [count]` runs the mixed operations of the test suite, but more of them, on two
// processes and one PostgreSQL at each isolation level. An unresolved deadlock shows up as a hang or a 500.
import { listClusters, type Cluster } from '../test/databases.js'
import { mixOperations } from '../test/mixed-operations.js'
import { post, serve } from '../test/served.js'
import { describeMachine } from './machine.js'

const count = Number(process.argv[2] ?? 10_000)
const levels = ['read committed', 'repeatable read', 'serializable'] as const

process.stdout.write(
  `${describeMachine()}\n\n` +
    '| isolation | operations | 200 | 409 | other | deadlocks in PostgreSQL | time |\n' +
    '|---|---|---|---|---|---|---|\n',
)

for (const open of listClusters()) for (const level of levels) await report(open, level)

async function report(open: () => Cluster, level: (typeof levels)[number]): Promise<void> {
  const cluster = open()
  const sql = (text: string): string => cluster.run('psql', ['-tAqc', text]).trim()
  sql(`ALTER ROLE postgres SET default_transaction_isolation = '${level}'`)
  const first = await serve(cluster.options)
  const servers = [first, await serve(cluster.options, first.key)]
  try {
    const couponId = (await post(first, '/coupons', { name: 'x', percentOff: 5 })).body['id']
    const person = { firstName: 'A', lastName: 'B', email: 'a@example.com' }
    const affiliateId = (await post(first, '/affiliates', person)).body['id']
    const startedAt = performance.now()
    const statuses = await mixOperations({ servers, couponId, affiliateId }, count)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
    const { 200: ok = 0, 409: taken = 0, ...rest } = statuses
    const other = Object.entries(rest)
      .map(([status, times]) => `${times} x ${status}`)
      .join(', ')
    const deadlocks = sql('SELECT sum(deadlocks) FROM pg_stat_database')
    process.stdout.write(
      `| ${level} | ${count} | ${ok} | ${taken} | ${other || 0} | ${deadlocks} | ${seconds} s |\n`,
    )
    if (other !== '') process.exitCode = 1
  } finally {
    await Promise.all(servers.map((server) => server.kill()))
    cluster.close()
  }
}
