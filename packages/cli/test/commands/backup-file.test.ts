import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeBackupFile } from '../../src/commands/backup-file.js'
import type { Context } from '../../src/context.js'

it('reports a file that can no longer be written after the backup has begun, and leaves nothing behind', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'referly-backup-'))
  const create = async (write: (piece: string) => Promise<void>): Promise<number> => {
    await write('{}\n')
    // Like a disk that becomes full, but without a disk of its own.
    await mkdir(join(cwd, 'all.jsonl'))
    return 1
  }
  const context = { cwd, output: { json: () => {}, note: () => {} } } as unknown as Context
  await expect(
    writeBackupFile({ path: 'all.jsonl', json: false, create }, context),
  ).rejects.toMatchObject({
    code: 'UNWRITABLE_FILE',
    message: expect.stringMatching(/^all\.jsonl cannot be written \(.+\)\. Choose another file\.$/),
  })
  expect(await readdir(cwd)).toEqual(['all.jsonl'])
  await rm(cwd, { recursive: true })
})
