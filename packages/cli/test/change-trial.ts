import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CampaignServer } from './campaign-server.js'
import { killAtRandom } from './kill-trial.js'
import { runInProcess } from './referly-in-process.js'
import { startReferly } from './referly-process.js'

/** Options for one change to many codes that is killed repeatedly, and reverted. */
export interface ChangeTrial {
  readonly campaign: CampaignServer
  /** The server, or a proxy in front of it. */
  readonly url: string
  readonly codes: number
  /** Maximum number of kills of the change, and of its revert; there are fewer when they end earlier. */
  readonly kills: number
  /** Codes changed per second. */
  readonly rate: number
  readonly random: () => number
}

/** The result of a change that was killed. */
export interface ChangeTrialResult {
  kills: number
  /** Kills before the first request was recorded. */
  early: number
  runs: number
  /** True when the revert began while rows of the change were open. */
  isUnfinished: boolean
  /** Codes whose state differs from their results, after any run. */
  wrong: number
  /** Codes that are not as they were before the change, after the revert. */
  notRestored: number
  /** The last lines of output. */
  lastOutput: string
}

const maxRuns = 60

interface Run extends ChangeTrial {
  readonly cwd: string
  readonly couponId: string
  readonly result: ChangeTrialResult
}

/**
 * Disables the codes of a coupon and reverts that, kills both at random moments, and compares the codes with the
 * results.
 */
export async function runChangeTrial(trial: ChangeTrial): Promise<ChangeTrialResult> {
  const cwd = await mkdtemp(join(tmpdir(), 'referly-change-'))
  const isUnfinished = trial.random() < 0.5
  const counts = { kills: 0, early: 0, runs: 0, wrong: 0, notRestored: 0 }
  const result = { ...counts, isUnfinished, lastOutput: '' }
  try {
    const run = { ...trial, cwd, couponId: await createCodes(trial), result }
    const pace = ['--rate', String(trial.rate), '--concurrency', '8', '--timeout', '3']
    const select = ['--coupon', run.couponId, '--yes']
    await runJob(run, ['codes', 'disable', ...select, ...pace], isUnfinished)
    const [disable] = await readJobs(run)
    await runJob(run, ['jobs', 'revert', disable?.id ?? '', '--yes'], false)
    const states = await readStates(run)
    result.notRestored = [...states.values()].filter((active) => !active).length
    return result
  } finally {
    await rm(cwd, { recursive: true, force: true })
  }
}

async function createCodes({ campaign, codes }: ChangeTrial): Promise<string> {
  const couponId = await campaign.createCoupon()
  const tag = couponId.slice(-12).toUpperCase()
  const inputs = Array.from({ length: codes }, (_, index) => ({
    couponId,
    code: `${tag}N${index}`,
  }))
  const results = campaign.client.promotionalCodes.createMany(inputs, { concurrency: 8 })
  for await (const each of results) if ('error' in each) throw each.error
  return couponId
}

/** Starts a job, and resumes it after each kill, until it succeeds or is left unfinished after the last kill. */
async function runJob(run: Run, words: readonly string[], isLeft: boolean): Promise<void> {
  const { result, random, kills, cwd, campaign } = run
  const env = { ...campaign.env, REFERLY_BASE_URL: run.url }
  const before = (await readJobs(run)).length
  // At this rate, no machine can finish the first run by then, so the first kill always lands.
  const withinMs = (run.codes / run.rate) * 300
  for (let [runs, killed] = [1, 0]; runs <= maxRuns; runs++) {
    result.runs++
    const isStarted = (await readJobs(run)).length > before
    const referly = startReferly(isStarted ? ['jobs', 'resume', '--last'] : words, { cwd, env })
    const begun = killed % 2 === 0 ? /Time: / : undefined
    if (killed < kills && (await killAtRandom(referly, { begun, ms: random() * withinMs }))) {
      killed++
      result.kills++
    }
    const code = await referly.ended
    result.lastOutput = `${code}: ${referly.stderr.split('\n').slice(-4).join('\n')}`
    const isAny = await compare(run)
    if (code === 'SIGKILL' && !isAny) result.early++
    if (code === 0 || (isLeft && killed === kills && isAny)) return
  }
  throw new Error(`did not finish after ${maxRuns} runs: ${result.lastOutput}`)
}

interface JobDocument {
  readonly id: string
  readonly reverts?: string
}

/** Reads the jobs, oldest first. */
async function readJobs({ cwd, campaign }: Run): Promise<readonly JobDocument[]> {
  const { out } = await runInProcess(['jobs', 'list', '--json'], { cwd, env: campaign.env })
  return JSON.parse(out) as readonly JobDocument[]
}

/** Reads whether each code is active, by its ID. */
async function readStates({ campaign, couponId }: Run): Promise<ReadonlyMap<string, boolean>> {
  const codes = await campaign.client.promotionalCodes.list({ couponId })
  return new Map(codes.map(({ id, active }) => [id, active]))
}

interface ResultDocument {
  readonly id: string
  readonly status: string
  readonly after: { readonly active?: boolean }
}

/** Counts the codes whose state differs from the results of the last job. Returns whether any row is settled. */
async function compare(run: Run): Promise<boolean> {
  const { cwd, campaign, result } = run
  const { code, out } = await runInProcess(['jobs', 'results', '--json'], {
    cwd,
    env: campaign.env,
  })
  if (code !== 0) return false
  const states = await readStates(run)
  const settled = (JSON.parse(out) as readonly ResultDocument[]).filter(
    ({ status }) => status !== 'pending',
  )
  const isRight = ({ id, status, after }: ResultDocument): boolean =>
    status === 'changed' && states.get(id) === after.active
  result.wrong += settled.filter((each) => !isRight(each)).length
  return settled.length > 0
}
