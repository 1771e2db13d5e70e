import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  readJobHeader,
  readJobs,
  storeJob,
  toJobFiles,
  toJobId,
  type PushJob,
} from '../../src/jobs/job-store.js'
import { parsePlan } from '../../src/plans/plan-file.js'

let directory = ''

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'referly-store-'))
})

afterEach(async () => rm(directory, { recursive: true, force: true }))

const baseUrl = 'http://127.0.0.1:1'
const plan = 'email,code,coupon_id\nann@example.com,ANN1,c1\nbo@example.com,BO1,c1\n'
const { rows } = parsePlan(new TextEncoder().encode(plan))
const settings = {
  rate: 5,
  concurrency: 4,
  onConflict: 'skip',
  timeout: 30,
  giveUpAfter: 120,
} as const

async function createJob(createdAt: string): Promise<PushJob> {
  const id = toJobId(baseUrl, rows)
  const files = toJobFiles(directory, id)
  await mkdir(files.directory, { recursive: true })
  const source = join(directory, 'plan.csv')
  const facts = {
    version: 1,
    kind: 'push',
    baseUrl,
    profile: undefined,
    isFinished: false,
  } as const
  const header = { ...facts, id, createdAt, source, rows: rows.length, settings }
  const connection = { baseUrl, profile: undefined, keySource: undefined, apiKey: undefined }
  return { header, files, rows, extraTitles: [], connection }
}

describe('a stored job', () => {
  it('keeps its start time and its plan when it is stored again', async () => {
    const first = await createJob('2026-01-01T00:00:00.000Z')
    await storeJob(first)
    const written = await readFile(first.files.plan, 'utf8')
    const again = await createJob('2026-02-02T00:00:00.000Z')
    const stored = await storeJob({ ...again, rows: again.rows.toReversed() })
    expect(stored.createdAt).toBe('2026-01-01T00:00:00.000Z')
    expect(await readJobHeader(first.files)).toEqual(JSON.parse(JSON.stringify(stored)))
    expect(await readFile(first.files.plan, 'utf8')).toBe(written)
  })

  it('has the same ID in any order of its rows, and a different one on another host', () => {
    expect(toJobId(baseUrl, rows.toReversed())).toBe(toJobId(baseUrl, rows))
    expect(toJobId('http://127.0.0.1:2', rows)).not.toBe(toJobId(baseUrl, rows))
  })

  it('is refused when its settings are those of an earlier version', async () => {
    const { header, files } = await createJob('2026-01-01T00:00:00.000Z')
    const { giveUpAfter, ...others } = settings
    const old = { ...header, settings: { ...others, patience: giveUpAfter } }
    await writeFile(files.header, JSON.stringify(old))
    await expect(readJobs(directory)).rejects.toThrow(/was not written by this version of referly/)
  })
})
