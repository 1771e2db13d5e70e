import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { runInProcess, type Result } from '../referly-in-process.js'

let campaign: CampaignServer
let coupon = ''
let cwd = ''

function referly(...words: string[]): Promise<Result> {
  return runInProcess(words, { cwd, env: { ...campaign.env, REFERLY_JOBS_DIR: join(cwd, 'jobs') } })
}

async function readRows(name: string): Promise<readonly Record<string, string>[]> {
  return parse(await readFile(join(cwd, name)), { bom: true, columns: true })
}

const speed = ['--rate', 'max']
const people = [
  'Tier;E-Mail;Name;Status',
  'gold;zoe@example.com;Zoë King;vip',
  'silver;cher@example.com;Cher;',
  '"=1+1; x";ada@example.com;King, Ada;007',
]

beforeAll(async () => {
  campaign = await startCampaignServer(1)
  coupon = await campaign.createCoupon()
  cwd = await mkdtemp(join(tmpdir(), 'referly-csv-files-'))
  await writeFile(join(cwd, 'people.csv'), people.join('\n'))
})
afterAll(async () => {
  await campaign.close()
  await rm(cwd, { recursive: true, force: true })
})

describe('the workflow from a list of people to a mail merge', () => {
  it('creates the affiliates, and mentions the columns that are ignored', async () => {
    const { code, notes } = await referly('affiliates', 'import', 'people.csv', ...speed)
    expect(notes).toContain('people.csv: 2 other columns are ignored: Tier, Status.\n')
    expect(code).toBe(0)
    const cher = await campaign.client.affiliates.find({ email: 'cher@example.com' })
    expect(cher).toMatchObject({ firstName: 'Cher', lastName: '-' })
  })

  it('keeps the other columns in the plan, after its own', async () => {
    const structure = ['--prefix', 'A', '--first-name', '--random', '4']
    const words = ['people.csv', '--coupon', coupon, ...structure, '-o', 'plan.csv', '--json']
    const { code, notes, out } = await referly('codes', 'generate', ...words)
    expect(notes).toContain('people.csv: 2 other columns are kept: Tier, Status.\n')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      rows: [{ lastName: 'King', extras: { Tier: 'gold', original_Status: 'vip' } }, {}, {}],
    })
    const text = await readFile(join(cwd, 'plan.csv'), 'utf8')
    expect(text).toMatch(
      /^\uFEFFfirst_name,last_name,email,code,coupon_id,Tier,original_Status\nZoë,/,
    )
    expect(text).toContain(",'=1+1; x,007\n")
  })

  it('has the other columns and the created codes in the results', async () => {
    const { code, notes } = await referly('codes', 'push', 'plan.csv', '--yes', ...speed)
    expect(notes).not.toContain('other columns')
    expect(code, notes).toBe(0)
    await referly('jobs', 'results', '-o', 'results.csv')
    const [plan, results] = [await readRows('plan.csv'), await readRows('results.csv')]
    expect(results).toMatchObject(plan)
    expect(results.map(({ status }) => status)).toEqual(['created', 'created', 'created'])
  })

  it('has the existing codes in the results of a second plan', async () => {
    const generate = ['codes', 'generate', 'people.csv', '--coupon', coupon]
    await referly(...generate, '--prefix', 'B', '--random', '6', '-o', 'second.csv')
    const { code } = await referly('codes', 'push', 'second.csv', '--yes', ...speed)
    expect(code).toBe(0)
    await referly('jobs', 'results', '-o', 'skipped.csv')
    const [first, second] = [await readRows('plan.csv'), await readRows('second.csv')]
    const results = await readRows('skipped.csv')
    expect(results.map((row) => row['code'])).toEqual(first.map((row) => row['code']))
    expect(results.map((row) => row['planned_code'])).toEqual(second.map((row) => row['code']))
    for (const { status, error, code: existing = '' } of results) {
      expect(status).toBe('skipped')
      expect(error).toContain(existing)
      expect(await campaign.client.promotionalCodes.find({ code: existing })).toBeDefined()
    }
    const json = JSON.parse((await referly('jobs', 'results', '--json')).out)
    expect(json).toMatchObject(results.map((row) => ({ code: row['code'], status: 'skipped' })))
  })

  it('has no code in the results of rows that failed', async () => {
    await writeFile(
      join(cwd, 'failing.csv'),
      `email,code,coupon_id,Tier\nnobody@example.com,NOBODY1,${coupon},gold\n`,
    )
    const { code } = await referly('codes', 'push', 'failing.csv', '--yes', ...speed)
    expect(code).toBe(3)
    const { out } = await referly('jobs', 'results')
    const [row]: Record<string, string>[] = parse(out, { columns: true })
    expect(row).toMatchObject({ code: '', planned_code: 'NOBODY1', status: 'failed', Tier: 'gold' })
    await writeFile(join(cwd, 'failed.csv'), (await referly('jobs', 'results', '--failed')).out)
  })
})

