import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { Agent, request as send } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { settings } from '@referly-kit/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { variablesWithoutOption } from '../../src/commands/serve.js'
import { useNewAdmin } from '../../src/server/local-server.js'
import { runInProcess } from '../referly-in-process.js'
import { runReferly, startReferly, type ReferlyProcess } from '../referly-process.js'

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-serve-'))
})

afterAll(async () => rm(cwd, { recursive: true, force: true }))

async function listen(): Promise<AddressInfo & { close(): void }> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return { ...(listener.address() as AddressInfo), close: () => void listener.close() }
}

describe('referly serve', () => {
  it('reads port and directory from the environment, and refuses a directory in use', async () => {
    const env = { PORT: '0', REFERLY_DATA_DIR: 'once' }
    const first = startReferly(['serve'], { cwd, env })
    const [, url, key] = await first.until(
      /REFERLY_BASE_URL=(\S+)\nREFERLY_API_KEY=(\S+)[^]*Starting a server on once[^]*Ready/,
    )
    const headers = { authorization: `Bearer ${key}` }
    expect((await fetch(`${url}/coupons`, { headers })).status).toBe(200)
    const refused = await runReferly(['serve'], { cwd, env })
    expect(refused.stderr).toMatch(/\nError: [^\n]*in use by process \d+[^\n]*\n$/)
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)
  })

  it('prints a link that signs in to the console once', async () => {
    const referly = startReferly(['serve', '--port', '0', '--data', 'console'], { cwd })
    const [, url = ''] = await referly.until(/Open the console[^\n]*\n {2}(http\S+)\n[^]*Ready/)
    const { origin, pathname, hash } = new URL(url)
    expect(pathname).toBe('/')
    const body = new URLSearchParams({ link: hash.replace('#/sign-in/', '') })
    const signIn = async (): Promise<string | null> => {
      const init = { method: 'POST', body, headers: { origin }, redirect: 'manual' } as const
      return (await fetch(`${origin}/console/sign-in`, init)).headers.get('location')
    }
    expect(await signIn()).toBe('/')
    expect(await signIn()).toBe('/#/sign-in?problem=link')
    referly.child.kill('SIGTERM')
    expect(await referly.ended).toBe(0)
  })

  it('serves the API alone with --no-console', async () => {
    const words = ['serve', '--port', '0', '--data', 'console', '--no-console']
    const referly = startReferly(words, { cwd })
    const [, url = ''] = await referly.until(/REFERLY_BASE_URL=(\S+)\n[^]*Ready/)
    expect(referly.stderr).not.toContain('Open the console')
    expect((await fetch(new URL('/', url))).status).toBe(404)
    referly.child.kill('SIGTERM')
    expect(await referly.ended).toBe(0)
  })

  it.each([
    { option: '--webhooks-allow-private', status: 201 },
    { option: '--no-console', status: 400 },
  ])('responds with $status to a private webhook URL with $option', async (row) => {
    const words = ['serve', '--port', '0', '--data', `webhooks-${row.status}`, row.option]
    const referly = startReferly(words, { cwd })
    const [, url = '', key] = await referly.until(
      /REFERLY_BASE_URL=(\S+)\nREFERLY_API_KEY=(\S+)[^]*Ready/,
    )
    const { status } = await fetch(new URL('/api/kit/v1/webhooks', url), {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: 'http://127.0.0.1:3000/hook', events: ['sale.created'] }),
    })
    expect(status).toBe(row.status)
    referly.child.kill('SIGTERM')
    expect(await referly.ended).toBe(0)
  })

  // Other systems have no second loopback address.
  const hasAddress = process.platform === 'linux'

  it.runIf(hasAddress)('listens on the given host, and limits requests', async () => {
    const words = ['serve', '--port', '0', '--host', '127.0.0.2', '--rate-limit', '1']
    const referly = startReferly([...words, '--data', 'limited'], { cwd })
    const [, url, key] = await referly.until(
      /REFERLY_BASE_URL=(http:\/\/127\.0\.0\.2:\S+)\nREFERLY_API_KEY=(\S+)[^]*Ready/,
    )
    const headers = { authorization: `Bearer ${key}` }
    const responses = await Promise.all(
      Array.from({ length: 10 }, () => fetch(`${url}/coupons`, { headers })),
    )
    expect(responses.map(({ status }) => status)).toContain(429)
    referly.child.kill('SIGTERM')
    expect(await referly.ended).toBe(0)
  })

  it('exits with 130 on Ctrl-C while a client is connected, and leaves no process or port behind', async () => {
    const words = ['serve', '--port', '0', '--data', 'once', '--demo', '--json']
    const referly = startReferly(words, { cwd })
    await referly.until(/"baseUrl":.*\}\n[^]*Ready/)
    const { baseUrl, ...others } = JSON.parse(referly.stdout) as { baseUrl: string }
    expect(others).toEqual({})
    expect(referly.stderr).toContain('The database is not empty, so --demo added nothing.')
    expect((await fetch(`${baseUrl}/coupons`)).status).toBe(401)
    referly.child.kill('SIGINT')
    expect(await referly.ended).toBe(130)
    expect(referly.stderr).toMatch(/Stopped\. The records are kept in once\.\n$/)
    expect(() => process.kill(referly.child.pid ?? 0, 0)).toThrow('ESRCH')
    // Listening on the port would prove more, but any connection on the machine may have taken it.
    await expect(fetch(baseUrl)).rejects.toThrow('fetch failed')
  })

  it('stores a profile for the next terminal, keeps other profiles, and finds its own after a restart', async () => {
    const other = { apiKey: 'other', baseUrl: 'http://127.0.0.1:9/api/v1' }
    const config = join(cwd, 'profiles', 'config.json')
    await mkdir(dirname(config))
    await writeFile(config, JSON.stringify({ profiles: { local: other } }), { mode: 0o600 })
    const { port, close } = await listen()
    close()
    const env = { REFERLY_CONFIG_DIR: dirname(config), PORT: String(port) }
    const start = (data: string): ReferlyProcess =>
      startReferly(['serve', '--data', data], { cwd, env })
    const hint = /From another terminal:\n {2}\S.* (coupons list --profile (\S+))\n[^]*Ready/

    const first = start('profiled')
    const [, words = '', name] = await first.until(hint)
    expect(first.stderr).toContain('Stored the key as the profile local-2. From another terminal:')
    const listed = await runReferly(words.split(' '), {
      cwd,
      env: { ...env, REFERLY_API_KEY: '' },
    })
    expect(listed).toMatchObject({ code: 0, stderr: 'No results.\n' })
    first.child.kill('SIGTERM')
    await first.ended

    const again = start('profiled')
    expect((await again.until(hint))[2]).toBe(name)
    again.child.kill('SIGTERM')
    await again.ended
    const { profiles } = JSON.parse(await readFile(config, 'utf8')) as { profiles: object }
    expect(Object.keys(profiles)).toEqual(['local', 'local-2'])
    expect(profiles).toHaveProperty('local', other)
    expect(profiles).toHaveProperty('local-2.currency', 'USD')

    // A server at the same address whose database has other keys.
    await useNewAdmin({ dataDir: join(cwd, 'unknown') }, (admin) =>
      admin.createProgram({ name: 'Acme' }),
    )
    const unknown = start('unknown')
    await unknown.until(
      /API keys are shown only once\. To create another, stop the server and run:\n {2}\S.* admin keys create --data unknown\n/,
    )
    unknown.child.kill('SIGTERM')
    await unknown.ended
  })

  it("applies Referly's documented limits with --limits", async () => {
    const words = ['serve', '--data', 'rehearsal', '--port', '0', '--limits', 'referly']
    const referly = startReferly(words, { cwd })
    const [, url = ''] = await referly.until(/(http:\/\/\S+\/api\/v1)/)
    const [, key = ''] = await referly.until(/(rk_live_[\w-]+)\s/)
    const headers = { authorization: `Bearer ${key}` }
    const statuses: number[] = []
    for (let request = 0; request < 21; request++) {
      statuses.push((await fetch(`${url}/sales`, { headers })).status)
    }
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 200), 429])
    referly.child.kill('SIGTERM')
    await referly.ended
  })

  it('ends immediately when Ctrl-C is pressed twice in a row', async () => {
    const env = { REFERLY_DRAIN_DELAY_MS: '600000', PORT: '0' }
    const referly = startReferly(['serve', '--data', 'twice'], { cwd, env })
    await referly.until(/Ready/)
    referly.child.kill('SIGINT')
    await referly.until(/Stopping \.\.\./)
    referly.child.kill('SIGINT')
    expect(await referly.ended).toBe(130)
  })

  it('refuses a port in use in one sentence', async () => {
    const listener = await listen()
    const words = ['serve', '--port', String(listener.port), '--data', 'taken']
    const { code, stdout, stderr } = await runReferly(words, { cwd })
    listener.close()
    expect(stderr).toMatch(new RegExp(`\\nError: [^\\n]*${listener.port}[^\\n]*\\n$`))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it('exits with 5 when PostgreSQL does not respond, without showing the password', async () => {
    // Nothing listens on port 1. A port that was free a moment ago may be in use by now.
    const env = { DATABASE_URL: `postgres://ann:secret@127.0.0.1:1/referly` }
    const { code, stdout, stderr } = await runReferly(['serve', '--port', '0'], { cwd, env })
    expect(stderr).toMatch(/\nError: [^\n]+\n$/)
    expect(stderr).not.toContain('secret')
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
  })

  it('writes only the log to stdout under load, and the key to stderr', async () => {
    const env = { REFERLY_LOG: 'Yes', REFERLY_LGO: '1', REFERLY_API_KEY: 'rk_live_other' }
    const words = ['serve', '--port', '0', '--data', 'logged', '--demo']
    const referly = startReferly(words, { cwd, env })
    await referly.until(/Ready/)
    const [, url, key] =
      /REFERLY_BASE_URL=(\S+)\nREFERLY_API_KEY=(\S+)\n/.exec(referly.stderr) ?? []
    const headers = { authorization: `Bearer ${key}` }
    const work = async (): Promise<void> => {
      for (let i = 0; i < 10; i++) await (await fetch(`${url}/affiliates`, { headers })).text()
    }
    await Promise.all(Array.from({ length: 32 }, work))
    referly.child.kill('SIGTERM')
    expect(await referly.ended).toBe(0)
    const lines = referly.stdout.split('\n').slice(0, -1)
    const read = lines
      .filter((line) => line.includes('"status":200'))
      .map((line) => JSON.parse(line))
    expect(lines.map((line) => typeof JSON.parse(line))).not.toContain('string')
    expect(read.length).toBeGreaterThanOrEqual(320)
    expect(referly.stdout).not.toContain('rk_live')
    expect(referly.stderr).toContain(
      'Warning: REFERLY_LGO is not a setting and has no effect. Did you mean REFERLY_LOG?\n',
    )
    expect(referly.stderr).not.toContain('REFERLY_API_KEY is not')
  })

  it.each(['0', '300'])(
    'resets none of 32 kept-alive connections on SIGTERM, with a drain delay of %s ms',
    async (delay) => {
      const env = { PORT: '0', REFERLY_DRAIN_DELAY_MS: delay, REFERLY_RATE_LIMIT: '0' }
      const referly = startReferly(['serve', '--data', 'drained'], { cwd, env })
      const [, url = ''] = await referly.until(/REFERLY_BASE_URL=(\S+)[^]*Ready/)
      const agent = new Agent({ keepAlive: true, maxSockets: 32 })
      const resets: unknown[] = []
      let [answered, closing] = [0, 0]
      const get = (): Promise<boolean> =>
        new Promise((resolve) => {
          const request = send(`${url}/coupons`, { agent }, (response) => {
            answered++
            if (response.headers.connection === 'close') closing++
            response.resume().on('end', () => resolve(true))
          })
          request.on('error', (error: NodeJS.ErrnoException) => {
            // The operating system resets connections that are still waiting to be accepted when the port closes.
            if (request.reusedSocket) resets.push(error.code)
            resolve(false)
          })
          request.end()
        })
      const work = async (): Promise<void> => {
        while (await get());
      }
      const clients = Promise.all(Array.from({ length: 32 }, work))
      await expect.poll(() => answered).toBeGreaterThan(320)
      referly.child.kill('SIGTERM')
      expect(await referly.ended).toBe(0)
      await clients
      agent.destroy()
      expect(resets).toEqual([])
      expect(closing).toBeGreaterThan(0)
    },
  )

  it('lists every setting in its help', async () => {
    const { out } = await runInProcess(['serve', '--help'], { cwd })
    const variables = Object.values(settings).flatMap((setting) =>
      'variable' in setting ? [setting.variable] : [],
    )
    expect(variables.filter((name) => !out.includes(name))).toEqual([])
    const names: readonly string[] = variables
    expect(variablesWithoutOption.filter((name) => !names.includes(name))).toEqual([])
  })
})
