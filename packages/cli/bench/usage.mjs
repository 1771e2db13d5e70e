import { writeFileSync } from 'node:fs'

// Preloaded into a measured process. When the process ends, writes the resources that it used.
const file = process.env.REFERLY_BENCH_USAGE
if (file) {
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
    const usage = { rssMb: maxRSS / 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 }
    writeFileSync(file, JSON.stringify({ ...usage, wallMs: performance.now() }))
  })
}
