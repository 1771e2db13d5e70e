import { writeFileSync } from 'node:fs'

// Preloaded into a measured process; writes the resources that it used when it ends.
const file = process.env.REFERLY_BENCH_USAGE
if (file) {
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
    const usage = { rssMb: maxRSS / 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 }
    writeFileSync(file, JSON.stringify({ ...usage, wallMs: performance.now() }))
  })
}
