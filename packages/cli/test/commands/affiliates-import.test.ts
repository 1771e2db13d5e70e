import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { runInProcess, type Result } from '../referly-in-process.js'
import { startReferly } from '../referly-process.js'
import { pass, passBack, startTestServer, type TestServer } from '../test-server.js'

let cwd = ''
let campaign: CampaignServer | undefined
let proxy: TestServer | undefined

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-import-'))
})
afterEach(async () => {
  proxy?.close()
  await campaign?.close()
  campaign = undefined
  await rm(cwd, { recursive: true, force: true })
})

async function writeAffiliates(count: number): Promise<void> {
  const rows = Array.from(
    { length: count },
    (_, index) => `Ann,Lee ${index},ann${index}@example.com`,
  )
  await writeFile(join(cwd, 'ann.csv'), ['first_name,last_name,email', ...rows].join('\n'))
}

/** Starts a server that responds to the creation of one affiliate with a status, and forwards the others. */
async function refuse(email: string, status: number): Promise<Record<string, string | undefined>> {
  campaign = await startCampaignServer(0)
  const { url, env } = campaign
  proxy = await startTestServer(async (exchange) => {
    const { body, answer } = exchange
    if (!body.includes(email)) return passBack(answer, await pass(exchange, url))
    const error = JSON.stringify({ error: status, message: 'Refused by the proxy.' })
    return answer.writeHead(status, { 'content-type': 'application/json' }).end(error)
  })
  return { ...env, REFERLY_BASE_URL: proxy.url }
}

const importAnn = (env: Record<string, string | undefined>): Promise<Result> =>
  runInProcess(['affiliates', 'import', 'ann.csv', '--rate', 'max', '--json'], { cwd, env })

