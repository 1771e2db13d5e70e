import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createApp,
  isServerError,
  listUnknownVariables,
  parseEnvironment,
  startServer,
  type RunningServer,
  type ServerErrorCode,
} from '../src/index.js'
import { startTestServer } from './harness.js'

const directory = mkdtempSync(join(tmpdir(), 'referly-server-'))
let running: RunningServer

beforeAll(async () => {
  running = await startServer()
})

afterAll(async () => {
  await running.close()
  rmSync(directory, { recursive: true, force: true })
})

async function readFailure(start: () => Promise<unknown>): Promise<[ServerErrorCode, string]> {
  try {
    await start()
  } catch (error) {
    if (isServerError(error)) return [error.code, error.message]
    throw error
  }
  throw new Error('it started')
}

describe('startServer', () => {
  it('serves the URL it returns', async () => {
    expect(running.url).toBe(`http://127.0.0.1:${running.port}/api/v1`)
    expect((await fetch(`${running.url}/coupons`)).status).toBe(401)
  })

  it('explains that a port is taken and what to do', async () => {
    const { port } = running
    expect(await readFailure(() => startServer({ port }))).toEqual([
      'PORT_IN_USE',
      `Port ${port} on 127.0.0.1 is already in use. Stop the other process or choose another port (0 means any free port).`,
    ])
  })

  it('refuses an address that this machine does not have', async () => {
    expect((await readFailure(() => startServer({ host: '192.0.2.1' })))[0]).toBe(
      'ADDRESS_UNAVAILABLE',
    )
  })

  it.each([-1, 65_536, 1.5, Number.NaN])('refuses port %s', async (port) => {
    expect((await readFailure(() => startServer({ port })))[0]).toBe('INVALID_OPTION')
  })

  it.each(['ZZZ', 'EURO', ''])('refuses the currency %j', async (currency) => {
    const { admin, close } = await startServer()
    const [code, message] = await readFailure(() => admin.createProgram({ name: 'x', currency }))
    await close()
    expect(code).toBe('INVALID_OPTION')
    expect(message).toContain('`currency` must be the ISO 4217 code of a currency in use')
  })

  it('refuses a data directory combined with a database URL', async () => {
    const options = { dataDir: directory, databaseUrl: 'postgres://localhost/x' }
    expect((await readFailure(() => startServer(options)))[0]).toBe('INVALID_OPTION')
  })

  it('does not reveal the password when PostgreSQL is unreachable', async () => {
    const databaseUrl = 'postgres://user:secret@127.0.0.1:1/x'
    const [code, message] = await readFailure(() => startServer({ databaseUrl }))
    expect(code).toBe('DATABASE_UNREACHABLE')
    expect(message).not.toContain('secret')
  })

  it('refuses a directory that cannot be created', async () => {
    const file = join(directory, 'file')
    writeFileSync(file, '')
    const dataDir = join(file, 'below')
    expect((await readFailure(() => startServer({ dataDir })))[0]).toBe('DATA_DIR_UNUSABLE')
  })
})

describe('a data directory', () => {
  it('survives a restart and is refused while in use', async () => {
    const dataDir = join(directory, 'data')
    const first = await startTestServer({ dataDir })
    const api = await first.createApi()
    const coupon = await api.create('/coupons', { name: 'Kept', percentOff: 20 })
    const [code, message] = await readFailure(() => startServer({ dataDir }))
    expect(code).toBe('DATA_DIR_IN_USE')
    expect(message).toContain(`in use by process ${process.pid}`)
    await first.server.close()

    const second = await startTestServer({ dataDir })
    const headers = { authorization: `Bearer ${api.key}` }
    expect((await second.send(`/coupons?id=${coupon['id']}`, { headers })).body).toEqual(coupon)
    expect(await second.server.admin.listPrograms()).toMatchObject([{ name: 'Acme' }])
    await second.server.close()
  })
})

