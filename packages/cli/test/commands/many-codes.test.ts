import { EventEmitter, once } from 'node:events'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { runInProcess, type Result } from '../referly-in-process.js'
import { startReferly } from '../referly-process.js'
import { pass, passBack, startTestServer, type TestServer } from '../test-server.js'

let server: CampaignServer
let cwd = ''
let couponId = ''
let count = 0

beforeAll(async () => {
  server = await startCampaignServer(1)
})
afterAll(() => server.close())

/** The codes of the coupon: the last one is redeemed. */
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-changes-'))
  couponId = await server.createCoupon()
  count++
  const affiliateEmail = 'affiliate0@example.com'
  for (const name of ['A', 'B', 'C', 'D']) {
    const code = `${name}${count}`
    const expiresAt = '2098-01-31T00:00:00.000Z'
    await server.client.promotionalCodes.create({ couponId, code, affiliateEmail, expiresAt })
  }
  const email = `eve${count}@example.com`
  await server.client.sales.create({ promoCode: `D${count}`, totalEarned: 5, name: 'E', email })
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

const referly = (...words: string[]): Promise<Result> =>
  runInProcess(words, { cwd, env: server.env })

/** Returns whether each code is active, in the order of the codes. */
async function readActive(): Promise<readonly boolean[]> {
  const codes = await server.client.promotionalCodes.list({ couponId })
  return codes.toSorted((a, b) => (a.code < b.code ? -1 : 1)).map(({ active }) => active)
}

async function readJobId(): Promise<string> {
  const ids = await readdir(join(cwd, '.referly/jobs'))
  return ids[0] ?? ''
}

interface Delay extends TestServer {
  /** Resolves when the first change has been received, and when it has been forwarded. */
  readonly received: Promise<unknown>
  readonly sent: Promise<unknown>
}

/** Starts a proxy that forwards the first change after a while, even if its client is gone by then. */
async function startDelay(target: string, delayMs: number): Promise<Delay> {
  const events = new EventEmitter()
  const [received, sent] = [once(events, 'received'), once(events, 'sent')]
  let isFirst = true
  const proxy = await startTestServer(async (exchange) => {
    const isDelayed = exchange.incoming.method === 'PUT' && isFirst
    if (isDelayed) {
      isFirst = false
      events.emit('received')
      await sleep(delayMs)
    }
    const passed = await pass(exchange, target)
    if (isDelayed) events.emit('sent')
    passBack(exchange.answer, passed)
  })
  return { ...proxy, received, sent }
}

