import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runInProcess, type Result } from '../referly-in-process.js'

let cwd = ''

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-profiles-'))
  await writeFile(join(cwd, 'key'), 'rk_live_secret\n')
})
afterEach(async () => rm(cwd, { recursive: true, force: true }))

function referly(...words: string[]): Promise<Result> {
  const env = { XDG_CONFIG_HOME: join(cwd, 'config') }
  return runInProcess(words, { cwd, env, stdin: 'rk_live_piped\n' })
}

const set = ['profiles', 'set', 'local', '--base-url', 'http://127.0.0.1:9/api/v1']

describe('profiles', () => {
  it('are stored in a file that only the owner can read', async () => {
    const stored = await referly(...set, '--api-key-file', 'key')
    expect(stored).toMatchObject({ code: 0, out: '' })
    const path = join(cwd, 'config', 'referly', 'config.json')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(join(path, '..'))).mode & 0o777).toBe(0o700)
    const used = await referly('doctor', '--profile', 'local')
    expect(used.out).toMatch(/API key +ok +from the profile local\n/)
    expect(used.out).toContain('http://127.0.0.1:9/api/v1')
    expect(JSON.stringify([stored, used])).not.toContain('rk_live_secret')
  })

  it('take a key from stdin, and keep the settings that are not given', async () => {
    await referly(...set, '--api-key-file', 'key')
    const stored = await referly('profiles', 'set', 'local', '--api-key-file', '-', '--json')
    expect(JSON.parse(stored.out)).toEqual({
      name: 'local',
      baseUrl: 'http://127.0.0.1:9/api/v1',
      currency: null,
      hasKey: true,
    })
    const text = await readFile(join(cwd, 'config', 'referly', 'config.json'), 'utf8')
    expect(text).toContain('rk_live_piped')
    expect(text).not.toContain('rk_live_secret')
  })

  it('are listed without their keys, and can be removed', async () => {
    await referly(...set, '--api-key-file', 'key')
    await referly('profiles', 'set', 'other', '--base-url', 'https://example.com/api/v1')
    await referly('profiles', 'set', 'other', '--currency', 'kwd')
    const listed = await referly('profiles', 'list', '--json')
    expect(JSON.parse(listed.out)).toEqual([
      { name: 'local', baseUrl: 'http://127.0.0.1:9/api/v1', currency: null, hasKey: true },
      { name: 'other', baseUrl: 'https://example.com/api/v1', currency: 'KWD', hasKey: false },
    ])
    expect(await referly('profiles', 'remove', 'local')).toMatchObject({ code: 0 })
    expect((await referly('profiles', 'list', '--format', 'csv')).out).toBe(
      'name,base_url,currency,has_key\nother,https://example.com/api/v1,KWD,no\n',
    )
    expect(await referly('profiles', 'remove', 'local')).toMatchObject({ code: 1 })
    expect((await referly('doctor', '--profile', 'local')).notes).toMatch(/No profile named local/)
  })

  it.each([
    ['nothing to store', ['profiles', 'set', 'local'], /--api-key-file, --base-url, or --currency/],
    [
      'an invalid address',
      ['profiles', 'set', 'local', '--base-url', 'example.com'],
      /must be an https addr.* Put https:\/\/ before it/,
    ],
    [
      'a missing file',
      ['profiles', 'set', 'local', '--api-key-file', 'none'],
      /cannot be read from none/,
    ],
    [
      'a missing name',
      ['profiles', 'set', '--base-url', 'https://example.com'],
      /Missing required argument `name`\./,
    ],
  ])('exit with 2 on %s, and print the error as JSON on request', async (_, words, message) => {
    const { code, notes, out } = await referly(...words, '--json')
    expect(code).toBe(2)
    expect(notes).toMatch(message)
    expect(JSON.parse(out)).toMatchObject({ error: { message: expect.stringMatching(message) } })
  })
})
