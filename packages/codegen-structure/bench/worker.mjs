/** Runs one variant once, in a new process, and prints its cost. */
import { read, ways } from './tasks.mjs'

const [, , way, length, count] = process.argv
const run = await ways[way](Number(length))
for (let index = 0; index < 4; index++) run(Math.min(20_000, Number(count) / 4))
globalThis.gc?.()
const cpuBefore = process.cpuUsage()
const wallBefore = process.hrtime.bigint()
const kept = run(Number(count))
if (Array.isArray(kept)) for (const code of kept) read.sum ^= code.charCodeAt(code.length - 1)
const wall = Number(process.hrtime.bigint() - wallBefore)
const { user, system } = process.cpuUsage(cpuBefore)
const result = {
  wall: wall / count,
  cpu: ((user + system) * 1000) / count,
  peak: process.resourceUsage().maxRSS / 1024,
  sum: read.sum,
}
console.log(JSON.stringify(result))
