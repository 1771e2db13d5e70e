import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPlan, startCampaignServer, type CampaignServer } from '../campaign-server.js'
import {
  runReferly,
  startReferly,
  toReferlyCommand,
  type ReferlyResult,
} from '../referly-process.js'
import { pass, passBack, startTestServer } from '../test-server.js'

let campaign: CampaignServer
let cwd = ''
let coupon = ''

beforeAll(async () => {
  campaign = await startCampaignServer(30)
})
afterAll(() => campaign.close())

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-push-'))
  coupon = await campaign.createCoupon()
  await writePlan(campaign.affiliates.length)
})
afterEach(async () => rm(cwd, { recursive: true, force: true }))

async function writePlan(count: number): Promise<void> {
  await writeFile(join(cwd, 'plan.csv'), createPlan(campaign.affiliates.slice(0, count), coupon))
}

function referly(...words: string[]): Promise<ReferlyResult> {
  return runReferly(words, { cwd, env: campaign.env })
}

const push = ['codes', 'push', 'plan.csv', '--rate', '500']

async function listJobs(): Promise<readonly [{ readonly createdAt: string }]> {
  const { stdout } = await referly('jobs', 'list', '--json')
  return JSON.parse(stdout) as [{ createdAt: string }]
}

async function countCodes(): Promise<number> {
  return (await campaign.client.promotionalCodes.list({ couponId: coupon })).length
}