describe('a file that one command writes and another reads', () => {
  const code = (): readonly string[] => ['--coupon', coupon, '--random', '8']
  const readers: Readonly<Record<string, (file: string) => readonly string[]>> = {
    import: (file) => ['affiliates', 'import', file, ...speed],
    generate: (file) => ['codes', 'generate', file, ...code()],
    preview: (file) => ['preview', file, '--first-name', '--random', '4'],
    push: (file) => ['codes', 'push', file, '--dry-run'],
    taken: (file) => ['codes', 'generate', 'people.csv', ...code(), '--taken', file],
  }
  const noEmail = /No column email\. /
  const noPlan = /No column .*coupon_id\. /
  const noCode = /No column code\. .* --column code="/
  const all = { import: true, generate: true, preview: true, push: true, taken: true } as const
  const affiliates = { import: true, generate: true, preview: true } as const

  beforeAll(async () => {
    const lists: Readonly<Record<string, readonly string[]>> = {
      'affiliates.csv': ['affiliates', 'list', '--format', 'csv'],
      'codes.csv': ['codes', 'list', '--format', 'csv'],
      'coupons.csv': ['coupons', 'list', '--format', 'csv'],
      'report.csv': ['report', '--by', 'code', '--format', 'csv'],
      'stdout.csv': ['codes', 'generate', 'people.csv', ...code()],
    }
    for (const [name, words] of Object.entries(lists)) {
      const { out, notes, code: exit } = await referly(...words)
      expect(exit, notes).toBe(0)
      await writeFile(join(cwd, name), out)
    }
  })

  const noName = /No column name\. /
  const cases: readonly (readonly [string, Readonly<Record<string, true | RegExp>>])[] = [
    ['plan.csv', all],
    ['stdout.csv', all],
    ['results.csv', all],
    ['skipped.csv', all],
    ['failed.csv', { push: true, taken: true, import: /`first_name` must be a name/ }],
    ['affiliates.csv', { ...affiliates, push: noPlan, taken: noCode }],
    ['codes.csv', { import: noName, generate: noName, preview: noName, taken: true }],
    [
      'coupons.csv',
      { import: noEmail, generate: noEmail, preview: noEmail, push: noPlan, taken: noCode },
    ],
    [
      'report.csv',
      { import: noEmail, generate: noEmail, preview: noEmail, push: noPlan, taken: true },
    ],
  ]
  const pairs = cases.flatMap(([file, expected]) =>
    Object.entries(expected).map(([reader, outcome]) => [reader, file, outcome] as const),
  )

  it.each(pairs)('%s reads %s', async (reader, file, outcome) => {
    const { code: exit, notes } = await referly(...(readers[reader]?.(file) ?? []))
    if (outcome === true) {
      expect(exit, notes).toBe(0)
    } else {
      expect(notes).toMatch(outcome)
      expect(exit).toBe(2)
    }
  })

  it('does not gain columns when a results file is pushed again', async () => {
    const before = await readFile(join(cwd, 'results.csv'), 'utf8')
    const { out } = await referly('codes', 'push', 'results.csv', '--yes', '--json', ...speed)
    const { job } = JSON.parse(out) as { job: string }
    await referly('jobs', 'results', job, '-o', 'again.csv')
    const after = await readFile(join(cwd, 'again.csv'), 'utf8')
    expect(after.split('\n')[0]).toBe(before.split('\n')[0])
  })
})

describe('an import with a row that cannot be imported', () => {
  it('names the row, creates the others, and exits with 3', async () => {
    const rows = [
      'first_name,last_name,email',
      'P1,Q,p1@example.com',
      `${'A'.repeat(70_000)},Q,p2@example.com`,
    ]
    await writeFile(join(cwd, 'long.csv'), [...rows, 'P3,Q,p3@example.com'].join('\n'))
    const { code, notes } = await referly('affiliates', 'import', 'long.csv', ...speed)
    expect(notes).toMatch(/^long\.csv, line 3: `first_name` must be at most 200 characters long, /)
    expect(notes).toContain('Affiliates: 2 created, 0 already existed, 0 failed.\n')
    expect(notes).toMatch(/\nError: long\.csv: 1 row could not be imported\. /)
    expect(code).toBe(3)
    const again = await referly('affiliates', 'import', 'long.csv', '--skip-invalid', ...speed)
    expect(again.notes).toContain('long.csv: skipped 1 invalid row.\n')
    expect(again.code).toBe(0)
  })
})

