import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import { createPlan, type CampaignServer } from './campaign-server.js'
import { startReferly } from './referly-process.js'

/** Options for one job that is killed repeatedly. */
export interface KillTrial {
  readonly campaign: CampaignServer
  /** The server, or a proxy in front of it. */
  readonly url: string
  /** Maximum number of kills; there are fewer when the job ends earlier. */
  readonly kills: number
  /** Codes sent per second. */
  readonly rate: number
  readonly random: () => number
}

/** The result of a job that was killed. */
export interface KillResult {
  readonly kills: number
  /** Kills before the summary of the plan was printed. */
  readonly early: number
  /** The number of runs until the job succeeded. */
  readonly runs: number
  /** Affiliates with more than one code of the coupon. */
  readonly duplicates: number
  /** Affiliates without a code. */
  readonly missing: number
  /** Rows of results.csv that differ from the codes on the server. */
  readonly wrong: number
  /** The last lines of output. */
  readonly lastOutput: string
}

const maxRuns = 40

/** Pushes a plan, kills the process at random moments, completes the push, and compares the codes. */
export async function runKillTrial(trial: KillTrial): Promise<KillResult> {
  const { campaign, random } = trial
  const cwd = await mkdtemp(join(tmpdir(), 'referly-kill-'))
  try {
    const coupon = await campaign.createCoupon()
    await writeFile(join(cwd, 'plan.csv'), createPlan(campaign.affiliates, coupon))
    // At this rate no machine can finish the first run by then, so the first kill always lands.
    const withinMs = (campaign.affiliates.length / trial.rate) * 700
    let [kills, early] = [0, 0]
    let lastOutput = ''
    for (let runs = 1; runs <= maxRuns; runs++) {
      const referly = startPush(trial, cwd)
      // Alternates between killing the start of the process and killing the push itself.
      const begun = kills % 2 === 0 ? /Time: / : undefined
      const isDue = kills < trial.kills
      if (isDue && (await killAtRandom(referly, { begun, ms: random() * withinMs }))) {
        kills++
        early += referly.stderr.includes('Time: ') ? 0 : 1
      }
      const code = await referly.ended
      lastOutput = `${code}: ${referly.stderr.split('\n').slice(-4).join('\n')}`
      if (code !== 0) continue
      const compared = await compare(campaign, coupon, referly.stdout.trim(), cwd)
      return { kills, early, runs, ...compared, lastOutput }
    }
    throw new Error(`did not finish after ${maxRuns} runs: ${lastOutput}`)
  } finally {
    await rm(cwd, { recursive: true, force: true })
  }
}

interface Moment {
  /** The output from which the time is measured; undefined measures from the start of the process. */
  readonly begun: RegExp | undefined
  readonly ms: number
}

/** Kills a process at a random moment. Returns whether it was still running. */
export async function killAtRandom(
  referly: ReturnType<typeof startReferly>,
  { begun, ms }: Moment,
): Promise<boolean> {
  if (begun !== undefined) {
    await Promise.race([referly.until(begun).catch(() => undefined), referly.ended])
  }
  await Promise.race([sleep(ms), referly.ended])
  return referly.child.exitCode === null && referly.child.kill('SIGKILL')
}

function startPush(
  { campaign, url, rate }: KillTrial,
  cwd: string,
): ReturnType<typeof startReferly> {
  const pace = [
    '--rate',
    String(rate),
    '--concurrency',
    '8',
    '--timeout',
    '2',
    '--give-up-after',
    '60',
  ]
  const env = { ...campaign.env, REFERLY_BASE_URL: url }
  return startReferly(['codes', 'push', 'plan.csv', '--yes', ...pace], { cwd, env })
}

async function compare(
  { client, affiliates }: CampaignServer,
  couponId: string,
  results: string,
  cwd: string,
): Promise<Pick<KillResult, 'duplicates' | 'missing' | 'wrong'>> {
  const codesOf = new Map<string, string[]>()
  for (const { code, affiliate } of await client.promotionalCodes.list({ couponId })) {
    const email = affiliate?.email ?? ''
    codesOf.set(email, [...(codesOf.get(email) ?? []), code])
  }
  const rows: Record<string, string>[] = parse(await readFile(join(cwd, results)), {
    columns: true,
  })
  const right = rows.filter(
    ({ email = '', code, status }) => status === 'created' && codesOf.get(email)?.[0] === code,
  )
  const counts = affiliates.map(({ email }) => codesOf.get(email)?.length ?? 0)
  return {
    duplicates: counts.filter((count) => count > 1).length,
    missing: counts.filter((count) => count === 0).length,
    wrong: affiliates.length - right.length,
  }
}
