import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBackupHandlers } from '../../src/domain/backup-handlers.js'
import type { Call } from '../../src/domain/call.js'
import type { Store } from '../../src/domain/ports.js'
import { spool } from '../../src/spool.js'
import { newestSchema } from '../../src/store/migrations.js'
import { openStore } from '../../src/store/store.js'
import { listDatabases } from '../databases.js'
import { createSeed, readPieces, toNewCode, toReferral, toSale } from './records.js'

async function readBackup(store: Store): Promise<string[]> {
  const lines: string[] = []
  await store.backup(async (line) => void lines.push(line))
  return lines
}

async function fill(store: Store): Promise<string> {
  const seed = await createSeed(store)
  const data = store.forProgram(seed.programId)
  const codes = Array.from({ length: 1100 }, () => toNewCode(seed, { minimumAmount: 0.1 }))
  await Promise.all(codes.map((code) => data.promotionalCodes.insert(code)))
  const referral = toReferral(seed)
  await data.referrals.insert(referral)
  const sale = toSale(seed, { referralId: referral.id, externalId: 's' })
  await data.sales.insertAll([{ ...sale, id: await data.sales.takeNumbers(1) }])
  return seed.programId
}

const databases = listDatabases()

describe.each(databases)('a backup of %s', (name, open) => {
  it('restores the same rows into the other kind of database', async () => {
    const openOther = databases.find(([other]) => other !== name)?.[1] ?? open
    const [from, to] = [open(), openOther()]
    const [store, copy] = [await openStore(from.options), await openStore(to.options)]
    try {
      const programId = await fill(store)
      const lines = await readBackup(store)
      expect(lines.length).toBeGreaterThan(1100)
      await copy.restore(lines)
      const toRows = (texts: readonly string[]): unknown[] => texts.map((text) => JSON.parse(text))
      expect(toRows(await readBackup(copy))).toEqual(toRows(lines))
      const codes = await readPieces(store.forProgram(programId).promotionalCodes.list({}))
      expect(await readPieces(copy.forProgram(programId).promotionalCodes.list({}))).toEqual(codes)
      await expect(copy.restore(lines)).rejects.toMatchObject({ code: 'DATABASE_NOT_EMPTY' })
    } finally {
      await Promise.all([store.close(), copy.close()])
      from.close()
      to.close()
    }
  })
})

describe('a backup that is downloaded', () => {
  const program = { id: 'p' } as Call['program']
  const call = { program, now: new Date('2026-11-28T12:00:00Z') } as Call

  async function readText(pieces: AsyncIterable<Uint8Array>): Promise<string> {
    let text = ''
    for await (const piece of pieces) text += Buffer.from(piece).toString()
    return text
  }

  it('is written at the speed of the database, and read at the speed of the client', async () => {
    let written = 0
    const pieces = spool(async (write) => {
      for (let index = 0; index < 100; index++) {
        await write('x'.repeat(100_000))
        written++
      }
    })
    const { value = new Uint8Array() } = await pieces.next()
    await expect.poll(() => written).toBe(100)
    expect(value.length).toBeLessThan(1_000_000)
    expect(value.length + (await readText(pieces)).length).toBe(10_000_000)
  })

  it('keeps text and bytes in order, in memory and in the file', async () => {
    const parts = Array.from({ length: 300 }, (_, index) => `${index} ü ${'x'.repeat(10_000)}\n`)
    const pieces = spool(async (write) => {
      for (const [index, part] of parts.entries()) {
        await write(index % 3 === 0 ? Buffer.from(part) : part)
      }
    })
    const { value = new Uint8Array() } = await pieces.next()
    expect(Buffer.from(value).toString() + (await readText(pieces))).toBe(parts.join(''))
  })

  it('fails when the database does', async () => {
    const pieces = spool(async (write) => {
      await write('x'.repeat(300_000))
      throw new Error('the connection was closed')
    })
    await expect(readText(pieces)).rejects.toThrow('the connection was closed')
  })

  it('is limited to one at a time for each program, until its client leaves', async () => {
    let ended: unknown
    const backup: Store['backup'] = async (write, programId) => {
      expect(programId).toBe('p')
      try {
        for (;;) await write('x'.repeat(300_000))
      } catch (error) {
        ended = error
        throw error
      }
    }
    const { getBackup } = createBackupHandlers({ store: { backup } })
    const first = (await getBackup(call)).pieces[Symbol.asyncIterator]()
    await first.next()
    const second = (await getBackup(call)).pieces[Symbol.asyncIterator]()
    await expect(second.next()).rejects.toMatchObject({ code: 'BACKUP_RUNNING' })
    await first.return?.()
    expect(String(ended)).toContain('the reader has stopped')
    const third = (await getBackup(call)).pieces[Symbol.asyncIterator]()
    expect((await third.next()).done).toBe(false)
    await third.return?.()
  })
})

