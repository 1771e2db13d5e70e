import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../../src/run.js'
import { createPlan, startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { createRecordedContext, runInProcess, type Result } from '../referly-in-process.js'

let server: CampaignServer
let cwd = ''
let coupon = ''

beforeAll(async () => {
  server = await startCampaignServer(4)
})
afterAll(() => server.close())

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-resume-'))
  coupon = await server.createCoupon()
})
afterEach(async () => rm(cwd, { recursive: true, force: true }))

function referly(...words: string[]): Promise<Result> {
  return runInProcess(words, { cwd, env: server.env })
}

describe('jobs resume without an ID', () => {
  it('resumes the last job', async () => {
    await writeFile(join(cwd, 'first.csv'), createPlan(server.affiliates.slice(0, 1), coupon))
    expect(await referly('codes', 'push', 'first.csv', '--yes')).toMatchObject({ code: 0 })
    const email = `${coupon}@example.com`
    const row = `Eve,X,${email},EVE${Date.now()},${coupon}\n`
    await writeFile(join(cwd, 'last.csv'), `first_name,last_name,email,code,coupon_id\n${row}`)
    expect(await referly('codes', 'push', 'last.csv', '--yes')).toMatchObject({ code: 3 })
    await server.client.affiliates.create({ firstName: 'Eve', lastName: 'X', email })
    const resumed = await referly('jobs', 'resume', '--json')
    expect(JSON.parse(resumed.out)).toMatchObject({ created: 1, failed: 0 })
    expect(resumed.code).toBe(0)
  })

  it('explains how to start a job if none exists', async () => {
    const { code, notes } = await referly('jobs', 'resume')
    expect(notes).toBe('Error: No jobs in .referly/jobs. Start one with: referly codes push\n')
    expect(code).toBe(1)
  })

  it('refuses an ID together with --last', async () => {
    const { code, notes } = await referly('jobs', 'resume', '0123456789', '--last')
    expect(notes).toContain('--last, not both')
    expect(code).toBe(2)
  })
})

describe('two different plans that are pushed at once', () => {
  /** Pushes a plan, and delays the confirmation until the other push has asked for it too. */
  async function push(plan: string, ready: () => Promise<void>): Promise<Result> {
    const { context, out, notes } = createRecordedContext({ cwd, env: server.env })
    const ask = async (): Promise<string> => {
      await ready()
      return 'y'
    }
    const input = { ...context.input, isInteractive: true, ask }
    const code = await run(['codes', 'push', plan, '--rate', 'max'], { ...context, input })
    return { code, out: out.join(''), notes: notes.join('') }
  }

  function createBarrier(size: number): () => Promise<void> {
    let open = (): void => undefined
    const opened = new Promise<void>((resolve) => (open = resolve))
    let waiting = 0
    return async () => {
      waiting++
      if (waiting === size) open()
      await opened
    }
  }

  it('end with exit code 3, because affiliates have more than one code', async () => {
    const plans = ['a.csv', 'b.csv']
    for (const plan of plans) {
      await writeFile(join(cwd, plan), createPlan(server.affiliates, coupon))
    }
    const ready = createBarrier(plans.length)
    const ended = await Promise.all(plans.map((plan) => push(plan, ready)))
    expect(await server.client.promotionalCodes.list({ couponId: coupon })).toHaveLength(8)
    // The push that ends last sees all codes of the other.
    const failed = ended.filter(({ code }) => code === 3)
    expect(failed.length, ended.map(({ notes }) => notes).join('')).toBeGreaterThan(0)
    for (const { notes } of failed) {
      expect(notes).toMatch(/Error: \d affiliates? ha\w+ more than one code of the same coupon\.\n/)
      expect(notes).not.toContain('To continue')
    }
    for (const plan of plans) {
      const { code, out } = await referly('codes', 'push', plan, '--yes', '--json')
      expect(JSON.parse(out)).toMatchObject({
        created: 4,
        missing: [],
        duplicates: [{}, {}, {}, {}],
      })
      expect(code).toBe(3)
    }
  })
})
