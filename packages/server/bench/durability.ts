// `pnpm prove:durability [rounds]` kills the server under load on every database, then looks up every acknowledged
// code.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crash, type CrashTally } from '../test/crashes.js'
import { listClusters } from '../test/databases.js'
import { describeMachine } from './machine.js'

const rounds = Number(process.argv[2] ?? 200)

process.stdout.write(
  `${describeMachine()}\n\n` +
    '| killed | rounds | acknowledged | lost | time |\n|---|---|---|---|---|\n',
)

async function report(name: string, run: () => Promise<CrashTally>): Promise<void> {
  const startedAt = performance.now()
  const { rounds: done, acknowledged, lost } = await run()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  process.stdout.write(`| ${name} | ${done} | ${acknowledged} | ${lost} | ${seconds} s |\n`)
  if (lost > 0) process.exitCode = 1
}

const onRound = ({ rounds: done, acknowledged, lost }: CrashTally): void => {
  process.stderr.write(`\rround ${done}, ${acknowledged} acknowledged, ${lost} lost `)
}

const dataDir = mkdtempSync(join(tmpdir(), 'referly-crash-'))
await report('server on PGlite', () => crash({ options: { dataDir }, rounds, onRound }))
rmSync(dataDir, { recursive: true, force: true })

for (const open of listClusters(true)) {
  const cluster = open()
  const { options } = cluster
  try {
    await report('server on PostgreSQL', () => crash({ options, rounds, onRound }))
    await report('PostgreSQL', () => crash({ options, rounds, cluster, onRound }))
  } finally {
    cluster.close()
  }
}