describe('close', () => {
  it('can be called twice, and stops serving', async () => {
    const server = await startServer()
    await Promise.all([server.close(), server.close()])
    await expect(fetch(server.url)).rejects.toThrow('fetch failed')
  })

  it('leaves nothing open that keeps the process alive', async () => {
    const source = new URL('../src/index.ts', import.meta.url).href
    const script = `
      import { startServer } from ${JSON.stringify(source)}
      const server = await startServer()
      await (await fetch(server.url + '/coupons')).text()
      await server.close()
      process.stdout.write('closed')`
    const tsx = import.meta.resolve('tsx', import.meta.url)
    const args = [
      '--import',
      tsx,
      '--conditions=@referly-kit/source',
      '--input-type=module',
      '-e',
      script,
    ]
    const child = spawn(process.execPath, args, {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
    })
    let output = ''
    let problems = ''
    child.stdout.on('data', (chunk) => (output += String(chunk)))
    child.stderr.on('data', (chunk) => (problems += String(chunk)))
    const exit = await new Promise((resolve) => child.once('exit', resolve))
    expect({ exit, output, problems }).toEqual({ exit: 0, output: 'closed', problems: '' })
  })
})

describe('the log', () => {
  it('is off by default; when on, it has one JSON line per request without key, query, or body', async () => {
    const lines: string[] = []
    const app = await createApp({ logger: { write: (line) => lines.push(line) } })
    const { id } = await app.admin.createProgram({ name: 'Acme' })
    const { key } = await app.admin.createApiKey(id)
    const headers = { authorization: `Bearer ${key}` }
    await app.http.inject({ url: '/api/v1/affiliates?email=secret@example.com', headers })
    await app.close()
    expect(
      lines
        .join('')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([{ method: 'GET', path: '/api/v1/affiliates', status: 200 }])
    expect(lines.join('')).not.toMatch(/secret|rk_live/)
  })
})

describe('parseEnvironment', () => {
  it('reads variables and treats empty ones as absent', () => {
    const env = { REFERLY_DATA_DIR: './data', PORT: '3000', HOST: '', DATABASE_URL: undefined }
    expect(parseEnvironment(env)).toEqual({ dataDir: './data', port: 3000 })
    expect(parseEnvironment({ DATABASE_URL: 'postgres://x', HOST: '::' })).toEqual({
      databaseUrl: 'postgres://x',
      host: '::',
    })
  })

  it('reads limits, the management port, the log, and PostgreSQL settings', () => {
    const env = {
      REFERLY_RATE_LIMIT: '100',
      REFERLY_RATE_LIMIT_BURST: '300',
      REFERLY_MANAGEMENT_PORT: '9000',
      REFERLY_KEY_CACHE_MS: '0',
      REFERLY_LOG: '1',
      REFERLY_PREPARE: '0',
    }
    expect(parseEnvironment(env)).toEqual({
      rateLimit: { perSecond: 100, burst: 300 },
      managementPort: 9000,
      keyCacheMs: 0,
      logger: true,
      prepare: false,
    })
    expect(parseEnvironment({ REFERLY_RATE_LIMIT: '0', REFERLY_LOG: '0' })).toEqual({
      logger: false,
    })
  })

  it.each([
    ...['1', 'true', 'TRUE', 'yes', 'Yes', 'on', ' on '].map((text) => [text, true] as const),
    ...['0', 'false', 'False', 'no', 'NO', 'off', 'Off'].map((text) => [text, false] as const),
  ])('reads the switch %j as %s', (text, value) => {
    const env = { REFERLY_LOG: text, REFERLY_PREPARE: text }
    expect(parseEnvironment(env)).toEqual({ logger: value, prepare: value })
  })

  it.each(['2', 'y', 'enabled', 'tru', '-', 'null'])(
    'refuses %j for an on/off setting',
    (REFERLY_LOG) => {
      expect(() => parseEnvironment({ REFERLY_LOG })).toThrow(
        `\`REFERLY_LOG\` must be one of 1, true, yes, on, 0, false, no, off, but was "${REFERLY_LOG}".`,
      )
    },
  )

  it('reads trusted proxies as a number or as addresses', () => {
    expect(parseEnvironment({ REFERLY_TRUST_PROXY: '1' })).toEqual({ trustProxy: 1 })
    const trustProxy = '10.0.0.0/8,::1'
    expect(parseEnvironment({ REFERLY_TRUST_PROXY: trustProxy })).toEqual({ trustProxy })
  })
})

describe('listUnknownVariables', () => {
  it.each([
    ['REFERLY_LOGS', 'REFERLY_LOG'],
    ['REFERLY_RATELIMIT', 'REFERLY_RATE_LIMIT'],
    ['REFERLY_RATE_LIMT_BURST', 'REFERLY_RATE_LIMIT_BURST'],
    ['REFERLY_DATADIR', 'REFERLY_DATA_DIR'],
    ['REFERLY_DRAIN_DELAY', undefined],
    ['REFERLY_COLOR', undefined],
  ])('finds %s, which is close to %s', (name, nearest) => {
    const expected = nearest === undefined ? { name } : { name, nearest }
    expect(listUnknownVariables({ [name]: '1', PORT: '1', HOME: '/' })).toEqual([expected])
  })

  it('accepts every setting and the names of other programs', () => {
    const env = { REFERLY_API_KEY: 'k', REFERLY_LOG: '1', REFERLY_TRUST_PROXY: '1' }
    expect(listUnknownVariables(env, ['REFERLY_API_KEY'])).toEqual([])
  })

  it.each(['x', '-1', '65536', '1e3', '0x10'])('refuses PORT %s', (PORT) => {
    expect(() => parseEnvironment({ PORT })).toThrow(
      '`PORT` must be a whole number between 0 and 65535',
    )
  })
})

describe('admin', () => {
  it('refuses to create a key for an unknown program', async () => {
    const [code, message] = await readFailure(() => running.admin.createApiKey('nothing'))
    expect([code, message]).toEqual([
      'PROGRAM_NOT_FOUND',
      'No program with id "nothing". Create one, or call listPrograms for the existing ones.',
    ])
  })

  it.each([
    { name: ' ' },
    { name: 'x', currency: 'EURO' },
    { name: 'x', commissionRate: 101 },
    { name: 'x', commissionRate: Number.NaN },
  ])('refuses program %j', async (program) => {
    const [code] = await readFailure(() => running.admin.createProgram(program))
    expect(code).toBe('INVALID_OPTION')
  })

  it('creates distinct keys of 256 bits', async () => {
    const { id } = await running.admin.createProgram({ name: 'x' })
    const keys = await Promise.all(Array.from({ length: 20 }, () => running.admin.createApiKey(id)))
    expect(new Set(keys.map(({ key }) => key)).size).toBe(20)
    for (const { key } of keys) expect(key).toMatch(/^rk_live_[\w-]{43}$/)
  })
})

it('refuses a data directory below /proc promptly', async () => {
  const code = process.platform === 'linux' ? 'DATA_DIR_UNUSABLE' : undefined
  if (code === undefined) return
  await expect(startServer({ dataDir: '/proc/referly/data' })).rejects.toMatchObject({ code })
})

describe('an unreachable database', () => {
  it.each([
    ['mysql://ann:secret@127.0.0.1/x', 'must start with postgres://'],
    ['ann:secret@127.0.0.1/x', 'must start with postgres://'],
    ['postgres://ann:secret@no-such-host.invalid/x', 'the host '],
    ['postgres://ann:secret@127.0.0.1:1/x', 'nothing is listening on the port'],
  ])('is explained without the password: %s', async (databaseUrl, reason) => {
    const failure = await startServer({ databaseUrl }).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringContaining(reason),
    })
    expect(String(failure)).not.toContain('secret')
  })
})
