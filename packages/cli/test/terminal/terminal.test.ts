import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPlan, startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { runReferly, startReferly } from '../referly-process.js'
import { ctrlC, hasTerminal, startOnTerminal, type TerminalSession } from '../terminal.js'
import { pass, passBack, startTestServer, type TestServer } from '../test-server.js'

let campaign: CampaignServer
let cwd = ''
let coupon = ''

beforeAll(async () => {
  campaign = await startCampaignServer(12)
})
afterAll(() => campaign.close())

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-terminal-'))
  coupon = await campaign.createCoupon()
  await writeFile(join(cwd, 'plan.csv'), createPlan(campaign.affiliates, coupon))
})
afterEach(async () => rm(cwd, { recursive: true, force: true }))

const push = ['codes', 'push', 'plan.csv', '--rate', '100']
// A request that the process may not have sent when it is killed would stay in doubt for its time limit.
const pushOneByOne = [...push, '--yes', '--concurrency', '1', '--timeout', '600']
const escape = '\u001B'
const eraseLine = `\r${escape}[2K`
const isColor = (code: string): boolean => /^\[[\d;]*m/.test(code)
// The line is shown from the first row on, however quickly the others follow.
const progress = /\d+ of 12 rows: \d+ done, 0 failed, 0 skipped, [\d.]+\/s/

function onTerminal(words: readonly string[], extra: object = {}): TerminalSession {
  return startOnTerminal(words, { cwd, env: { ...campaign.env, ...extra } })
}

async function countCodes(): Promise<number> {
  return (await campaign.client.promotionalCodes.list({ couponId: coupon })).length
}

describe.runIf(hasTerminal)('on a terminal', () => {
  it('a push asks for confirmation, and changes nothing when it is declined', async () => {
    const session = onTerminal(push)
    await session.until(/\[y\/N\]/)
    session.type('n\n')
    expect(await session.ended).toBe(130)
    expect(session.shown).toMatch(/To create: 12\r\n[^]*Nothing was changed/)
    expect(await countCodes()).toBe(0)
  })

  it.each([
    ['one line shows the progress', {}],
    ['NO_COLOR changes nothing, because there are no colors', { NO_COLOR: '1' }],
  ])('yes starts the push; %s', async (_, extra) => {
    const session = onTerminal(push, extra)
    await session.until(/\[y\/N\]/)
    session.type('y\n')
    expect(await session.ended, session.shown).toBe(0)
    expect(session.shown).toMatch(progress)
    expect(session.shown).toMatch(/12 created, 0 already existed[^]*Mail merge: /)
    // Everything before it was written by readline for the question.
    const [, shown = ''] = session.shown.split('y/N]')
    expect(shown.replaceAll(eraseLine, '').split(escape).slice(1).filter(isColor)).toEqual([])
    expect(await countCodes()).toBe(12)
  })

  it('a list fits the terminal, and is complete in a file', async () => {
    const lastName = 'Lee '.repeat(40).trim()
    const email = 'long.name@example.com'
    await campaign.client.affiliates.create({ firstName: 'Ann', lastName, email })
    const list = ['affiliates', 'list']
    const session = onTerminal(list)
    expect(await session.ended, session.shown).toBe(0)
    const lines = session.shown.split('\r\n')
    expect(session.shown).toMatch(/^Ann +Lee Lee .*… +long\.name@example\.com/m)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
    const { stdout } = await runReferly(list, { cwd, env: campaign.env })
    expect(stdout).toContain(lastName)
  })

  it('an import shows its progress', async () => {
    const emails = campaign.affiliates.flatMap(({ email }) => [email, `new-${email}`])
    const rows = emails.map((email) => `Ann,Lee,${email}`)
    await writeFile(join(cwd, 'list.csv'), ['first_name,last_name,email', ...rows].join('\n'))
    const session = onTerminal(['affiliates', 'import', 'list.csv', '--rate', 'max'])
    expect(await session.ended, session.shown).toBe(0)
    expect(session.shown).toMatch(progress)
    expect(session.shown).toMatch(
      /Affiliates: 12 created, 12 already existed \(12 of them differ and were left unchanged\), 0 failed\.\r\n$/,
    )
  })

  it('TERM=dumb gets no escape codes', async () => {
    const session = onTerminal([...push, '--yes'], { TERM: 'dumb' })
    expect(await session.ended, session.shown).toBe(0)
    expect(session.shown).not.toContain(escape)
  })

  it('progress goes to stderr alone, so that stdout stays data', async () => {
    const words = [...push, '--yes', '--json']
    const env = campaign.env
    const session = startOnTerminal(words, { cwd, env, redirection: '2>notes.txt' })
    expect(await session.ended, session.shown).toBe(0)
    expect(JSON.parse(session.shown)).toMatchObject({ created: 12, failed: 0 })
    expect(await readFile(join(cwd, 'notes.txt'), 'utf8')).not.toContain(escape)
  })

  it('a list is a table without escape codes, whatever the records contain', async () => {
    const name = 'Red\u001B[31m\u202Eder'
    await campaign.client.coupons.create({ name, percentOff: 5 })
    const session = onTerminal(['coupons', 'list'])
    expect(await session.ended).toBe(0)
    expect(session.shown).toMatch(/ID +Name +Discount/)
    expect(session.shown).toContain('Red\uFFFD[31m\uFFFDder')
    const json = await runReferly(['coupons', 'list', '--json'], { cwd, env: campaign.env })
    const names = (JSON.parse(json.stdout) as { name: string }[]).map((one) => one.name)
    expect(names).toContain(name)
    expect(json.stdout).not.toContain(escape)
    expect(json.stdout).not.toContain('\u202E')
  })

  it('Ctrl-C once finishes requests in progress and shows how to resume', async () => {
    const session = onTerminal(['codes', 'push', 'plan.csv', '--yes', '--rate', '1'])
    await session.until(/Time: /)
    session.type(ctrlC)
    expect(await session.ended).toBe(130)
    expect(session.shown).toMatch(
      /Interrupted\. Done and kept: \d+ of \d+ rows\.\r\nTo continue: .*\r\n$/,
    )
    await resumeToTheEnd()
  })

  it('Ctrl-C twice stops immediately, and no request is sent again', async () => {
    const held = await startHoldingProxy(campaign.url)
    const env = { REFERLY_BASE_URL: held.url }
    const session = onTerminal(pushOneByOne, env)
    await held.holding
    session.type(ctrlC)
    await session.until(/Stopping: waiting for requests in progress/)
    // Two presses close together count as one, so Ctrl-C is pressed until the process ends.
    const pressing = setInterval(() => session.type(ctrlC), 100)
    expect(await session.ended.finally(() => clearInterval(pressing))).toBe(130)
    // The request arrives after the process that sent it has ended.
    await held.release()
    expect(await countCodes()).toBeGreaterThan(0)
    await resumeToTheEnd(held.url)
    held.close()
  })
})

/** Resumes the job and expects exactly one code for each affiliate. */
async function resumeToTheEnd(url = campaign.url): Promise<void> {
  const env = { ...campaign.env, REFERLY_BASE_URL: url }
  const { code, stderr } = await runReferly(['jobs', 'resume', '--last', '--rate', 'max'], {
    cwd,
    env,
  })
  expect(code, stderr).toBe(0)
  const codes = await campaign.client.promotionalCodes.list({ couponId: coupon })
  const owners = codes.map(({ affiliate }) => affiliate?.email)
  expect(owners.toSorted()).toEqual(campaign.affiliates.map(({ email }) => email).toSorted())
}

interface HoldingProxy extends TestServer {
  /** Resolves when the proxy holds a POST. */
  readonly holding: Promise<void>
  /** Forwards all held and later requests; resolves when the held ones are answered. */
  release(): Promise<void>
}

/** Starts a proxy that holds every POST until it is released. */
async function startHoldingProxy(target: string): Promise<HoldingProxy> {
  let isHolding = true
  let tell = (): void => undefined
  const holding = new Promise<void>((resolve) => (tell = resolve))
  const kept: (() => Promise<void>)[] = []
  const server = await startTestServer((exchange) => {
    const passOn = async (): Promise<void> =>
      passBack(exchange.answer, await pass(exchange, target))
    if (!isHolding || exchange.incoming.method !== 'POST') return passOn()
    kept.push(passOn)
    return tell()
  })
  return {
    ...server,
    holding,
    async release() {
      isHolding = false
      await Promise.all(kept.map((passOn) => passOn()))
    },
  }
}

describe('off a terminal', () => {
  it('there are no escape codes, and stdout has only the path of the results', async () => {
    const env = { ...campaign.env, FORCE_COLOR: '1' }
    const words = [...push, '--yes', '--concurrency', '64']
    const { code, stdout, stderr } = await runReferly(words, { cwd, env })
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^\.referly\/jobs\/[0-9a-f]{10}\/results\.csv\n$/)
    expect(stderr).toMatch(/^Host: [^]*To create: 12\n[^]*12 created, [^]*Mail merge: .*\n$/)
    expect(stdout + stderr).not.toContain(escape)
    expect(stderr).not.toContain('Warning')
  })

  it('Ctrl-C twice stops immediately, too', async () => {
    const held = await startHoldingProxy(campaign.url)
    const env = { ...campaign.env, REFERLY_BASE_URL: held.url }
    const referly = startReferly(pushOneByOne, { cwd, env })
    await held.holding
    const pressing = setInterval(() => referly.child.kill('SIGINT'), 100)
    expect(await referly.ended.finally(() => clearInterval(pressing))).toBe(130)
    expect(referly.stderr).toMatch(
      /Stopping: waiting for requests in progress\. Press Ctrl-C again to stop now\.\n$/,
    )
    await held.release()
    await resumeToTheEnd(held.url)
    held.close()
  })
})