describe('codes push', () => {
  it('changes nothing in a dry run, and requires --yes without a terminal', async () => {
    const dry = await referly(...push, '--dry-run', '--json')
    expect(dry).toMatchObject({ code: 0 })
    expect(JSON.parse(dry.stdout)).toMatchObject({ rows: 30, toCreate: 30, exists: 0 })
    const unasked = await referly(...push)
    expect(unasked).toMatchObject({ code: 2, stdout: '' })
    expect(unasked.stderr).toMatch(/To create: 30\n[^]*Pass --yes/)
    expect(await countCodes()).toBe(0)
  })

  it('creates each code once, even when it is run again', async () => {
    const first = await referly(...push, '--yes')
    expect(first, first.stderr).toMatchObject({ code: 0 })
    const dry = await referly(...push, '--dry-run', '--json')
    expect(JSON.parse(dry.stdout)).toMatchObject({ toCreate: 0, exists: 30, skipped: 0 })
    const [{ createdAt }] = await listJobs()
    const again = await referly(...push, '--yes', '--json')
    expect(JSON.parse(again.stdout)).toMatchObject({ created: 30, missing: [], duplicates: [] })
    expect(await countCodes()).toBe(30)
    const results: object[] = parse(await readFile(join(cwd, first.stdout.trim())), {
      columns: true,
    })
    expect(results).toHaveLength(30)
    expect(results[0]).toMatchObject({ status: 'created', attempts: '1', coupon_id: coupon })
    const listed = await listJobs()
    expect(listed).toMatchObject([{ rows: 30, created: 30, isFinished: true, createdAt }])
  })

  it('continues the same job when rows are in another order, even if the last line of the journal is incomplete', async () => {
    const first = await referly(...push, '--yes')
    const journal = join(cwd, dirname(first.stdout), 'journal.jsonl')
    await truncate(journal, (await stat(journal)).size - 1)
    const [header, ...rows] = (await readFile(join(cwd, 'plan.csv'), 'utf8')).trim().split('\n')
    await writeFile(join(cwd, 'plan.csv'), [header, ...rows.toReversed()].join('\n'))
    const again = await referly(...push, '--yes', '--json')
    expect(JSON.parse(again.stdout)).toMatchObject({
      results: first.stdout.trim(),
      created: 30,
      pending: 0,
    })
  })

  it('names a job whose description was edited', async () => {
    const directory = join(cwd, '.referly', 'jobs', '0123456789')
    await mkdir(directory, { recursive: true })
    await writeFile(join(directory, 'job.json'), '{"version":1}')
    const { code, stderr } = await referly('jobs', 'list')
    expect(stderr).toMatch(/^Error: .*0123456789\/job\.json was not written by this version.*\n$/)
    expect(code).toBe(2)
  })

  it('refuses an unknown coupon before anything is sent', async () => {
    coupon = 'ID'
    await writePlan(3)
    const { code, stderr } = await referly(...push, '--yes')
    expect(stderr).toMatch(
      /^Error: No coupon has the ID or name ID at http:\S+\. To list the coupons: .*coupons list\n$/,
    )
    expect(code).toBe(2)
    expect(existsSync(join(cwd, '.referly'))).toBe(false)
  })

  it('refuses to resume a job when its file no longer contains a plan, and names the file', async () => {
    await referly(...push, '--yes')
    await writeFile(join(cwd, 'plan.csv'), 'a,b\n1,2\n')
    const { code, stderr } = await referly('jobs', 'resume', '--last')
    expect(stderr).toMatch(
      /^Error: plan\.csv: No column email, code, and coupon_id\. The columns are "a", "b"\./,
    )
    expect(code).toBe(2)
  })

  it('exits with 3 and writes a failed.csv that can be pushed again', async () => {
    const plan = createPlan(campaign.affiliates.slice(0, 2), coupon)
    await writeFile(
      join(cwd, 'plan.csv'),
      `${plan}=Eve,X,eve@example.com,EVE${Date.now()},${coupon}\n`,
    )
    const { code, stderr, stdout } = await referly(...push, '--yes')
    expect(code, stderr).toBe(3)
    expect(stderr).toMatch(
      /2 created, [^]*Error: 1 row failed[^]*To continue: .* jobs resume \w+\n$/,
    )
    const failed = await readFile(join(cwd, stdout.trim().replace('results', 'failed')), 'utf8')
    expect(failed).toMatch(/\n'=Eve,X,eve@example\.com,.*affiliateEmail/)
    await campaign.client.affiliates.create({
      firstName: 'Eve',
      lastName: 'X',
      email: 'eve@example.com',
    })
    expect(await referly('jobs', 'resume', '--last')).toMatchObject({ code: 0 })
    expect(await countCodes()).toBe(3)
  })

  it('finishes requests in progress on Ctrl-C and shows how to resume', async () => {
    const slow = startReferly(['codes', 'push', 'plan.csv', '--yes', '--rate', '1'], {
      cwd,
      env: campaign.env,
    })
    await slow.until(/Time:/)
    const second = await referly(...push, '--yes')
    expect(second).toMatchObject({ code: 2 })
    expect(second.stderr).toMatch(/is being run by process/)
    slow.child.kill('SIGINT')
    expect(await slow.ended, slow.stderr).toBe(130)
    expect(slow.stderr).toMatch(
      /Interrupted\. Done and kept: \d+ of \d+ rows\.\nTo continue: .* jobs resume \w+\n$/,
    )
    await writePlan(29)
    const changed = await referly('jobs', 'resume', '--last')
    expect(changed).toMatchObject({ code: 2 })
    expect(changed.stderr).toMatch(
      /plan\.csv has changed since .* started: (line 2 is new|\S+ \(\w+\) was removed)/,
    )
    await rm(join(cwd, 'plan.csv'))
    const resumed = await referly('jobs', 'resume', '--last', '--rate', '500')
    expect(resumed, resumed.stderr).toMatchObject({ code: 0 })
    expect(await countCodes()).toBe(30)
  })

  it('skips or fails affiliates that have another code', async () => {
    await referly(...push, '--yes')
    await writePlan(3)
    const skipped = await referly(...push, '--yes', '--json')
    expect(JSON.parse(skipped.stdout)).toMatchObject({ created: 0, skipped: 3 })
    const dry = await referly(...push, '--dry-run', '--json')
    expect(JSON.parse(dry.stdout)).toMatchObject({ toCreate: 0, exists: 0, skipped: 3 })
    expect(dry.stderr).toMatch(/\nExisting: {2}0\nSkipped: {3}3, /)
    await writePlan(2)
    const failed = await referly(...push, '--yes', '--on-conflict', 'fail')
    expect(failed).toMatchObject({ code: 3 })
    expect(await countCodes()).toBe(30)
  })

  it('names a directory that cannot be written', async () => {
    await writeFile(join(cwd, 'file'), '')
    const env = { ...campaign.env, REFERLY_JOBS_DIR: 'file' }
    const { code, stderr } = await runReferly([...push, '--yes'], { cwd, env })
    expect(stderr).toMatch(
      /^Error: file\/\w+ cannot be written \(ENOTDIR.*set REFERLY_JOBS_DIR to another directory\.\n$/,
    )
    expect(code).toBe(2)
  })

  it('waits for a request that may still arrive, however long nothing else happens', async () => {
    const emails: string[] = []
    const proxy = await startTestServer(async (exchange) => {
      const { incoming, body, answer } = exchange
      const email = /"affiliateEmail":"([^"]+)"/.exec(body.toString())?.[1] ?? ''
      if (incoming.method !== 'POST') return passBack(answer, await pass(exchange, campaign.url))
      emails.push(email)
      // The connection breaks during the first creation, which has not arrived.
      if (emails.length === 1) return answer.destroy()
      return passBack(answer, await pass(exchange, campaign.url))
    })
    await writePlan(3)
    const pace = ['--rate', '2', '--concurrency', '1', '--timeout', '10', '--give-up-after', '4']
    const words = ['codes', 'push', 'plan.csv', '--yes', '--base-url', proxy.url, ...pace]
    const { code, stderr } = await referly(...words)
    proxy.close()
    expect(code, stderr).toBe(0)
    expect(emails.map((email) => emails.indexOf(email))).toEqual([0, 1, 2, 0])
    expect(await countCodes()).toBe(3)
  })

  // Limits every file to 8 blocks of 512 bytes: a full disk, for one process.
  it.runIf(process.platform !== 'win32')('can be resumed after a full disk', async () => {
    // A row whose intent was written but never sent stays in doubt for the time limit of a request.
    const full = toReferlyCommand([...push, '--yes', '--timeout', '2'])
    const words = ['-c', 'ulimit -f 8; exec "$@"', 'sh', ...full]
    const child = spawn('sh', words, { cwd, env: { ...process.env, ...campaign.env } })
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
    expect(stderr).toMatch(
      /\nError: \S+ cannot be written \(EFBIG.*\)\. Free up disk space\.\nTo continue: .* jobs resume \w+\n$/,
    )
    expect(code).toBe(2)
    const resumed = await referly('jobs', 'resume', '--last')
    expect(resumed, resumed.stderr).toMatchObject({ code: 0 })
    expect(await countCodes()).toBe(30)
  })

  it('exits with 4 without a valid key, and with 5 without a server', async () => {
    const env = { REFERLY_BASE_URL: campaign.url }
    expect(await runReferly(push, { cwd, env })).toMatchObject({ code: 4 })
    await writeFile(join(cwd, 'key'), 'wrong\n')
    const words = [...push, '--yes', '--api-key-file', 'key']
    expect(await runReferly(words, { cwd, env })).toMatchObject({ code: 4 })
    const gone = ['--base-url', 'http://127.0.0.1:9']
    expect(await runReferly([...words, ...gone], { cwd, env })).toMatchObject({ code: 5 })
  })
})

describe('the configuration file', () => {
  it('provides key and host, and is refused when others can read it', async () => {
    const path = join(cwd, 'config.json')
    const profile = { apiKey: campaign.key, baseUrl: campaign.url }
    await writeFile(path, JSON.stringify({ profiles: { default: profile } }), { mode: 0o600 })
    const run = (): Promise<ReferlyResult> =>
      runReferly(['coupons', 'list', '--json'], { cwd, env: { REFERLY_CONFIG_DIR: cwd } })
    expect(await run()).toMatchObject({ code: 0 })
    await chmod(path, 0o644)
    const refused = await run()
    expect(refused).toMatchObject({ code: 2 })
    expect(refused.stderr).toMatch(/other users can read it \(mode 0644\)\. Run: chmod 600/)
    expect(refused.stdout + refused.stderr).not.toContain(campaign.key)
  })
})
