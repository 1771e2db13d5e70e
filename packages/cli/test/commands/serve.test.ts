import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runReferly, startReferly } from '../referly-process.js'

const timeout = 60_000

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
  it(
    'takes port and directory from the environment, no directory twice, and shows a key once',
    { timeout },
    async () => {
      const env = { PORT: '0', REFERLY_DATA_DIR: 'once' }
      const first = startReferly(['serve'], { cwd, env })
      const [, url, key] = await first.until(
        /REFERLY_BASE_URL=(\S+)\nREFERLY_API_KEY=(\S+)[^]*Starting on once[^]*Ready/,
      )
      const headers = { authorization: `Bearer ${key}` }
      expect((await fetch(`${url}/coupons`, { headers })).status).toBe(200)
      const refused = await runReferly(['serve'], { cwd, env })
      expect(refused.stderr).toMatch(/\nError: [^\n]*in use by process \d+[^\n]*\n$/)
      expect(refused).toMatchObject({ code: 2, stdout: '' })
      first.child.kill('SIGTERM')
      expect(await first.ended).toBe(0)
    },
  )

  it(
    'stops on Ctrl-C with 130 although a client stays connected, and leaves neither process nor port',
    { timeout },
    async () => {
      const words = ['serve', '--port', '0', '--data', 'once', '--demo', '--json']
      const referly = startReferly(words, { cwd })
      await referly.until(/"baseUrl":.*\}\n[^]*Ready/)
      const { baseUrl, ...others } = JSON.parse(referly.stdout) as { baseUrl: string }
      expect(others).toEqual({})
      expect(referly.stderr).toContain('There are records already; --demo adds none.')
      expect((await fetch(`${baseUrl}/coupons`)).status).toBe(401)
      referly.child.kill('SIGINT')
      expect(await referly.ended).toBe(130)
      expect(referly.stderr).toMatch(/Stopped; the records stay in once\.\n$/)
      expect(() => process.kill(referly.child.pid ?? 0, 0)).toThrow('ESRCH')
      // Listening there ourselves would prove more, but any connection of the machine may take a free port.
      await expect(fetch(baseUrl)).rejects.toThrow('fetch failed')
    },
  )

  it('refuses a taken port in one sentence', { timeout }, async () => {
    const listener = await listen()
    const words = ['serve', '--port', String(listener.port), '--data', 'taken']
    const { code, stdout, stderr } = await runReferly(words, { cwd })
    listener.close()
    expect(stderr).toMatch(new RegExp(`\\nError: [^\\n]*${listener.port}[^\\n]*\\n$`))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it(
    'gives up on a PostgreSQL that does not answer, with 5 and without its password',
    { timeout },
    async () => {
      // Port 1 is nobody's; a port that was free a moment ago may be somebody's by now.
      const env = { DATABASE_URL: `postgres://ann:secret@127.0.0.1:1/referly` }
      const { code, stdout, stderr } = await runReferly(['serve', '--port', '0'], { cwd, env })
      expect(stderr).toMatch(/\nError: [^\n]+\n$/)
      expect(stderr).not.toContain('secret')
      expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
    },
  )
})
