import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runReferly, startReferly } from '../referly-process.js'

const timeout = 60_000

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-serve-'))
})

afterAll(async () => rm(cwd, { recursive: true, force: true }))

async function listenOn(port: number): Promise<AddressInfo & { close(): void }> {
  const listener = createServer().listen(port, '127.0.0.1')
  await once(listener, 'listening')
  return { ...(listener.address() as AddressInfo), close: () => void listener.close() }
}

describe('referly serve', () => {
  it('prints its address and, once, a key that works', { timeout }, async () => {
    const words = ['serve', '--port', '0', '--data', 'once']
    const first = startReferly(words, { cwd })
    const [, url, key] = await first.until(/REFERLY_BASE_URL=(\S+)\nREFERLY_API_KEY=(\S+)[^]*Ready/)
    const headers = { authorization: `Bearer ${key}` }
    expect((await fetch(`${url}/coupons`, { headers })).status).toBe(200)
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)

    const second = startReferly(words, { cwd })
    const [, again] = await second.until(/REFERLY_BASE_URL=(\S+)[^]*Ready/)
    expect((await fetch(`${again}/coupons`, { headers })).status).toBe(200)
    second.child.kill('SIGTERM')
    await second.ended
    expect(second.stdout).toBe(`REFERLY_BASE_URL=${again}\n`)
  })

  it(
    'stops on Ctrl-C with 130 although a client stays connected, and leaves neither process nor port',
    { timeout },
    async () => {
      const referly = startReferly(['serve', '--port', '0', '--data', 'interrupted'], { cwd })
      const [, port] = await referly.until(/REFERLY_BASE_URL=http:\/\/127\.0\.0\.1:(\d+)[^]*Ready/)
      await (await fetch(`http://127.0.0.1:${port}/api/v1/coupons`)).text()
      referly.child.kill('SIGINT')
      expect(await referly.ended).toBe(130)
      expect(referly.stderr).toMatch(/Stopped; the records stay in interrupted\.\n$/)
      expect(() => process.kill(referly.child.pid ?? 0, 0)).toThrow('ESRCH')
      const listener = await listenOn(Number(port))
      listener.close()
    },
  )

  it('refuses a taken port in one sentence', { timeout }, async () => {
    const listener = await listenOn(0)
    const words = ['serve', '--port', String(listener.port), '--data', 'taken']
    const { code, stdout, stderr } = await runReferly(words, { cwd })
    listener.close()
    expect(stderr).toMatch(new RegExp(`\\nError: [^\\n]*${listener.port}[^\\n]*\\n$`))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it(
    'takes port and directory from the environment, and no directory twice',
    { timeout },
    async () => {
      const env = { PORT: '0', REFERLY_DATA_DIR: 'shared' }
      const first = startReferly(['serve'], { cwd, env })
      await first.until(/Starting on shared[^]*Ready/)
      const { code, stdout, stderr } = await runReferly(['serve'], { cwd, env })
      expect(stderr).toMatch(/\nError: [^\n]*in use by process \d+[^\n]*\n$/)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      first.child.kill('SIGTERM')
      expect(await first.ended).toBe(0)
    },
  )

  it(
    'gives up on a PostgreSQL that does not answer, with 5 and without its password',
    { timeout },
    async () => {
      const { port, close } = await listenOn(0)
      close()
      const env = { DATABASE_URL: `postgres://ann:secret@127.0.0.1:${port}/referly` }
      const { code, stdout, stderr } = await runReferly(['serve', '--port', '0'], { cwd, env })
      expect(stderr).toMatch(/\nError: [^\n]+\n$/)
      expect(stderr).not.toContain('secret')
      expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
    },
  )
})
