// `pnpm prove:ledger [kills]` kills the server while it handles sales, refunds, and payouts, and compares the books
// after each kill: entries with balances, balances with sales, and payouts with what they took. It runs the built
// server, which starts much faster.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StartOptions } from '../src/index.js'
import { listClusters } from '../test/databases.js'
import {
  runKills,
  type KilledServer,
  type LedgerTally,
} from '../test/domain/ledger-conservation.js'
import { describeMachine } from './machine.js'
import { start } from './processes.js'

const kills = Number(process.argv[2] ?? 200)

process.stdout.write(
  `${describeMachine()}\n\n` +
    '| database | kills | operations | cents lost or created | repeated payouts |\n|---|---|---|---|---|\n',
)

async function serve(options: StartOptions, key = ''): Promise<KilledServer> {
  const env = { BENCH_OPTIONS: JSON.stringify(options), BENCH_KEY: key }
  const { started, stop } = await start('serve.mjs', env)
  return { url: String(started['url']), key: String(started['key']), kill: stop }
}

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

const common = { kills, start: serve, onKill }
const dataDir = mkdtempSync(join(tmpdir(), 'referly-ledger-'))
await report('PGlite', () => runKills({ ...common, options: { dataDir } }))
rmSync(dataDir, { recursive: true, force: true })

for (const open of listClusters()) {
  const cluster = open()
  try {
    await report('PostgreSQL', () => runKills({ ...common, options: cluster.options }))
  } finally {
    cluster.close()
  }
}