describe('a change to many codes', () => {
  it('disables the unused codes of a coupon, and reverts the change', async () => {
    const flags = ['--coupon', couponId, '--unused', '--yes']
    const { code, notes, out } = await referly('codes', 'disable', ...flags)
    expect([code, notes]).toEqual([0, expect.stringContaining('3 changed, 0 refused, 0 failed.')])
    expect(await readActive()).toEqual([false, false, false, true])
    const results = await readFile(join(cwd, out.trim()), 'utf8')
    expect(results).toContain('active yes,active no,changed,')
    const command = `codes disable --coupon ${couponId} --unused`
    expect((await referly('jobs', 'list')).out).toContain(`  ${command}\n`)
    const id = await readJobId()
    const reverted = await referly('jobs', 'revert', id, '--yes')
    expect([reverted.code, reverted.notes]).toEqual([0, expect.stringContaining('3 changed')])
    expect(await readActive()).toEqual([true, true, true, true])
    const reversion = reverted.out.trim().split('/').at(-2) ?? ''
    const again = await referly('jobs', 'revert', id, '--yes')
    const sentence = `Error: Job ${id} was already reverted by job ${reversion}.\n`
    expect([again.code, again.notes]).toEqual([2, sentence])
    // Reverting the reversion repeats the change, which can then be reverted again.
    expect((await referly('jobs', 'revert', reversion, '--yes')).code).toBe(0)
    expect((await referly('jobs', 'revert', id, '--yes')).code).toBe(0)
    expect(await readActive()).toEqual([true, true, true, true])
  })

  it('shows a plan and changes nothing in a dry run', async () => {
    const { code, notes } = await referly('codes', 'disable', '--coupon', couponId, '--dry-run')
    expect(code).toBe(0)
    expect(notes).toContain('Change:    active: yes -> no\nCodes:     4 to change, 0 unchanged')
    expect(notes).toContain('Nothing was changed.')
    expect(await readActive()).toEqual([true, true, true, true])
    const none = await referly('codes', 'disable', '--coupon', couponId, '--expired')
    expect(none.notes).toMatch(/^Host: .*\nNo codes match\.\nNothing was changed\.\n$/)
  })

  it('shows what a deletion deletes, and needs --yes without a terminal', async () => {
    const { code, notes } = await referly('codes', 'delete', '--coupon', couponId)
    expect([code, notes]).toEqual([
      2,
      expect.stringContaining('This deletes 4 codes, 1 of them redeemed.'),
    ])
    expect(notes).toContain('Codes:     4 to delete, 0 unchanged\n')
    expect(await readActive()).toHaveLength(4)
  })

  it('deletes the codes in a file, and refuses to revert the deletion', async () => {
    await writeFile(join(cwd, 'codes.txt'), `a${count}\nB${count}\n`)
    const { code } = await referly('codes', 'delete', '--file', 'codes.txt', '--yes')
    expect(code).toBe(0)
    expect(await readActive()).toHaveLength(2)
    const reverted = await referly('jobs', 'revert', await readJobId(), '--yes')
    expect(reverted.notes).toContain('Deleted codes cannot be restored.')
  })

  it('refuses a file with a code that does not exist', async () => {
    await writeFile(join(cwd, 'codes.txt'), `A${count}\nNOBODY\n`)
    const { code, notes } = await referly('codes', 'disable', '--file', 'codes.txt', '--yes')
    expect([code, notes]).toEqual([
      2,
      expect.stringContaining(
        '1 of the codes does not exist or does not match the other options: NOBODY. Remove it',
      ),
    ])
    expect(await readActive()).toEqual([true, true, true, true])
  })

  it('extends codes, and leaves those that are valid longer', async () => {
    const longer = { code: `A${count}` }
    const found = await server.client.promotionalCodes.find(longer)
    const expiresAt = '2099-12-31T00:00:00.000Z'
    await server.client.promotionalCodes.update({ promotionalCodeId: found?.id ?? '', expiresAt })
    const until = ['--until', '2099-01-31T00:00:00Z']
    const { code, notes } = await referly(
      'codes',
      'extend',
      '--coupon',
      couponId,
      ...until,
      '--yes',
    )
    expect([code, notes]).toEqual([0, expect.stringContaining('3 to change, 1 unchanged')])
    expect(notes).toContain('Codes that do not expire, or are valid longer, stay unchanged.\n')
    expect(await server.client.promotionalCodes.find(longer)).toMatchObject({ expiresAt })
    const { out } = await referly('codes', 'get', `B${count}`, '--json')
    expect(JSON.parse(out)).toMatchObject({ expiresAt: '2099-01-31T00:00:00.000Z' })
  })

  it('does not revert a code that has changed since', async () => {
    const extend = ['codes', 'extend', '--coupon', couponId, '--until', '2099-01-31T00:00:00Z']
    await referly(...extend, '--yes')
    const found = await server.client.promotionalCodes.find({ code: `A${count}` })
    const expiresAt = '2099-05-31T00:00:00.000Z'
    await server.client.promotionalCodes.update({ promotionalCodeId: found?.id ?? '', expiresAt })
    const { code, notes, out } = await referly('jobs', 'revert', await readJobId(), '--yes')
    expect([code, notes]).toEqual([3, expect.stringContaining('3 changed, 1 refused')])
    expect(await readFile(join(cwd, out.trim()), 'utf8')).toContain(
      'expires_at is 2099-05-31T00:00:00.000Z instead of 2099-01-31T00:00:00.000Z',
    )
  })

  it('continues after a kill, and changes nothing twice', async () => {
    const words = ['codes', 'disable', '--coupon', couponId, '--rate', '2', '--yes']
    const killed = startReferly([...words, '--concurrency', '1'], { cwd, env: server.env })
    while ((await readActive()).every(Boolean)) await sleep(50)
    killed.child.kill('SIGKILL')
    await killed.ended
    expect(await readActive()).toContain(true)
    const id = await readJobId()
    const [unfinished] = JSON.parse((await referly('jobs', 'list', '--json')).out)
    const command = `codes disable --coupon ${couponId}`
    expect(unfinished).toMatchObject({ id, command, isFinished: false, rows: 4 })
    const { code, notes } = await referly('jobs', 'resume', '--last')
    expect([code, notes]).toEqual([0, expect.stringContaining('4 changed, 0 refused, 0 failed.')])
    expect(await readActive()).toEqual([false, false, false, false])
    const [finished] = JSON.parse((await referly('jobs', 'list', '--json')).out)
    expect(finished).toMatchObject({ id, isFinished: true, done: 4, failed: 0 })
  })

  it('is reverted even if a request arrives after its process was killed', async () => {
    const delay = await startDelay(server.url, 1500)
    const words = ['codes', 'disable', '--coupon', couponId, '--yes', '--timeout', '3']
    const env = { ...server.env, REFERLY_BASE_URL: delay.url }
    const killed = startReferly([...words, '--concurrency', '1'], { cwd, env })
    await delay.received
    killed.child.kill('SIGKILL')
    await killed.ended
    const reverted = await runInProcess(['jobs', 'revert', await readJobId(), '--yes'], {
      cwd,
      env,
    })
    expect([reverted.code, reverted.notes]).toEqual([0, expect.stringContaining('1 changed')])
    await delay.sent
    await sleep(100)
    expect(await readActive()).toEqual([true, true, true, true])
    delay.close()
  })

  it('stops immediately when it is interrupted while it waits for its rate', async () => {
    const words = ['codes', 'disable', '--coupon', couponId, '--rate', '0.01', '--yes']
    const stopped = startReferly(words, { cwd, env: server.env })
    while ((await readActive()).every(Boolean)) await sleep(50)
    stopped.child.kill('SIGINT')
    expect(await stopped.ended).toBe(130)
    expect(stopped.stderr).toContain('Interrupted. Done and kept: 1 of 4 codes.')
    expect(stopped.stderr).toContain(`jobs resume ${await readJobId()}`)
  })

  it('is shown, with its results, by the same commands as a push', async () => {
    await referly('codes', 'disable', '--coupon', couponId, '--unused', '--yes')
    const id = await readJobId()
    expect((await referly('jobs', 'list')).out).toMatch(
      new RegExp(`^${id}.* finished +3 +3 +0 +codes disable --coupon ${couponId} --unused$`, 'm'),
    )
    expect((await referly('jobs', 'show')).out).toContain(
      `Command  codes disable --coupon ${couponId} --unused\nStarted `,
    )
    const { out } = await referly('jobs', 'results', id)
    expect(out).toContain('active yes,active no,changed,')
    const results = JSON.parse((await referly('jobs', 'results', id, '--json')).out)
    expect(results).toHaveLength(3)
    expect(results[0]).toMatchObject({ before: { active: true }, after: { active: false } })
  })

  it('is not reverted without an API key, and leaves no unfinished job', async () => {
    await referly('codes', 'disable', '--coupon', couponId, '--yes')
    const id = await readJobId()
    const env = { REFERLY_BASE_URL: server.env['REFERLY_BASE_URL'], XDG_CONFIG_HOME: cwd }
    const { code, notes } = await runInProcess(['jobs', 'revert', id, '--yes'], { cwd, env })
    expect([code, notes]).toEqual([expect.any(Number), expect.stringContaining('No API key.')])
    expect(await readdir(join(cwd, '.referly/jobs'))).toEqual([id])
  })

  it('is refused as a revert of a push', async () => {
    const rows = 'email,code,coupon_id\n'
    await writeFile(join(cwd, 'plan.csv'), `${rows}affiliate0@example.com,A${count},${couponId}\n`)
    await referly('codes', 'push', 'plan.csv', '--yes')
    const { code, notes } = await referly('jobs', 'revert', await readJobId())
    expect([code, notes]).toEqual([2, expect.stringContaining('codes delete')])
  })

  it.each([
    [['codes', 'disable'], 'Pass a code, or select codes'],
    [['codes', 'disable', 'A', '--unused'], 'not both'],
    [['codes', 'disable', 'A', '--dry-run'], '`--dry-run` applies to a selection'],
    [['jobs', 'revert', '0123456789'], 'No job with the ID 0123456789 in .referly/jobs.'],
  ])('refuses %j', async (words, expected) => {
    const { code, notes } = await referly(...words)
    expect([code > 0, notes]).toEqual([true, expect.stringContaining(expected)])
  })
})

describe('codes list', () => {
  it('lists only unused or disabled codes', async () => {
    await referly('codes', 'disable', `B${count}`)
    const list = async (flag: string): Promise<string> =>
      (await referly('codes', 'list', '--coupon', couponId, flag, '--format', 'csv')).out
    expect(await list('--unused')).not.toContain(`D${count}`)
    const disabled = await list('--disabled')
    expect(disabled).toContain(`B${count}`)
    expect(disabled).not.toContain(`A${count}`)
    expect(await list('--expired')).not.toContain(`A${count}`)
  })
})
