import { cpus } from 'node:os'
import { startCampaignServer } from '../test/campaign-server.js'
import { runChangeTrial } from '../test/change-trial.js'
import { startFaultProxy } from '../test/fault-proxy.js'

// Kills `codes disable` of 200 codes with 8 workers and its revert at random moments, at least KILLS times in each of
// two settings. After every run, it compares the codes on the server with the results file, and after the revert with
// their original state.
const wantedKills = Number(process.env['KILLS'] ?? 200)
const codes = 200
const killsPerRun = 6

const sums = ['changes', 'unfinished', 'kills', 'early', 'runs', 'codes', 'wrong', 'notRestored']
type Sum = Record<string, number>

async function prove(url: string): Promise<Sum> {
  const sum: Sum = Object.fromEntries(sums.map((name) => [name, 0]))
  const add = (name: string, count: number): void => void (sum[name] = (sum[name] ?? 0) + count)
  while ((sum['kills'] ?? 0) < wantedKills) {
    const trial = { campaign, url, codes, kills: killsPerRun, rate: 80, random: Math.random }
    const { lastOutput: _, isUnfinished, ...counts } = await runChangeTrial(trial)
    for (const [name, count] of Object.entries(counts)) add(name, count)
    add('changes', 1)
    add('unfinished', isUnfinished ? 1 : 0)
    add('codes', codes)
    process.stderr.write(`${JSON.stringify(sum)}\n`)
  }
  return sum
}

function toRow(setting: string, sum: Sum): string {
  return `| ${[setting, ...sums.map((name) => sum[name])].join(' | ')} |`
}

const campaign = await startCampaignServer(1)
const options = { target: campaign.url, oneOf: 10, stallMs: 1500, random: Math.random }
const proxy = await startFaultProxy(options)
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
  '| setting | changes | reverted unfinished | kills | before any result | runs | codes | not as the results say | not restored |',
)
console.log('| --- | --: | --: | --: | --: | --: | --: | --: | --: |')
console.log(toRow('server', direct))
console.log(toRow('server behind the fault proxy', faulty))
const isRight = (sum: Sum): boolean => sum['wrong'] === 0 && sum['notRestored'] === 0
process.exitCode = isRight(direct) && isRight(faulty) ? 0 : 1
