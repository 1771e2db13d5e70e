import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { startRecordingServer } from '../recording-server.js'
import { runInProcess, type Result } from '../referly-in-process.js'

let server: CampaignServer
let cwd = ''
let spring = ''
let twins: readonly string[] = []

beforeAll(async () => {
  server = await startCampaignServer(2)
  const create = async (name: string): Promise<string> =>
    (await server.client.coupons.create({ name, percentOff: 20 })).id
  spring = await create('Spring Sale')
  twins = [await create('Twin'), await create('Twin')]
  await create('autumn')
  await create('Autumn')
})
afterAll(() => server.close())

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-names-'))
  await writeFile(
    join(cwd, 'list.csv'),
    'first_name,last_name,email\nJohn,Lee,affiliate0@example.com\nZoe,Li,affiliate1@example.com\n',
  )
})
afterEach(async () => rm(cwd, { recursive: true, force: true }))

function referly(...words: string[]): Promise<Result> {
  return runInProcess(words, { cwd, env: server.env })
}

const generate = ['codes', 'generate', 'list.csv', '--random', '8', '--coupon']

describe('a coupon with a unique name', () => {
  it.each(['Spring Sale', 'spring sale', ' SPRING SALE '])('is found as %j', async (name) => {
    const { code, out } = await referly('coupons', 'get', name, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ id: spring })
  })

  it('is found by every command', async () => {
    const created = await referly(
      'codes',
      'create',
      '--coupon',
      'Spring Sale',
      '--code',
      'BYNAME',
      '--json',
    )
    expect(JSON.parse(created.out)).toMatchObject({ couponId: spring })
    const listed = await referly('codes', 'list', '--coupon', 'spring sale', '--json')
    expect(JSON.parse(listed.out)).toMatchObject([{ code: 'BYNAME' }])
    const planned = await referly(...generate, 'Spring Sale', '--json')
    expect(JSON.parse(planned.out)).toMatchObject({ rows: [{ couponId: spring }, {}] })
  })

  it('is preferred in the same letter case', async () => {
    const { out } = await referly('coupons', 'get', 'autumn', '--json')
    expect(JSON.parse(out)).toMatchObject({ name: 'autumn' })
    const { notes } = await referly('coupons', 'get', 'AUTUMN')
    expect(notes).toContain('2 coupons are named')
  })
})

describe('a name that several coupons have', () => {
  it.each([
    ['codes', 'create', '--code', 'X', '--coupon', 'Twin'],
    ['codes', 'list', '--coupon', 'Twin'],
    ['coupons', 'get', 'Twin'],
    [...generate, 'Twin'],
  ])('is refused with their IDs by %s %s', async (...words) => {
    const { code, notes } = await referly(...words)
    expect(notes).toContain(
      `2 coupons are named Twin. Pass the ID of one of them: ${twins.join(', ')}`,
    )
    expect(code).toBe(2)
  })

  it('is reported when the second one is created', async () => {
    const create = (): Promise<Result> =>
      referly('coupons', 'create', '--name', 'Again', '--percent-off', '5', '--json')
    const first = await create()
    expect(first.notes).toBe('')
    const second = await create()
    const ids = [first, second].map(({ out }) => (JSON.parse(out) as { id: string }).id)
    expect(second.code).toBe(0)
    expect(second.notes).toBe(
      `2 coupons are now named Again. Refer to them by ID: ${ids.join(', ')}\n`,
    )
  })
})

describe('a coupon that does not exist', () => {
  it.each([
    ['codes', 'create', '--code', 'X', '--coupon', 'Nope'],
    ['codes', 'list', '--coupon', 'Nope'],
    [...generate, 'Nope'],
  ])('is refused by %s %s', async (...words) => {
    const { code, notes, out } = await referly(...words)
    expect(notes).toContain(
      `No coupon has the ID or name Nope at ${server.url}. To list the coupons: referly coupons list`,
    )
    expect([code, out]).toEqual([2, ''])
  })
})

