import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { isServerError } from '../../../src/index.js'
import { lockDataDirectory } from '../../../src/store/pglite/data-directory.js'
import { runScript, type ScriptProcess } from '../../processes.js'

const root = mkdtempSync(join(tmpdir(), 'referly-lock-'))
let directory = ''
let count = 0

beforeEach(() => {
  directory = join(root, `data-${++count}`)
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

const source = new URL('../../../src/store/pglite/data-directory.ts', import.meta.url).href

/** A process that tries once and then keeps running. */
function runContender(): ScriptProcess {
  return runScript(`
    import { lockDataDirectory } from ${JSON.stringify(source)}
    setInterval(() => {}, 1000)
    await lockDataDirectory(${JSON.stringify(directory)}).then(
      () => console.log('> held'),
      (error) => console.log('> ' + error.code),
    )`)
}

async function readOutcomes(contenders: readonly ScriptProcess[]): Promise<string[]> {
  const lines = await Promise.all(contenders.map((contender) => contender.readLine('> ')))
  return lines.toSorted()
}

async function kill(contenders: readonly ScriptProcess[]): Promise<void> {
  for (const { child } of contenders) child.kill('SIGKILL')
  await Promise.all(contenders.map(({ ended }) => ended))
}

describe('a data directory', () => {
  it.skipIf(process.platform === 'win32')(
    'can be read by its owner only, as can new ones above it',
    async () => {
      const release = await lockDataDirectory(join(directory, 'nested'))
      await release()
      const modes = [directory, join(directory, 'nested')].map(
        (path) => statSync(path).mode & 0o777,
      )
      expect(modes).toEqual([0o700, 0o700])
    },
  )

  it('is held by one of several processes and released when that one is killed', async () => {
    for (let round = 0; round < 2; round++) {
      const contenders = Array.from({ length: 4 }, runContender)
      expect(await readOutcomes(contenders)).toEqual([
        ...Array<string>(3).fill('> DATA_DIR_IN_USE'),
        '> held',
      ])
      await expect(lockDataDirectory(directory)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' })
      await kill(contenders)
    }
    await (
      await lockDataDirectory(directory)
    )()
  })

  it('goes to exactly one of many concurrent processes, whether it was new, released, or abandoned', async () => {
    for (let round = 0; round < 20; round++) {
      const asked = await Promise.allSettled(
        Array.from({ length: 20 }, () => lockDataDirectory(directory)),
      )
      const releases = asked.flatMap((outcome) =>
        outcome.status === 'fulfilled' ? [outcome.value] : [],
      )
      expect(releases).toHaveLength(1)
      for (const outcome of asked) {
        if (outcome.status === 'rejected') expect(isServerError(outcome.reason)).toBe(true)
      }
      await releases[0]?.()
    }
    expect(readdirSync(directory).filter((name) => name.endsWith('.lock'))).toHaveLength(1)
  })

  it('names the process that holds it', async () => {
    const release = await lockDataDirectory(directory)
    await expect(lockDataDirectory(directory)).rejects.toThrow(
      `Data directory ${directory} is in use by process ${process.pid}. Stop it or choose another directory.`,
    )
    await release()
  })

  it('may have a path longer than a socket address', async () => {
    directory = join(directory, 'x'.repeat(120))
    const release = await lockDataDirectory(directory)
    await expect(lockDataDirectory(directory)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' })
    await release()
    await (
      await lockDataDirectory(directory)
    )()
  })
})
