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
    'reads port and directory from the environment, and refuses a directory in use',
    { timeout },
    async () => {
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
    },
  )

  it(
    'exits with 130 on Ctrl-C while a client is connected, and leaves no process or port behind',
    { timeout },
    async () => {
      const words = ['serve', '--port', '0', '--data', 'once', '--demo', '--json']
      const referly = startReferly(words, { cwd })
      await referly.until(/"baseUrl":.*\}\n[^]*Ready/)
      const { baseUrl, ...others } = JSON.parse(referly.stdout) as { baseUrl: string }
      expect(others).toEqual({})
      expect(referly.stderr).toContain('The database is not empty, so --demo adds nothing.')
      expect((await fetch(`${baseUrl}/coupons`)).status).toBe(401)
      referly.child.kill('SIGINT')
      expect(await referly.ended).toBe(130)
      expect(referly.stderr).toMatch(/Stopped\. The records are kept in once\.\n$/)
      expect(() => process.kill(referly.child.pid ?? 0, 0)).toThrow('ESRCH')
      // Listening on the port would prove more, but any connection of the machine may have taken it.
      await expect(fetch(baseUrl)).rejects.toThrow('fetch failed')
    },
  )

  it('refuses a port in use in one sentence', { timeout }, async () => {
    const listener = await listen()
    const words = ['serve', '--port', String(listener.port), '--data', 'taken']
    const { code, stdout, stderr } = await runReferly(words, { cwd })
    listener.close()
    expect(stderr).toMatch(new RegExp(`\\nError: [^\\n]*${listener.port}[^\\n]*\\n$`))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it(
    'exits with 5 when PostgreSQL does not respond, without showing the password',
    { timeout },
    async () => {
      // Nothing listens on port 1. A port that was free a moment ago may be in use by now.
      const env = { DATABASE_URL: `postgres://ann:secret@127.0.0.1:1/referly` }
      const { code, stdout, stderr } = await runReferly(['serve', '--port', '0'], { cwd, env })
      expect(stderr).toMatch(/\nError: [^\n]+\n$/)
      expect(stderr).not.toContain('secret')
      expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
    },
  )
})
