// `pnpm prove:ledger [kills]` kills the server while it handles sales, refunds, and payouts, and compares the books
// after each kill: entries with balances, balances with sales, and payouts with what they took.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listClusters } from '../test/databases.js'
import { runKills, type LedgerTally } from '../test/domain/ledger-conservation.js'
import { describeMachine } from './machine.js'

const kills = Number(process.argv[2] ?? 200)

process.stdout.write(
  `${describeMachine()}\n\n` +
    '| database | kills | operations | cents lost or created | repeated payouts |\n|---|---|---|---|---|\n',
)

function onKill({ kills: done, operations, difference }: LedgerTally): void {
  process.stderr.write(`\r${done} kills, ${operations} operations, ${difference} cents `)
}

async function report(name: string, run: () => Promise<LedgerTally>): Promise<void> {
  const { kills: done, operations, difference, repeatedPayouts } = await run()
  process.stdout.write(
    `| ${name} | ${done} | ${operations} | ${difference} | ${repeatedPayouts} |\n`,
  )
  if (difference > 0 || repeatedPayouts > 0) process.exitCode = 1
}

const dataDir = mkdtempSync(join(tmpdir(), 'referly-ledger-'))
await report('PGlite', () => runKills({ dataDir }, kills, onKill))
rmSync(dataDir, { recursive: true, force: true })

for (const open of listClusters()) {
  const cluster = open()
  try {
    await report('PostgreSQL', () => runKills(cluster.options, kills, onKill))
  } finally {
    cluster.close()
  }
}
