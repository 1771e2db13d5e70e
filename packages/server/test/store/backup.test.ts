import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src/domain/ports.js'
import { openStore } from '../../src/store/store.js'
import { listDatabases } from '../databases.js'
import { createSeed, readPieces, toCode, toReferral, toSale } from './records.js'

async function readBackup(store: Store): Promise<string[]> {
  const lines: string[] = []
  await store.backup(async (line) => void lines.push(line))
  return lines
}

async function fill(store: Store): Promise<string> {
  const seed = await createSeed(store)
  const data = store.forProgram(seed.programId)
  const codes = Array.from({ length: 1100 }, () => toCode(seed, { minimumAmount: 0.1 }))
  await Promise.all(codes.map((code) => data.promotionalCodes.insert(code)))
  const referral = toReferral(seed)
  await data.referrals.insert(referral)
  const sale = toSale(seed, { referralId: referral.id, externalId: 's' })
  await data.transaction((inside) => inside.sales.insert(sale))
  return seed.programId
}

const databases = listDatabases()

describe.each(databases)('a backup of %s', (name, open) => {
  it('restored into the other kind of database is the same', async () => {
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

describe('a backup that is not whole', () => {
  let store: Store
  beforeAll(async () => {
    store = await openStore({})
  })
  afterAll(() => store.close())

  const header = '{"format":"referly-kit-backup","schema":1}'
  it.each([
    ['nothing', []],
    ['another file', ['{"a":1}']],
    ['another schema', ['{"format":"referly-kit-backup","schema":99}']],
    ['a line that is cut off', [header, '{"table":"programs","row":{"program_id":"']],
    ['a table that is none', [header, '{"table":"pg_class","row":{}}']],
  ])('%s is refused and leaves nothing behind', async (_name, lines) => {
    await expect(store.restore(lines)).rejects.toMatchObject({ code: 'BACKUP_UNUSABLE' })
    expect(await store.programs.list()).toEqual([])
  })
})
