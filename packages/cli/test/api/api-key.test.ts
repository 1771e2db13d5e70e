import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readKey } from '../../src/api/connection.js'
import { createRecordedContext } from '../referly-in-process.js'

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
  ])('reads a key file with %s', async (_, bytes) => {
    await writeFile(join(cwd, 'key.txt'), bytes)
    expect(await readKey('key.txt', createRecordedContext({ cwd }).context)).toBe('key1')
  })
})
