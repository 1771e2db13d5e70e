import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assertKey, readKey } from '../../src/api/api-key.js'
import { createRecordedContext, runInProcess } from '../referly-in-process.js'

let cwd = ''
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-key-'))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

const toUtf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le')

describe('readKey', () => {
  it.each([
    ['a line break at the end', Buffer.from('key1\r\n')],
    ['a UTF-8 byte order mark', Buffer.from('\uFEFFkey1')],
    ['UTF-16 from PowerShell 5', toUtf16('key1\r\n')],
    ['big-endian UTF-16', toUtf16('key1').swap16()],
    ['quotes', Buffer.from('"key1"\n')],
    ['a Bearer prefix', Buffer.from('Bearer key1')],
    ['the line of an .env file', Buffer.from("REFERLY_API_KEY='key1'\n")],
    ['the line of a shell script', Buffer.from('export REFERLY_API_KEY=key1')],
    ['the line of a PowerShell script', Buffer.from('$env:REFERLY_API_KEY = "key1"\r\n')],
    [
      'the output of serve',
      Buffer.from('REFERLY_BASE_URL=http://127.0.0.1:1/api/v1\nREFERLY_API_KEY=key1\nReady.\n'),
    ],
    ['an .env file in UTF-16', toUtf16('# keys\r\nREFERLY_API_KEY=key1\r\nOTHER=2\r\n')],
  ])('reads a key file with %s', async (_, bytes) => {
    await writeFile(join(cwd, 'key.txt'), bytes)
    expect(await readKey('key.txt', createRecordedContext({ cwd }).context)).toBe('key1')
  })
})

describe('an API key that cannot be sent', () => {
  it.each([
    ['key1\nkey2', 'but was 2 lines (from key.txt)'],
    ['my key', 'but was text with spaces (from key.txt)'],
    ['key…', 'but was text with the character U+2026 (from key.txt)'],
    ['', 'but was empty (from key.txt)'],
  ])('%j is refused with the file and the cause', async (text, cause) => {
    await writeFile(join(cwd, 'key.txt'), text)
    const { code, notes } = await runInProcess(['coupons', 'list', '--api-key-file', 'key.txt'], {
      cwd,
      env: { HOME: cwd, REFERLY_BASE_URL: 'http://127.0.0.1:1/api/v1' },
    })
    expect(notes).toContain(cause)
    expect(notes).not.toContain('my key')
    expect(code).toBe(4)
  })

  it('is never shown', () => {
    expect(() => assertKey('secret key', 'REFERLY_API_KEY', 'AUTHENTICATION')).toThrow(
      /^(?!.*secret).*\(from REFERLY_API_KEY\)\. Copy it again\.$/,
    )
  })
})
