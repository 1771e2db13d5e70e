// Runs the built server in its own process with every feature on, and prints its URL and key. Without a key to reuse,
// it uses the program in BENCH_PROGRAM or creates one.
import { createWriteStream } from 'node:fs'
import process from 'node:process'

const { startServer } = await import('../dist/index.js')

const options = JSON.parse(process.env['BENCH_OPTIONS'] ?? '{}')
const startedAt = performance.now()
const server = await startServer({
  ...options,
  logger: createWriteStream('/dev/null'),
  rateLimit: { perSecond: 1_000_000, burst: 1_000_000 },
  managementPort: 0,
})
const startMs = performance.now() - startedAt
const given = process.env['BENCH_KEY']
const { key, programId } = given ? { key: given } : await openProgram()
process.stdout.write(`> ${JSON.stringify({ url: server.url, key, programId, startMs })}\n`)
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)))

async function openProgram() {
  const id =
    process.env['BENCH_PROGRAM'] ??
    (await server.admin.createProgram({ name: 'Acme', commissionRate: 10 })).id
  return { key: (await server.admin.createApiKey(id)).key, programId: id }
}
