import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runReferly, type ReferlyResult } from '../referly-process.js'
import { startTestServer, type TestServer } from '../test-server.js'

let cwd = ''
const servers: TestServer[] = []

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-awkward-'))
  await writeFile(join(cwd, 'plan.csv'), 'email,code,coupon_id\nann@example.com,ANN1,c1\n')
})
afterEach(async () => {
  for (const server of servers.splice(0)) server.close()
  await rm(cwd, { recursive: true, force: true })
})

type Respond = (answer: ServerResponse) => void

/** A coupon as the API returns it. */
const coupon = {
  id: 'c1',
  name: 'C',
  couponType: 'PERCENTAGE',
  percentOff: 20,
  duration: 'once',
  limitToProducts: false,
  productIds: [],
  valid: true,
  affiliateProgramId: 'p1',
  createdAt: '2026-11-21T00:00:00.000Z',
  updatedAt: '2026-11-21T00:00:00.000Z',
}

/** Starts a server with one coupon and the given response to each POST. Returns the environment to reach it. */
async function serve(post: Respond): Promise<Record<string, string>> {
  const server = await startTestServer(({ incoming, answer }) => {
    if (incoming.method === 'POST') return post(answer)
    const listed = incoming.url?.startsWith('/api/v1/coupons') === true ? [coupon] : []
    return answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(listed))
  })
  servers.push(server)
  return { REFERLY_BASE_URL: server.url, REFERLY_API_KEY: 'key' }
}

function answerWith(
  status: number,
  headers: Record<string, string> = {},
  message = 'Boom',
): Respond {
  const body = JSON.stringify({ error: status, message })
  return (answer) =>
    answer.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}

const push = ['codes', 'push', 'plan.csv', '--yes', '--rate', 'max']

function referly(words: readonly string[], env: Record<string, string>): Promise<ReferlyResult> {
  return runReferly(words, { cwd, env })
}

describe('a server that', () => {
  it('asks for a wait of years makes the job give up, to be resumed later', async () => {
    const env = await serve(answerWith(429, { 'retry-after': '99999999' }))
    const { code, stderr } = await referly(push, env)
    expect(stderr).toMatch(/\nError: Gave up: .*429.*\nTo continue: .* jobs resume \w+\n$/)
    expect(stderr).not.toContain('Warning')
    expect(code).toBe(5)
  })

  it('sends control characters in errors leaves a failed.csv that can be pushed again', async () => {
    const env = await serve(answerWith(400, {}, 'Bo\u001B[31mom\r\nsecond line'))
    const { code, stdout } = await referly(push, env)
    expect(code).toBe(3)
    const failed = stdout.trim().replace('results', 'failed')
    expect(await readFile(join(cwd, failed), 'utf8')).toContain(
      ',failed,Bo\uFFFD[31mom second line,',
    )
    const again = await referly(['codes', 'push', failed, '--dry-run'], env)
    expect(again.stderr).toMatch(/\nTo create: 1\n/)
    expect(again.code).toBe(0)
  })

  it.each([400, 413, 422])('refuses affiliates with %i does not end the import', async (status) => {
    const rows = ['Ann,Lee,ann@example.com', 'Bo,Lee,bo@example.com']
    await writeFile(join(cwd, 'list.csv'), ['first_name,last_name,email', ...rows].join('\n'))
    const env = await serve(answerWith(status))
    const { code, stderr } = await referly(['affiliates', 'import', 'list.csv'], env)
    expect(stderr).toMatch(/list\.csv, line 2: .*\nlist\.csv, line 3: .*\n/)
    expect(stderr).toContain('Affiliates: 0 created, 0 already existed, 2 failed.\n')
    expect(code).toBe(3)
  })

  it('fails is reported with its response', async () => {
    const env = await serve(answerWith(500))
    const words = [...push, '--timeout', '0.1', '--give-up-after', '0.1']
    const { code, stderr } = await referly(words, env)
    // On a busy machine, the response may come too late.
    const reason = /(failed with status 500: Boom|timed out after)/
    expect(stderr).toMatch(new RegExp(`\nError: Gave up: POST \\S+ ${reason.source}`))
    expect(code).toBe(5)
  })
})

describe('the source of the API key', () => {
  it('is reported, even next to a profile', async () => {
    const env = await serve(answerWith(500))
    await mkdir(join(cwd, 'config'))
    const profiles = { default: { baseUrl: env['REFERLY_BASE_URL'], apiKey: 'own' } }
    const path = join(cwd, 'config', 'config.json')
    await writeFile(path, JSON.stringify({ profiles }), { mode: 0o600 })
    const words = ['codes', 'push', 'plan.csv', '--dry-run']
    const own = await referly(words, { REFERLY_CONFIG_DIR: 'config' })
    expect(own.stderr).toMatch(/\nProfile: {3}default\n/)
    const other = await referly(words, { REFERLY_CONFIG_DIR: 'config', REFERLY_API_KEY: 'key' })
    expect(other.stderr).toMatch(/\nProfile: {3}default, but the key from REFERLY_API_KEY\n/)
  })

  it('is named when its file is empty', async () => {
    await writeFile(join(cwd, 'key'), '\n')
    const env = await serve(answerWith(500))
    const { code, stdout } = await referly(['doctor', '--api-key-file', 'key'], env)
    expect(stdout).toMatch(/API key +FAILED +the key from key is empty/)
    expect(code).toBe(4)
  })
})

describe('api', () => {
  it('refuses a body for GET before sending anything', async () => {
    const env = { REFERLY_BASE_URL: 'http://127.0.0.1:9', REFERLY_API_KEY: 'key' }
    const { code, stderr } = await referly(['api', 'GET', '/coupons', '--data', '{}'], env)
    expect(stderr).toBe('Error: A GET request has no body. Leave out --data, or use POST.\n')
    expect(code).toBe(2)
  })
})