describe('codes generate', () => {
  it('keeps the reference to the coupon without an API key', async () => {
    const { code, out, notes } = await runInProcess([...generate, 'Nope', '--json'], { cwd })
    expect([code, notes]).toEqual([0, expect.stringMatching(/^Planned 2 codes/)])
    expect(JSON.parse(out)).toMatchObject({ rows: [{ couponId: 'Nope' }, {}] })
  })

  it('keeps the reference to the coupon when the API cannot be reached, and reports that', async () => {
    const env = { REFERLY_API_KEY: 'rk_live_x', REFERLY_BASE_URL: 'http://127.0.0.1:9/api/v1' }
    const { code, out, notes } = await runInProcess([...generate, 'Spring', '--json'], { cwd, env })
    expect(notes).toMatch(
      /^GET \/coupons could not connect.* The coupon Spring was not looked up\. codes push will do that\.\n/,
    )
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ rows: [{ couponId: 'Spring' }, {}] })
  })

  it('fails when the API that was asked for cannot be reached', async () => {
    const env = { REFERLY_API_KEY: 'rk_live_x' }
    const words = [...generate, 'Spring', '--base-url', 'http://127.0.0.1:9/api/v1']
    expect(await runInProcess(words, { cwd, env })).toMatchObject({ code: 5, out: '' })
    expect(await runInProcess(words, { cwd })).toMatchObject({ code: 4, out: '' })
  })

  it('points out a number in the codes that is not the discount', async () => {
    const { notes, out } = await referly(
      ...generate,
      'Spring Sale',
      '--show-percent',
      '50',
      '--json',
    )
    expect(notes).toContain('The codes show 50, but the coupon Spring Sale takes 20% off.\n')
    expect(JSON.parse(out)).toMatchObject({ rows: [{ code: expect.stringMatching(/^50/) }, {}] })
    const same = await referly(...generate, 'Spring Sale', '--show-percent', '20', '--json')
    expect(same.notes).not.toContain('The codes show')
  })
})

describe('codes push', () => {
  const push = (...flags: string[]): Promise<Result> =>
    referly('codes', 'push', 'plan.csv', '--yes', '--rate', 'max', ...flags)

  it('looks up the coupons that a plan names, and resumes without doing so again', async () => {
    await runInProcess([...generate, 'spring sale', '-o', 'plan.csv'], { cwd })
    expect(await readFile(join(cwd, 'plan.csv'), 'utf8')).toContain(',spring sale\n')
    expect(await push('--json')).toMatchObject({ code: 0 })
    const listed = await referly('jobs', 'results', '--json')
    expect(JSON.parse(listed.out)).toMatchObject([{ couponId: spring, status: 'created' }, {}])
    expect(await push('--json')).toMatchObject({ code: 0 })
    expect(await referly('jobs', 'resume', '--last')).toMatchObject({ code: 0 })
    const codes = await server.client.promotionalCodes.list({ couponId: spring })
    expect(codes.filter(({ affiliate }) => affiliate !== null)).toHaveLength(2)
  })

  it('refuses an ambiguous name', async () => {
    await writeFile(join(cwd, 'plan.csv'), 'email,code,coupon\nann@example.com,A1,Twin\n')
    const { code, notes } = await push()
    expect(notes).toContain('2 coupons are named Twin.')
    expect(code).toBe(2)
  })

  it('refuses two rows that refer to one coupon by its name and by its ID', async () => {
    const rows = ['affiliate0@example.com,N1,Spring Sale', `affiliate0@example.com,N2,${spring}`]
    await writeFile(join(cwd, 'plan.csv'), ['email,code,coupon', ...rows, ''].join('\n'))
    const { code, notes } = await push()
    expect(notes).toContain('The email affiliate0@example.com is on lines 2 and 3')
    expect(code).toBe(2)
  })
})

describe('a plan with one coupon in many rows', () => {
  it('needs one lookup of the coupon', async () => {
    const recorder = await startRecordingServer(server.url)
    const env = { ...server.env, REFERLY_BASE_URL: recorder.url }
    try {
      const plan = `email,code,coupon_id\naffiliate0@example.com,PUSHED1,${spring}\naffiliate1@example.com,PUSHED2,${spring}\n`
      await writeFile(join(cwd, 'plan.csv'), plan)
      const { code } = await runInProcess(['codes', 'push', 'plan.csv', '--dry-run'], { cwd, env })
      expect(code).toBe(0)
      expect(recorder.takeRequests().match(/^GET \S+\/coupons\?.*$/gm)).toHaveLength(1)
    } finally {
      recorder.close()
    }
  })
})
