import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../../src/api/client.js'
import { toUserMessage } from '../../src/library-errors.js'
import { runInProcess, type Result } from '../referly-in-process.js'

let cwd = ''
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-unreachable-'))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

function list(env: Record<string, string>, ...words: string[]): Promise<Result> {
  return runInProcess(['coupons', 'list', ...words], {
    cwd,
    env: { HOME: cwd, REFERLY_API_KEY: 'rk_live_key', ...env },
  })
}

describe('an address that cannot be reached', () => {
  it('is named in the error, with the reason', async () => {
    const { code, notes } = await list({ REFERLY_BASE_URL: 'http://127.0.0.1:49/api/v1' })
    expect(notes).toMatch(
      /^Error: GET \/coupons could not connect to http:\/\/127\.0\.0\.1:49\/api\/v1 \(.+\)\. Check the network and the base URL \(--base-url, REFERLY_BASE_URL, or the profile\)\.\n$/,
    )
    expect(code).toBe(5)
  })

  it('is reported as probably wrong when it is the vendor’s and the key is not', async () => {
    const baseUrl = 'https://nowhere.referly.so:1/api/v1'
    const connection = { baseUrl, apiKey: 'rk_live_key', keySource: 'k', profile: undefined }
    const client = createClient(connection, { retries: 0 })
    const error: unknown = await client.coupons.list().catch((reason: unknown) => reason)
    expect(toUserMessage(error)).toMatch(
      /could not connect to https:\/\/nowhere\.referly\.so:1\/api\/v1 \(.+\)\. The API key is from your own server. Set REFERLY_BASE_URL/,
    )
  })

  it.each([
    ['REFERLY_BASE_URL', { REFERLY_BASE_URL: 'localhost:3000' }, []],
    ['--base-url', {}, ['--base-url', 'localhost:3000']],
  ] as const)('is refused in %s without http://', async (setting, env, words) => {
    const { code, notes } = await list(env, ...words)
    expect(notes).toBe(
      `Error: \`${setting}\` must be an https address, or http on this machine, but was localhost:3000. Put http:// before it: http://localhost:3000/api/v1\n`,
    )
    expect(code).toBe(2)
  })
})
