import { spawnSync } from 'node:child_process'
import { existsSync, openSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runReferly, toReferlyCommand, type ReferlyResult } from '../referly-process.js'

let cwd = ''

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-generate-'))
  await write('ann.csv', 'first_name,last_name,email\nAnn,Lee,ann@example.com\n')
})
afterEach(async () => rm(cwd, { recursive: true, force: true }))

function write(name: string, text: string | Uint8Array): Promise<void> {
  return writeFile(join(cwd, name), text)
}

const generate = ['codes', 'generate', '--coupon', 'c1']

function referly(...words: string[]): Promise<ReferlyResult> {
  return runReferly(words, { cwd })
}

describe('codes generate', () => {
  it('refuses a file without any valid row, and writes no plan', async () => {
    await write('bad.csv', 'first_name,last_name,email\nAnn,Lee,ann\nBo,Lee,bo\n')
    const words = ['bad.csv', '--random', '6', '--skip-invalid', '-o', 'plan.csv']
    const { code, stderr } = await referly(...generate, ...words)
    expect(stderr).toMatch(
      /\nError: bad\.csv: all rows are invalid\. Correct them and run again\.\n$/,
    )
    expect(code).toBe(2)
    expect(existsSync(join(cwd, 'plan.csv'))).toBe(false)
  })

  it('requires at least one part of the code, and suggests flags', async () => {
    const { code, stderr } = await referly(...generate, 'ann.csv')
    expect(stderr).toMatch(/^Error: The codes have no parts\. .* --prefix .*\n$/)
    expect(code).toBe(2)
    const prefixed = await referly(...generate, 'ann.csv', '--prefix', 'SAVE')
    expect(prefixed.stderr).toMatch(
      /^Error: All codes would be the same, because they have only a prefix\. Add .*\n$/,
    )
  })

  it('reports how many codes are missing when there are too few, and suggests flags', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => `Ann,Lee,ann${index}@example.com`)
    await write('anns.csv', ['first_name,last_name,email', ...rows].join('\n'))
    const { code, stderr } = await referly(...generate, 'anns.csv', '--first-name', '--random', '1')
    expect(stderr).toMatch(
      /^Error: 40 affiliates need codes .* only 36 exist .*\. Raise --random, or .*\n$/,
    )
    expect(code).toBe(2)
  })

  it('refuses an empty coupon, such as from an unset shell variable', async () => {
    const words = ['codes', 'generate', 'ann.csv', '--coupon', '', '--random', '6']
    const { code, stdout, stderr } = await referly(...words)
    expect(stderr).toMatch(
      /^Error: `--coupon` must be the ID or name of a coupon, but was empty\. .*\n$/,
    )
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  // One random character leaves 36 codes. All but one are taken, so the plan must have the last one.
  const free = 'ANN7'
  const taken = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345689'].map((last) => `ann${last}`)

  it.each([
    ['a file with one code per line', Buffer.from(taken.join('\r\n'))],
    [
      'the output of codes list --format csv',
      Buffer.from(['code,email', ...taken.map((t) => `${t},x`)].join('\n')),
    ],
    [
      'an earlier plan saved by a spreadsheet',
      Buffer.from(
        `\uFEFF${['email;code;coupon_id', ...taken.map((t) => `x;"${t}";c`)].join('\r\n')}`,
        'utf16le',
      ),
    ],
  ])('avoids the codes in %s', async (_, bytes) => {
    await write('taken.csv', bytes)
    const words = ['ann.csv', '--first-name', '--random', '1', '--taken', 'taken.csv', '--json']
    const { stdout, stderr } = await referly(...generate, ...words)
    expect(JSON.parse(stdout), stderr).toMatchObject({ rows: [{ code: free }] })
  })

  it('escapes cells that a spreadsheet would run as formulas, and unescapes them when reading', async () => {
    const people = ['=1+1,@x,+ann@example.com', "'=2,'-Ray,'-bo@example.com"]
    await write('odd.csv', ['first_name,last_name,email', ...people].join('\n'))
    const words = ['odd.csv', '--random', '6', '-o', 'plan.csv', '--json']
    const { stdout } = await referly(...generate, ...words)
    expect(JSON.parse(stdout)).toMatchObject({
      rows: [
        { firstName: '=1+1', lastName: '@x', email: '+ann@example.com' },
        { firstName: '=2', lastName: '-Ray', email: '-bo@example.com' },
      ],
    })
    const written: object[] = parse(await readFile(join(cwd, 'plan.csv')), {
      bom: true,
      columns: true,
    })
    expect(written).toMatchObject([
      { first_name: "'=1+1", last_name: "'@x", email: "'+ann@example.com" },
      { first_name: "'=2", last_name: "'-Ray", email: "'-bo@example.com" },
    ])
  })
})

describe('preview', () => {
  it('scales the names in a file to the number of codes', async () => {
    const words = ['preview', 'ann.csv', '--first-name', '--random', '2', '--json']
    const one = await referly(...words)
    expect(JSON.parse(one.stdout)).toMatchObject({ count: 1, odds: 0 })
    const many = await referly(...words, '--count', '1297')
    expect(JSON.parse(many.stdout)).toMatchObject({ count: 1297, odds: 1 })
    const rare = await referly('preview', '--random', '24', '--json')
    expect(JSON.parse(rare.stdout).odds).toBeGreaterThan(0)
  })
})

describe.runIf(existsSync('/dev/full'))('a full disk behind stdout', () => {
  it('is reported in one sentence', async () => {
    const [node = '', ...words] = toReferlyCommand(['completion', 'bash'])
    const stdio = ['ignore', openSync('/dev/full', 'w'), 'pipe'] as const
    const { status, stderr } = spawnSync(node, words, { cwd, stdio: [...stdio], encoding: 'utf8' })
    expect(stderr).toMatch(/^Error: The output cannot be written \(ENOSPC.*\)\.\n$/)
    expect(status).toBe(1)
  })
})
