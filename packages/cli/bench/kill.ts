import { cpus } from 'node:os'
import { startCampaignServer } from '../test/campaign-server.js'
import { startFaultProxy } from '../test/fault-proxy.js'
import { runKillTrial, type KillResult } from '../test/kill-trial.js'

// Kills `codes push` of 300 rows with 8 workers at random moments, at least KILLS times in each of two
// settings, and then compares the codes on the server with the results file.
const wantedKills = Number(process.env['KILLS'] ?? 200)
const affiliates = 300
const killsPerJob = 8

interface Sum {
  jobs: number
  kills: number
  early: number
  runs: number
  duplicates: number
  missing: number
  wrong: number
}

async function prove(url: string): Promise<Sum> {
  const sum: Sum = { jobs: 0, kills: 0, early: 0, runs: 0, duplicates: 0, missing: 0, wrong: 0 }
  while (sum.kills < wantedKills) {
    const trial = { campaign, url, kills: killsPerJob, rate: 120, random: Math.random }
    const result: KillResult = await runKillTrial(trial)
    sum.jobs++
    for (const name of ['kills', 'early', 'runs', 'duplicates', 'missing', 'wrong'] as const) {
      sum[name] += result[name]
    }
    process.stderr.write(`${JSON.stringify(sum)}\n`)
  }
  return sum
}

function toRow(setting: string, sum: Sum): string {
  const cells = [setting, sum.jobs, sum.kills, sum.early, sum.runs, sum.jobs * affiliates]
  return `| ${[...cells, sum.duplicates, sum.missing, sum.wrong].join(' | ')} |`
}

const campaign = await startCampaignServer(affiliates)
const proxy = await startFaultProxy({
  target: campaign.url,
  oneOf: 10,
  stallMs: 2500,
  random: Math.random,
})
// Both at once, because a job that is killed spends most of its time waiting.
const [direct, faulty] = await Promise.all([prove(campaign.url), prove(proxy.url)])
proxy.close()
await campaign.close()
const [cpu] = cpus()
console.log(
  `${cpu?.model}, ${cpus().length} cores, Node.js ${process.version}, ${new Date().toISOString().slice(0, 10)}`,
)
console.log(`Faults: ${JSON.stringify(proxy.counts)}\n`)
console.log(
  '| setting | jobs | kills | before the work | runs | affiliates | with two codes | without | wrong in results |',
)
console.log('| --- | --: | --: | --: | --: | --: | --: | --: | --: |')
console.log(toRow('server', direct))
console.log(toRow('server behind the fault proxy', faulty))
const sums = [direct, faulty].map(({ duplicates, missing, wrong }) => duplicates + missing + wrong)
process.exitCode = sums.every((sum) => sum === 0) ? 0 : 1
