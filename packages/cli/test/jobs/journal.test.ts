import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openJournal, readJournal, recoverJournal, type Journal } from '../../src/jobs/journal.js'
import { takeLock } from '../../src/jobs/lock.js'

let directory = ''
let path = ''

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'referly-journal-'))
  path = join(directory, 'journal.jsonl')
})

afterEach(async () => rm(directory, { recursive: true, force: true }))

const intent = (key: string, attempt = 1) => ({ type: 'intent' as const, key, attempt, at: 7 })
const created = (key: string) => ({
  type: 'outcome' as const,
  key,
  status: 'created' as const,
  attempts: 1,
})

async function open(): Promise<Journal> {
  return openJournal(await recoverJournal(path))
}

describe('a journal', () => {
  it('records which rows are in doubt and which are settled', async () => {
    const journal = await open()
    await Promise.all([journal.append(intent('a')), journal.append(intent('b'))])
    await journal.append(created('a'))
    await journal.close()
    const states = await readJournal(path)
    expect(states.get('a')).toMatchObject({ doubtSince: undefined, outcome: { status: 'created' } })
    expect(states.get('b')).toEqual({ attempts: 1, doubtSince: 7, outcome: undefined })
    expect(states.get('c')).toBeUndefined()
  })

  it('keeps the same states in memory as on disk', async () => {
    await writeFile(path, `${JSON.stringify(intent('a'))}\n`)
    const journal = await open()
    await journal.append(intent('b', 2))
    journal.note(created('a'))
    await journal.close()
    expect(journal.states).toEqual(await readJournal(path))
    expect([...journal.states.keys()]).toEqual(['a', 'b'])
  })

  it('flushes notes in order, with the next record and when it is closed', async () => {
    const journal = await open()
    journal.note(created('a'))
    await journal.append(intent('b'))
    journal.note(created('b'))
    await journal.close()
    const lines = [created('a'), intent('b'), created('b')].map((line) => JSON.stringify(line))
    expect(await readFile(path, 'utf8')).toBe(`${lines.join('\n')}\n`)
  })

  it('is on disk when append resolves', async () => {
    const journal = await open()
    await journal.append(intent('a'))
    expect(await readFile(path, 'utf8')).toBe(`${JSON.stringify(intent('a'))}\n`)
    await journal.close()
  })

  it.each(['{"type":"int', '{', '{"type":"outcome","key":"b"'])(
    'is recovered without the incomplete last line that a crash left: %s',
    async (torn) => {
      await writeFile(path, `${JSON.stringify(intent('a'))}\n${torn}`)
      expect([...(await readJournal(path)).keys()]).toEqual(['a'])
      const journal = await open()
      await journal.append(created('a'))
      await journal.close()
      expect((await readJournal(path)).get('a')?.outcome).toMatchObject({ status: 'created' })
      expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(3)
    },
  )

  it('is refused when it is damaged in the middle', async () => {
    await writeFile(path, `{"type":"int\n${JSON.stringify(intent('a'))}\n`)
    await expect(readJournal(path)).rejects.toThrow(/damaged in the middle/)
    await expect(recoverJournal(path)).rejects.toThrow(/damaged in the middle/)
  })

  it('is empty when the file does not exist', async () => {
    expect((await readJournal(path)).size).toBe(0)
    expect((await recoverJournal(path)).states.size).toBe(0)
  })
})

describe('a lock', () => {
  it('is held by one process at a time, and can be taken again after its release', async () => {
    const lock = join(directory, 'lock')
    const unlock = await takeLock(lock, 'Job 1')
    const holder = JSON.parse(await readFile(lock, 'utf8')) as object
    // Another running process on this machine: the one that started the tests.
    await writeFile(lock, JSON.stringify({ ...holder, pid: process.ppid }))
    await expect(takeLock(lock, 'Job 1')).rejects.toThrow(/Job 1 is being run by process \d+/)
    await unlock()
    await (
      await takeLock(lock, 'Job 1')
    )()
  })

  it.each(['', '{"pid":999999999,"host":"HOST"}', 'no JSON'])(
    'of a dead process is taken over: %s',
    async (text) => {
      const lock = join(directory, 'lock')
      await appendFile(lock, text.replace('HOST', hostname()))
      await (
        await takeLock(lock, 'Job 1')
      )()
    },
  )

  it('of another machine is respected, because its processes cannot be seen', async () => {
    const lock = join(directory, 'lock')
    await writeFile(lock, '{"pid":999999999,"host":"elsewhere.example"}')
    await expect(takeLock(lock, 'Job 1')).rejects.toThrow(/on elsewhere\.example/)
  })
})
