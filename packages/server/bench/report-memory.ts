import { readFileSync, writeFileSync } from 'node:fs'
import { measure, type BenchProcess } from './processes.js'

/** Measures the peak memory of the server and the client for a short and for a long report. */
export async function measureMemory(server: BenchProcess): Promise<readonly string[]> {
  const lines = [
    '| rows by code and day | server, peak MB | client, peak MB | client, heap MB |',
    '| --- | --- | --- | --- |',
  ]
  for (const to of ['2026-01-02', '2026-06-30', '2026-01-02', '2026-06-30']) {
    resetPeak(server.pid)
    const query = { from: '2026-01-01', to, by: 'CODE', every: 'DAY' }
    const { rows, rss, heap } = (await measure('report-rows.mjs', {
      BENCH_URL: String(server.started['url']),
      BENCH_KEY: String(server.started['key']),
      BENCH_QUERY: JSON.stringify(query),
    })) as unknown as Readonly<Record<'rows' | 'rss' | 'heap', number>>
    const cells = [rows, readPeak(server.pid).toFixed(0), rss.toFixed(0), heap.toFixed(0)]
    lines.push(`| ${cells.join(' | ')} |`)
  }
  return lines
}

/** Forgets the peak of a process so far. See proc(5). */
function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

function readPeak(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1000
}
