import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CampaignServer } from './campaign-server.js'
import { killAtRandom } from './kill-trial.js'
import { runInProcess } from './referly-in-process.js'
import { startReferly } from './referly-process.js'

/** Options for one import of affiliates that is killed repeatedly. */
export interface ImportTrial {
  readonly campaign: CampaignServer
  /** The server, or a proxy in front of it. */
  readonly url: string
  readonly affiliates: number
  /** Maximum number of kills; there are fewer when the import ends earlier. */
  readonly kills: number
  /** Affiliates created per second. */
  readonly rate: number
  readonly random: () => number
}

/** The result of an import that was killed. */
export interface ImportTrialResult {
  readonly kills: number
  /** Affiliates of the file that do not exist exactly once. */
  readonly notOnce: number
  /** Rows of the results without the status `created` and the ID of the affiliate. */
  readonly wrong: number
  /** The number of jobs, which all runs share. */
  readonly jobs: number
  /** The last lines of output. */
  readonly lastOutput: string
}

const maxRuns = 40
let trials = 0

/**
 * Imports affiliates, kills the process at random moments, runs it again or resumes it, and compares the affiliates.
 */
export async function runImportTrial(trial: ImportTrial): Promise<ImportTrialResult> {
  const cwd = await mkdtemp(join(tmpdir(), 'referly-import-kill-'))
  const tag = `k${++trials}-${process.pid}`
  try {
    const emails = Array.from(
      { length: trial.affiliates },
      (_, index) => `${tag}-${index}@a.example`,
    )
    const rows = emails.map((email, index) => `Ann,Lee ${index},${email}`)
    await writeFile(join(cwd, 'new.csv'), ['first_name,last_name,email', ...rows].join('\n'))
    const end = await importAll(trial, cwd)
    return { ...end, ...(await compare(trial, cwd, emails)) }
  } finally {
    await rm(cwd, { recursive: true, force: true })
  }
}

async function importAll(
  { campaign, url, rate, kills, affiliates, random }: ImportTrial,
  cwd: string,
): Promise<Pick<ImportTrialResult, 'kills' | 'lastOutput'>> {
  const env = { ...campaign.env, REFERLY_BASE_URL: url }
  const pace = ['--rate', String(rate), '--concurrency', '8', '--timeout', '2']
  const words = ['affiliates', 'import', 'new.csv', ...pace]
  let killed = 0
  for (let runs = 1; runs <= maxRuns; runs++) {
    const referly = startReferly(words, { cwd, env })
    // At this rate, no machine can finish the first run by then, so the first kill always lands.
    const ms = random() * (affiliates / rate) * 700
    const isDue = killed < kills
    if (isDue && (await killAtRandom(referly, { begun: undefined, ms: 300 + ms }))) {
      killed++
    }
    const code = await referly.ended
    const lastOutput = `${code}: ${referly.stderr.split('\n').slice(-4).join('\n')}`
    if (code === 0) return { kills: killed, lastOutput }
  }
  throw new Error(`did not finish after ${maxRuns} runs`)
}

interface ResultDocument {
  readonly email: string
  readonly status: string
  readonly id: string
}

async function compare(
  { campaign }: ImportTrial,
  cwd: string,
  emails: readonly string[],
): Promise<Pick<ImportTrialResult, 'notOnce' | 'wrong' | 'jobs'>> {
  const idsOf = new Map<string, string[]>()
  for (const { id, email } of await campaign.client.affiliates.list()) {
    idsOf.set(email, [...(idsOf.get(email) ?? []), id])
  }
  const read = async (...words: string[]): Promise<unknown> =>
    JSON.parse((await runInProcess(words, { cwd, env: campaign.env })).out)
  const results = (await read('jobs', 'results', '--json')) as readonly ResultDocument[]
  const isRight = ({ email, status, id }: ResultDocument): boolean =>
    status === 'created' && idsOf.get(email)?.[0] === id
  return {
    notOnce: emails.filter((email) => idsOf.get(email)?.length !== 1).length,
    wrong: emails.length - results.filter(isRight).length,
    jobs: ((await read('jobs', 'list', '--json')) as readonly unknown[]).length,
  }
}
