import { existsSync, statSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferlyClient } from '@referly-kit/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../../src/program.js'
import { useLocalServer, useNewAdmin } from '../../src/server/local-server.js'
import { createRecordedContext, runInProcess, type Result } from '../referly-in-process.js'
import { startReferly } from '../referly-process.js'

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-admin-'))
})

afterAll(async () => rm(cwd, { recursive: true, force: true }))

function admin(...words: string[]): Promise<Result> {
  const data = words.includes('--data') || words.includes('--help') ? [] : ['--data', 'data']
  return runInProcess(['admin', ...words, ...data], { cwd })
}

describe('referly admin', () => {
  it('creates a program and a key that a server accepts', async () => {
    const created = await admin('programs', 'create', 'Spring', '--currency', 'eur')
    expect(created).toMatchObject({
      code: 0,
      notes: 'Created the program "Spring" with currency EUR.\n',
    })
    const { out, notes } = await admin('keys', 'create')
    const [, key] = /^REFERLY_API_KEY=(rk_live_\S+)\n$/.exec(out) ?? []
    const [, keyId] = /^Created key (\S+) for the program "Spring"\./.exec(notes) ?? []
    const listed = await admin('programs', 'list')
    expect(listed.out).toContain(
      `${created.out.trim()}  Spring  EUR               0%  tax, shipping\n`,
    )

    const words = ['serve', '--port', '0', '--data', 'data', '--management-port', '0', '--log']
    const server = startReferly(words, { cwd })
    const [, url, management] = await server.until(
      /REFERLY_BASE_URL=(\S+)\nREFERLY_MANAGEMENT_URL=(\S+)\n[^]*Ready/,
    )
    const headers = { authorization: `Bearer ${key}` }
    expect((await fetch(`${url}/coupons`, { headers })).status).toBe(200)
    expect(await (await fetch(`${management}/readyz`)).text()).toBe('ready\n')
    await server.until(/"path":"\/api\/v1\/coupons","status":200/)
    expect(server.stdout).toContain(`"keyId":"${keyId}"`)
    expect(server.stdout).not.toContain(String(key))

    const refused = await admin('keys', 'list')
    expect(refused.code).toBe(2)
    expect(refused.notes).toMatch(/^Error: .*in use by process \d+/)
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)

    const revoked = await admin('keys', 'revoke', String(keyId), '--json')
    expect(JSON.parse(revoked.out)).toEqual({ revoked: keyId })
    const keys = await admin('keys', 'list')
    expect(keys.out).toMatch(
      new RegExp(
        `^ID +Name +Kind +Key +Created +Last used +Expires +Revoked\\n${keyId} +- +API key +rk_live_\\S{4}\\.\\.\\. +20\\S+ \\S+ \\S+ +20\\S+ \\S+ \\S+ +- +20\\S+ \\S+ \\S+\\n$`,
      ),
    )
    const unknown = await admin('keys', 'revoke', 'rk_live_secret')
    expect(unknown.code).toBe(2)
    expect(unknown.notes).not.toContain('secret')
  })

  it('imports, backs up, resets, and restores', async () => {
    const csv = 'first_name,last_name,email\nAnn,Lee,ann@example.com\nBo,Li,bo@example.com\n'
    await writeFile(join(cwd, 'people.csv'), csv)
    expect(await admin('import', 'affiliates', 'people.csv')).toMatchObject({
      code: 0,
      notes: 'Created 2 affiliates; 0 already existed.\n',
    })
    const written = await admin('backup', 'all.jsonl', '--json')
    expect(written.notes).toMatch(/^Wrote \d+ rows to all\.jsonl\.\n$/)
    expect(JSON.parse(written.out)).toEqual({ rows: expect.any(Number), file: 'all.jsonl' })
    const text = await readFile(join(cwd, 'all.jsonl'), 'utf8')
    expect(text).toContain('ann@example.com')
    // The first four characters of a key, which distinguish it from the others.
    expect(text).toMatch(/"rk_live_[\w-]{4}"/)
    expect(text).not.toMatch(/rk_live_[\w-]{5}/)
    expect(statSync(join(cwd, 'all.jsonl')).mode & 0o077).toBe(0)
    expect((await admin('backup', 'all.jsonl')).code).toBe(2)

    const asked = await admin('reset')
    expect(asked.code).toBe(2)
    expect(asked.notes).toMatch(/^Error: This deletes all coupons.* of "Spring".*--yes/)
    expect((await admin('reset', '--yes')).code).toBe(0)
    expect((await admin('import', 'affiliates', 'people.csv')).notes).toContain('Created 2')

    expect((await admin('restore', 'all.jsonl')).notes).toMatch(/^Error: .*empty/)
    const wrong = await admin('restore', 'people.csv', '--data', 'other')
    expect([wrong.code, wrong.notes]).toEqual([2, expect.stringContaining('not JSON')])
    expect(await admin('restore', 'all.jsonl', '--data', 'other')).toMatchObject({ code: 0 })
    expect((await admin('import', 'affiliates', 'people.csv', '--data', 'other')).notes).toBe(
      'Created 0 affiliates; 2 already existed.\n',
    )
  })

  it('reports every invalid row of a CSV file, imports the others, and exits with 3', async () => {
    const rows = 'first_name,last_name,email\nAnn,Lee,ann\n'
    const latin1 = Buffer.from(`${rows}Jos\u00e9,D\u00edaz,jose@example.com\n`, 'latin1')
    await writeFile(join(cwd, 'bad.csv'), rows)
    const { code, notes } = await admin('import', 'affiliates', 'bad.csv')
    expect(code).toBe(2)
    expect(notes).toMatch(
      /^bad\.csv, line 2: `email` must be a valid email address.*\nError: bad\.csv: all rows are invalid\. .*\n$/,
    )
    await writeFile(join(cwd, 'half.csv'), latin1)
    const skipped = await admin('import', 'affiliates', 'half.csv', '--skip-invalid', '--json')
    const again = await admin('import', 'affiliates', 'half.csv', '--json')
    expect(JSON.parse(again.out)).toEqual({ created: 0, existing: 1, invalid: 1 })
    expect(again.notes).toMatch(/\nError: half\.csv: 1 row could not be imported\. .*\n$/)
    expect(again.code).toBe(3)
    expect(skipped.code).toBe(0)
    expect(JSON.parse(skipped.out)).toEqual({ created: 1, existing: 0, invalid: 1 })
    expect(skipped.notes).toContain('half.csv was read as Windows-1252. If names look wrong, ')
    expect(skipped.notes).toContain('half.csv: skipped 1 invalid row.\n')
    expect((await admin('import', 'affiliates', 'none.csv')).notes).toContain('does not exist')
  })

  it('renames a promotional code', async () => {
    const dataDir = join(cwd, 'codes')
    const id = await useLocalServer({ dataDir }, async ({ url, admin: local }) => {
      const program = await local.createProgram({ name: 'Codes' })
      const { key } = await local.createApiKey(program.id)
      const client = createReferlyClient({ apiKey: key, baseUrl: url })
      const coupon = await client.coupons.create({ name: 'Spring', percentOff: 10 })
      const code = await client.promotionalCodes.create({ couponId: coupon.id, code: 'OLD' })
      return code.id
    })
    expect(await admin('codes', 'rename', id, ' New ', '--json', '--data', 'codes')).toEqual({
      code: 0,
      out: `${JSON.stringify({ id, code: 'New' })}\n`,
      notes: `Renamed the promotional code ${id} to New.\n`,
    })
    const blank = await admin('codes', 'rename', id, 'a b', '--data', 'codes')
    expect([blank.code, blank.notes]).toEqual([2, expect.stringContaining('U+0020 SPACE')])
    const unknown = await admin('codes', 'rename', 'NEW', 'x', '--data', 'codes')
    expect([unknown.code, unknown.notes]).toEqual([
      2,
      'Error: No promotional code has the ID NEW.\n',
    ])
  })

  it('creates a program that deducts tax and shipping before commission', async () => {
    const deductions = ['--deduct-tax', '--deduct-shipping']
    const { code, out } = await admin(
      'programs',
      'create',
      'Net',
      ...deductions,
      '--json',
      '--data',
      'net',
    )
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ deductTax: true, deductShipping: true })
  })

  it('asks for a program when there are several or none', async () => {
    await useNewAdmin({ dataDir: join(cwd, 'empty') }, async () => {})
    const empty = await admin('keys', 'create', '--data', 'empty')
    expect([empty.code, empty.notes]).toEqual([
      2,
      'Error: No programs yet. Create one with: referly admin programs create NAME\n',
    ])
    const second = await admin('programs', 'create', 'Second', '--json')
    const out = (JSON.parse(second.out) as { id: string }).id
    expect((await admin('keys', 'create')).notes).toContain(
      'There are 2 programs. Choose one with --program.',
    )
    const named = await admin('keys', 'create', '--program', out.trim())
    expect(named.notes).toContain('"Second"')
    expect((await admin('programs', 'create', 'x', '--commission-rate', '101')).code).toBe(2)
  })

  it('changes the settings of a program that are given', async () => {
    const inData = ['--data', 'settings']
    const flags = ['--no-deduct-shipping', '--site-url', 'https://a.example', '--currency', 'eur']
    await admin('programs', 'create', 'Acme', ...flags, ...inData)
    const set = (...words: string[]): Promise<Result> =>
      admin('programs', 'set', ...words, ...inData)
    expect(await set('--holding-days', '60', '--no-deduct-tax', '--no-site-url')).toMatchObject({
      code: 0,
      out: 'deductTax: true -> false\nholdingDays: 30 -> 60\nsiteUrl: https://a.example -> none\n',
      notes: 'Changed the program "Acme".\n',
    })
    expect(await set('--approval', 'manual', '--minimum-payout', '0')).toMatchObject({
      out: 'approval: automatic -> manual\nminimumPayout: 50 -> 0\n',
    })
    expect(await set('--self-referral', 'hold', '--approval', 'automatic')).toMatchObject({
      out: 'approval: manual -> automatic\nselfReferral: off -> hold\n',
    })
    const again = await set('--holding-days', '60', '--limit-to-affiliate', 'redeem')
    expect(again.notes).toBe('The program "Acme" already has these settings.\n')
    const json = await set('--time-zone', 'Europe/Berlin', '--deduct-tax', '--json')
    expect(JSON.parse(json.out)).toMatchObject({
      currency: 'EUR',
      deductTax: true,
      deductShipping: false,
      timeZone: 'Europe/Berlin',
      holdingDays: 60,
      siteUrl: null,
      approval: 'automatic',
      minimumPayout: 0,
      selfReferral: 'hold',
    })
    const kept = await set('--no-refund-returns-redemption', '--json')
    expect(JSON.parse(kept.out)).toMatchObject({ refundReturnsRedemption: false })
    const returned = await set('--refund-returns-redemption', '--json')
    expect(JSON.parse(returned.out)).toMatchObject({ refundReturnsRedemption: true })
    expect((await set()).notes).toBe(
      'Error: No setting given. To list the settings: referly admin programs set --help\n',
    )
    const wrong = await set('--time-zone', 'Mars/Base')
    expect([wrong.code, wrong.notes]).toEqual([
      2,
      'Error: `--time-zone` must be the IANA name of a time zone, such as Europe/Berlin, but was "Mars/Base".\n',
    ])
  })

  it.each([
    ['programs', 'list'],
    ['backup', 'nothing.jsonl'],
    ['keys', 'create'],
  ])(
    'refuses a mistyped directory instead of creating an empty database: %s %s',
    async (...words) => {
      const { code, out, notes } = await admin(...words, '--data', 'dta')
      expect({ code, out, notes }).toEqual({
        code: 2,
        out: '',
        notes:
          `Error: No database in ${join(cwd, 'dta')}. Choose another directory with --data, or create ` +
          'a database with: referly admin programs create NAME\n',
      })
      expect([existsSync(join(cwd, 'dta')), existsSync(join(cwd, 'nothing.jsonl'))]).toEqual([
        false,
        false,
      ])
    },
  )

  it('refuses --data together with --database-url, before opening either', async () => {
    const both = ['--data', 'nowhere', '--database-url', 'postgres://ann:secret@localhost/x']
    const { code, notes } = await admin('keys', 'list', ...both)
    expect({ code, notes }).toEqual({
      code: 2,
      notes: 'Error: Pass either --data or --database-url, not both.\n',
    })
    expect(existsSync(join(cwd, 'nowhere'))).toBe(false)
  })

  it('lists its commands', async () => {
    const { context } = createRecordedContext({ cwd })
    const { commands } = await createProgram(context)
    const found = commands.find((command) => command.name() === 'admin')
    const names = found?.commands.map((command) => command.name())
    expect(names).toEqual(['programs', 'keys', 'codes', 'import', 'reset', 'backup', 'restore'])
  })
})