describe('affiliates import', () => {
  it('creates each affiliate once, however often it runs', async () => {
    await writeAffiliates(20)
    campaign = await startCampaignServer(0)
    const first = await importAnn(campaign.env)
    const job = { job: expect.any(String), results: expect.stringMatching(/results\.csv$/) }
    const none = { failed: 0, invalid: 0, different: [], ...job }
    expect(JSON.parse(first.out)).toEqual({ created: 20, exists: 0, ...none })
    const second = await importAnn(campaign.env)
    expect(JSON.parse(second.out)).toEqual({ created: 0, exists: 20, ...none })
    expect(second.code).toBe(0)
  })

  it.each([400, 413, 422])(
    'names the line of a row that is refused with %i, imports the others, and exits with 3',
    async (status) => {
      await writeAffiliates(12)
      const { code, out, notes } = await importAnn(await refuse('ann4@example.com', status))
      expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({
        created: 11,
        exists: 0,
        failed: 1,
        invalid: 0,
        different: [],
      })
      expect(notes).toMatch(/^ann\.csv, line 6: .*Refused by the proxy/m)
      expect(code).toBe(3)
    },
  )

  it.each([401, 404])('stops at a %i, which is not about the row', async (status) => {
    await writeAffiliates(3)
    const { code, notes } = await importAnn(await refuse('ann0@example.com', status))
    expect(notes).toContain('Error')
    expect(code).not.toBe(0)
    expect(code).not.toBe(3)
  })

  it('reports existing affiliates that differ from the file, and leaves them unchanged', async () => {
    await writeAffiliates(3)
    campaign = await startCampaignServer(0)
    await importAnn(campaign.env)
    const rows = [
      'Anna,Lee 0,ANN0@example.com',
      'Ann,Lee 1,ann1@example.com',
      'Bo,Li,bo@example.com',
    ]
    await writeFile(join(cwd, 'ann.csv'), ['first_name,last_name,email', ...rows].join('\n'))
    const words = ['affiliates', 'import', 'ann.csv', '--commission-rate', '25', '--json']
    const { code, out, notes } = await runInProcess(words, { cwd, env: campaign.env })
    expect(JSON.parse(out)).toMatchObject({
      created: 1,
      exists: 2,
      different: [
        {
          line: 2,
          email: 'ann0@example.com',
          differences: [
            { field: 'firstName', existing: 'Ann', imported: 'Anna' },
            { field: 'commissionRate', imported: 25 },
          ],
        },
        { line: 3, email: 'ann1@example.com', differences: [{ field: 'commissionRate' }] },
      ],
    })
    expect(notes).toMatch(
      /^ann\.csv, line 2: ann0@example\.com already exists with the first name "Ann" instead of "Anna" and the commission rate \d+% instead of 25%\. It was left unchanged\.$/m,
    )
    expect(notes).toContain('2 already existed (2 of them differ and were left unchanged), 0')
    expect(code).toBe(0)
    const [ann0] = await campaign.client.affiliates.list({ email: 'ann0@example.com' })
    expect(ann0).toMatchObject({ firstName: 'Ann' })
  })

  it('gives each affiliate the commission rate in the file, and the others that of the flag', async () => {
    const rows = [
      'Ann Lee,ann@example.com,30%',
      'Bo Li,bo@example.com,"12,5"',
      'Cy,cy@example.com,',
    ]
    const header = 'Name,Email,Commission Rate (%)'
    await writeFile(join(cwd, 'rates.csv'), [header, ...rows, 'Di,di@example.com,120'].join('\n'))
    campaign = await startCampaignServer(0)
    const words = ['affiliates', 'import', 'rates.csv', '--commission-rate', '25']
    const { code, notes } = await runInProcess(words, { cwd, env: campaign.env })
    const rates = (await campaign.client.affiliates.list()).map((each) => each.commissionRate)
    expect(rates.toSorted((a, b) => a - b)).toEqual([12.5, 25, 30])
    expect(notes).toContain(
      'rates.csv, line 5: `commission_rate` must be a number from 0 to 100, but was "120".',
    )
    expect(notes).not.toContain('ignored')
    expect(code).toBe(3)
  })

  it('updates the commission rate of existing affiliates to that in the file', async () => {
    await writeFile(join(cwd, 'rates.csv'), 'Name,Email\nAnn Lee,ann@example.com\n')
    campaign = await startCampaignServer(0)
    const run = (...words: string[]): Promise<Result> =>
      runInProcess(['affiliates', 'import', 'rates.csv', ...words], {
        cwd,
        env: campaign?.env ?? {},
      })
    await run('--commission-rate', '25')
    await writeFile(
      join(cwd, 'rates.csv'),
      'Name,Email,Provisionssatz\nAnn Lee,ann@example.com,30\n',
    )
    expect((await run('--update')).code).toBe(0)
    const ann = await campaign.client.affiliates.find({ email: 'ann@example.com' })
    expect(ann?.commissionRate).toBe(30)
  })

  it('gives existing affiliates the values in the file with --update', async () => {
    await writeAffiliates(3)
    campaign = await startCampaignServer(0)
    await importAnn(campaign.env)
    const rows = [
      'Anna,Lee 0,ann0@example.com',
      'Ann,Lee 1,ann1@example.com',
      'New,One,new@example.com',
    ]
    await writeFile(join(cwd, 'ann.csv'), ['first_name,last_name,email', ...rows].join('\n'))
    const words = ['affiliates', 'import', 'ann.csv', '--update']
    const { code, out, notes } = await runInProcess([...words, '--json'], {
      cwd,
      env: campaign.env,
    })
    expect(JSON.parse(out)).toMatchObject({ created: 1, exists: 2, updated: 1, failed: 0 })
    expect(notes).toMatch(/^ann\.csv, line 2: ann0@example\.com .* It was updated\.$/m)
    expect(notes).toContain('2 already existed (1 of them updated), 0 failed.')
    expect(code).toBe(0)
    const [ann0] = await campaign.client.affiliates.list({ email: 'ann0@example.com' })
    expect(ann0).toMatchObject({ firstName: 'Anna', lastName: 'Lee 0' })
    const again = await runInProcess(words, { cwd, env: campaign.env })
    expect(again.notes).toContain('3 already existed, 0 failed.')
  })

  it('lists the first 20 affiliates that differ, and counts the others', async () => {
    await writeAffiliates(30)
    campaign = await startCampaignServer(0)
    await importAnn(campaign.env)
    const words = ['affiliates', 'import', 'ann.csv', '--commission-rate', '33']
    const { notes } = await runInProcess(words, { cwd, env: campaign.env })
    expect(notes.match(/It was left unchanged\./g)).toHaveLength(20)
    expect(notes).toContain('ann.csv: 10 more existing affiliates differ.')
  })

  it('imports to a self-hosted server at full speed unless --rate is given', async () => {
    await writeAffiliates(1)
    campaign = await startCampaignServer(0)
    const words = ['affiliates', 'import', 'ann.csv']
    const { notes } = await runInProcess(words, { cwd, env: campaign.env })
    expect(notes).toContain(`Importing to ${campaign.url} as fast as it responds.`)
    const limited = await runInProcess([...words, '--rate', '5'], { cwd, env: campaign.env })
    expect(limited.notes).not.toContain('as fast as it responds')
  })

  it('is a job: listed, shown, resumed with its failed rows, and never reverted', async () => {
    await writeAffiliates(4)
    const env = await refuse('ann2@example.com', 422)
    const words = ['affiliates', 'import', 'ann.csv', '--rate', 'max']
    const { code, out } = await runInProcess(words, { cwd, env })
    expect(code).toBe(3)
    const path = join(cwd, out.trim())
    expect(await readFile(path, 'utf8')).toMatch(/^Ann,Lee 2,ann2@example\.com,,,failed,.*,1$/m)
    const jobs = (...own: string[]): Promise<Result> =>
      runInProcess(['jobs', ...own], { cwd, env: campaign?.env ?? {} })
    expect((await jobs('list')).out).toMatch(/ finished +4 +3 +1 +affiliates import ann\.csv$/m)
    const shown = (await jobs('show')).out
    expect(shown).toContain('Rows     4: 3 created, 0 exists, 1 failed, 0 pending\n')
    expect(shown).toMatch(/^ {2}ann2@example\.com: .*Refused by the proxy/m)
    expect((await jobs('results', '--failed')).out).toMatch(/^first_name,.*\nAnn,Lee 2,/)
    const resumed = await runInProcess(['jobs', 'resume', '--last'], { cwd, env })
    expect(resumed.notes).toContain('ann.csv, line 4: ')
    const [{ id }] = JSON.parse((await jobs('list', '--json')).out)
    const reverted = await jobs('revert', id, '--yes')
    expect([reverted.code, reverted.notes]).toEqual([
      2,
      expect.stringContaining(
        `Job ${id} created affiliates, which cannot be reverted. To delete them: referly affiliates delete --file .referly/jobs/${id}/results.csv`,
      ),
    ])
  })

  it('continues after a kill with `jobs resume`, and counts what it created', async () => {
    await writeAffiliates(20)
    campaign = await startCampaignServer(0)
    const pace = ['--rate', '10', '--timeout', '1']
    const killed = startReferly(['affiliates', 'import', 'ann.csv', ...pace], {
      cwd,
      env: campaign.env,
    })
    const isBegun = async (): Promise<boolean> =>
      ((await campaign?.client.affiliates.list()) ?? []).length > 2
    await vi.waitUntil(isBegun, { timeout: 60_000 })
    killed.child.kill('SIGKILL')
    expect(await killed.ended).toBe('SIGKILL')
    const words = ['jobs', 'resume', '--last', '--rate', 'max', '--json']
    const { code, out } = await runInProcess(words, { cwd, env: campaign.env })
    expect([code, JSON.parse(out)]).toMatchObject([0, { created: 20, exists: 0, failed: 0 }])
    const again = await importAnn(campaign.env)
    expect(JSON.parse(again.out)).toMatchObject({ created: 0, exists: 20 })
  })
})
