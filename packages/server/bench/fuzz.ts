// `pnpm prove:fuzz [count] [seed]` runs a longer version of the fuzz test on every database on this machine.
import { startServer } from '../src/index.js'
import { listDatabases } from '../test/databases.js'
import { fuzz, type FuzzTally } from '../test/fuzz/fuzz.js'
import { describeMachine } from './machine.js'

const count = Number(process.argv[2] ?? 20_000)
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 32)

process.stdout.write(
  `Seed ${seed}, ${describeMachine()}\n\n` +
    '| database | requests | 200 | 4xx | 5xx | time |\n|---|---|---|---|---|---|\n',
)
for (const [name, open] of listDatabases()) {
  const database = open()
  const server = await startServer(database.options)
  const startedAt = performance.now()
  try {
    const tally = await fuzz(server, { seed, count, concurrency: 16 })
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    const [ok, refused] = [sum(tally, /200$/), sum(tally, /4\d\d$/)]
    process.stdout.write(`| ${name} | ${count} | ${ok} | ${refused} | 0 | ${seconds} s |\n`)
    if (process.env['REFERLY_DEBUG'] === '1') console.table([...tally].toSorted())
  } finally {
    await server.close()
    database.close()
  }
}

function sum(tally: FuzzTally, pattern: RegExp): number {
  return [...tally].reduce((total, [entry, n]) => total + (pattern.test(entry) ? n : 0), 0)
}