describe('a damaged backup', () => {
  let store: Store
  let lines: readonly string[]
  beforeAll(async () => {
    const source = await openStore({})
    await fill(source)
    lines = await readBackup(source)
    await source.close()
    store = await openStore({})
  })
  afterAll(() => store.close())

  const header = `{"format":"referly-kit-backup","schema":${newestSchema}}`
  const swap = (from: number, to: number): readonly string[] => {
    const copy = [...lines]
    ;[copy[from], copy[to]] = [copy[to] ?? '', copy[from] ?? '']
    return copy
  }
  it.each<[name: string, damage: () => readonly string[], reason: RegExp]>([
    ['is empty', () => [], /it is empty/],
    ['is some other file', () => ['{"a":1}'], /not the header/],
    ['is JSON without an object', () => ['null'], /not the header/],
    ['has only a header', () => [header], /incomplete: it ends after line 1/],
    ['is cut off before the last line', () => lines.slice(0, -1), /incomplete: it ends after/],
    ['is cut off many lines before the end', () => lines.slice(0, 9), /incomplete.*line 9/],
    [
      'is cut off within a row',
      () => [...lines.slice(0, 5), lines[5]?.slice(0, 40) ?? ''],
      /line 6 .*cut off/,
    ],
    [
      'is cut off within the last line',
      () => [...lines.slice(0, -1), lines.at(-1)?.slice(0, 20) ?? ''],
      /cut off/,
    ],
    ['lacks a row', () => lines.toSpliced(-3, 1), /Lines were removed or added/],
    ['lacks its header', () => lines.slice(1), /not the header/],
    ['repeats a row', () => lines.toSpliced(9, 0, lines[9] ?? ''), /breaks a rule/],
    ['has two rows swapped', () => swap(20, 21), /checksum/],
    ['has a row before the one it refers to', () => swap(1, 6), /breaks a rule/],
    [
      'has a changed amount',
      () => lines.map((line) => line.replace('"commission_rate":10', '"commission_rate":99')),
      /checksum/,
    ],
    [
      'has a changed number of rows',
      () => lines.map((line) => line.replace(/^\{"rows":\d+/, '{"rows":7')),
      /was written with 7/,
    ],
    ['is two backups in one file', () => [...lines, ...lines], /follows the last line/],
    [
      'has a newer schema',
      () => lines.map((line) => line.replace(/"schema":\d+/, '"schema":99')),
      /schema has version 99, but this server supports versions up to/,
    ],
    ['names an unknown table', () => [header, '{"table":"pg_class","row":{}}'], /known table/],
  ])('that %s is refused and changes nothing', async (_name, damage, reason) => {
    const damaged = damage()
    expect(damaged).not.toEqual(lines)
    const failure = await store.restore(damaged).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: 'BACKUP_UNUSABLE',
      message: expect.stringMatching(reason),
    })
    expect(await store.programs.list()).toEqual([])
  })

  it.each<[name: string, edit: () => readonly string[]]>([
    ['a byte order mark', () => [`\uFEFF${lines[0]}`, ...lines.slice(1)]],
    ['CRLF', () => lines.map((line) => `${line}\r`)],
    ['empty lines at the end', () => [...lines, '', '']],
  ])('is restored if an editor only added %s', async (_name, edit) => {
    const copy = await openStore({})
    await copy.restore(edit())
    expect(await copy.programs.list()).toHaveLength(1)
    expect(await readBackup(copy)).toHaveLength(lines.length)
    await copy.close()
  })
})
