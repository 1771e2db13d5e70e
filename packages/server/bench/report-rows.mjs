// Reads the rows of a report with the built client in a process of its own, and prints their number and its memory.
import process from 'node:process'

const { createReferlyClient } = await import('../../client/dist/index.js')

const client = createReferlyClient({
  apiKey: process.env['BENCH_KEY'],
  baseUrl: process.env['BENCH_URL'],
  timeoutMs: 60_000,
})
let rows = 0
let heap = 0
for await (const row of client.kit.performance.rows(JSON.parse(process.env['BENCH_QUERY']))) {
  if (row.sales > 0 && rows++ % 5000 === 0) heap = Math.max(heap, process.memoryUsage().heapUsed)
}
const rss = process.resourceUsage().maxRSS * 1024
process.stdout.write(JSON.stringify({ rows, rss: rss / 1e6, heap: heap / 1e6 }))