describe('the options for reading a file', () => {
  const generate = (...words: string[]): Promise<Result> =>
    referly('codes', 'generate', ...words, '--coupon', coupon, '--random', '6', '--json')

  it('--encoding reads a file whose encoding was guessed wrong, which is reported', async () => {
    const polish = Buffer.from(
      'first_name,last_name,email\n\xA3ukasz,W\xF3jcik,l@example.com',
      'latin1',
    )
    await writeFile(join(cwd, 'polish.csv'), polish)
    const guessed = await generate('polish.csv')
    expect(guessed.notes).toContain('polish.csv was read as Windows-1252. If names look wrong, ')
    expect(guessed.notes).toMatch(
      /line 2: The name "£ukasz Wójcik" looks garbled\. .* --encoding windows-1250 or gbk\./,
    )
    const { out, notes } = await generate('polish.csv', '--encoding', 'windows-1250')
    expect(JSON.parse(out)).toMatchObject({ rows: [{ firstName: 'Łukasz' }] })
    expect(notes).not.toContain('looks garbled')
    expect(await generate('polish.csv', '--encoding', 'klingon')).toMatchObject({
      code: 2,
      notes: expect.stringMatching(
        /^Error: `--encoding` must be the name of a text encoding, but was "klingon"\. Common ones/,
      ),
    })
  })

  it('--column names columns, and the error without it shows the option', async () => {
    await writeFile(join(cwd, 'slovene.csv'), 'Ime,Priimek,Naslov\nAda,King,ada@example.com')
    const { notes } = await generate('slovene.csv')
    expect(notes).toBe(
      'Error: slovene.csv: No column email. The columns are "Ime", "Priimek", "Naslov". Choose one, for example: --column email="Naslov"\n',
    )
    const columns = ['first_name=Ime', 'last-name=Priimek', 'Email=3']
    const { out } = await generate('slovene.csv', ...columns.flatMap((text) => ['--column', text]))
    expect(JSON.parse(out)).toMatchObject({
      rows: [{ firstName: 'Ada', lastName: 'King', email: 'ada@example.com' }],
    })
  })

  it.each([
    [
      'email',
      /^Error: `--column` must be NAME=TITLE, where NAME is one of first_name, .*, but was "email"\.\n$/,
    ],
    ['age=Age', /^Error: `--column` must be NAME=TITLE, .* but was "age=Age"\.\n$/],
    ['code=Code', /^Error: `--column` must be NAME=TITLE, .* but was "code=Code"\.\n$/],
    [
      'email=Address',
      /^Error: `--column email` must be one of the columns "Tier", "E-Mail", .*, but was "Address"\.\n$/,
    ],
  ])('refuse --column %s', async (text, message) => {
    const { code, notes } = await generate('people.csv', '--column', text)
    expect(notes).toMatch(message)
    expect(code).toBe(2)
  })

  it('--column code selects the column of taken codes', async () => {
    await writeFile(join(cwd, 'taken.csv'), 'Campaign,Name\nSpring,SAVE1\n')
    const words = ['people.csv', '--taken', 'taken.csv']
    expect((await generate(...words)).notes).toMatch(
      /Error: taken\.csv: No column code\. .* --column code="Campaign"\n$/,
    )
    expect((await generate(...words, '--column', 'code=Name')).code).toBe(0)
  })

  it('--name-order reads the last name first', async () => {
    await writeFile(join(cwd, 'last-first.csv'), 'Name,Email\nNagy Anna Mária,anna@example.com')
    const { out } = await generate('last-first.csv', '--name-order', 'last-first')
    expect(JSON.parse(out)).toMatchObject({ rows: [{ firstName: 'Anna Mária', lastName: 'Nagy' }] })
  })

  it('are remembered when a job is resumed', async () => {
    const plan = `Adresse;code;coupon_id\nzoe@example.com;SAVEZ\xD6E1;${coupon}\n`.replace(
      '\xD6',
      'O',
    )
    await writeFile(join(cwd, 'other.csv'), Buffer.from(plan, 'utf16le'))
    const options = ['--encoding', 'utf-16le', '--column', 'email=Adresse']
    expect((await referly('codes', 'push', 'other.csv', '--yes', ...options, ...speed)).code).toBe(
      0,
    )
    const { code, notes } = await referly('jobs', 'resume', '--last')
    expect(code, notes).toBe(0)
  })

  it('report the line of a header below a title', async () => {
    await writeFile(join(cwd, 'title.csv'), `Affiliates in spring\n\n${people.join('\n')}`)
    expect((await generate('title.csv')).notes).toContain(
      'title.csv: the header is on line 3. The lines above it are ignored.\n',
    )
  })

  it('warn about codes in a plan that look like numbers', async () => {
    await writeFile(
      join(cwd, 'numbers.csv'),
      `email,code,coupon_id\nzoe@example.com,05651,${coupon}\n`,
    )
    const { notes } = await referly('codes', 'push', 'numbers.csv', '--dry-run')
    expect(notes).toContain('numbers.csv: 1 code looks like a number or a date, ')
  })
})
