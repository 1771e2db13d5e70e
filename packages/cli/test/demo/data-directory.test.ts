import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFreshDataDirectory } from '../../src/demo/data-directory.js'

let cwd = ''

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-data-'))
})

afterEach(async () => rm(cwd, { recursive: true, force: true }))

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(cwd, path, '..'), { recursive: true })
  await writeFile(join(cwd, path), text)
}

describe('the data directory of quickstart', () => {
  it('is created with a note about its purpose', async () => {
    const directory = await createFreshDataDirectory('.referly/quickstart', cwd)
    expect(directory).toBe(join(cwd, '.referly/quickstart'))
    expect(await readdir(directory)).toEqual(['QUICKSTART.txt'])
  })

  it('loses only the database of the last run', async () => {
    await createFreshDataDirectory('data', cwd)
    await write('data/pgdata/PG_VERSION', '17')
    await write('data/notes.txt', 'mine')
    await createFreshDataDirectory('data', cwd)
    expect((await readdir(join(cwd, 'data'))).toSorted()).toEqual(['QUICKSTART.txt', 'notes.txt'])
  })

  it('is refused when it contains a database that quickstart did not create', async () => {
    await write('data/pgdata/PG_VERSION', '17')
    await expect(createFreshDataDirectory('data', cwd)).rejects.toMatchObject({
      code: 'INVALID_DATA_DIRECTORY',
      message: expect.stringMatching(
        /^data contains data that quickstart did not create.*--data\.$/,
      ),
    })
    expect(existsSync(join(cwd, 'data/pgdata/PG_VERSION'))).toBe(true)
  })

  it('is refused while a process holds its lock', async () => {
    await createFreshDataDirectory('data', cwd)
    await write('data/pgdata/PG_VERSION', '17')
    const holder = createServer().listen(join(cwd, 'holder.sock'))
    await once(holder, 'listening')
    await write('data/server.1.lock', `${process.pid} ${join(cwd, 'holder.sock')}\n`)
    await expect(createFreshDataDirectory('data', cwd)).rejects.toMatchObject({
      code: 'INVALID_DATA_DIRECTORY',
      message: expect.stringContaining(`process ID ${process.pid}. Stop it`),
    })
    holder.close()
    expect(existsSync(join(cwd, 'data/pgdata/PG_VERSION'))).toBe(true)
  })

  it.each([['2147483000 /gone.sock\n'], ['1 /gone.sock\n'], ['released'], ['released\n']])(
    'is taken over from a process that has ended: lock %j',
    async (lock) => {
      await createFreshDataDirectory('data', cwd)
      await write('data/server.1.lock', lock)
      await expect(createFreshDataDirectory('data', cwd)).resolves.toBe(join(cwd, 'data'))
    },
  )

  it('is refused when a file has the same name', async () => {
    await write('data', 'a file')
    await expect(createFreshDataDirectory('data', cwd)).rejects.toMatchObject({
      code: 'INVALID_DATA_DIRECTORY',
      message: expect.stringMatching(/^data cannot be used as the data directory/),
    })
  })
})
