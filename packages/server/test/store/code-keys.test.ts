import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createApp, isServerError, renamePromotionalCode } from '../../src/index.js'
import type { Database, Queryable } from '../../src/store/database.js'
import { migrate } from '../../src/store/migrate.js'
import { createStore, openDatabase, openStore } from '../../src/store/store.js'
import { listDatabases } from '../databases.js'
import { createId, readPieces } from './records.js'
import { createVersion1, openEmpty, readVersion1Backup } from './version-1.js'

async function readKeys(database: Database): Promise<unknown[]> {
  const text = 'SELECT code, code_key FROM promotional_codes ORDER BY code COLLATE "C"'
  return (await database.query<{ code: string; code_key: string }>(text)).map((row) => [
    row.code,
    row.code_key,
  ])
}

/** Fails like a process that is killed before the statement with this number. */
function interruptAt(database: Database, statement: number): Database {
  let count = 0
  const interrupt = (session: Queryable): Queryable => ({
    query(text, values) {
      count++
      if (count === statement) throw new Error('interrupted')
      return session.query(text, values)
    },
  })
  return {
    ...interrupt(database),
    transaction: (work) =>
      database.transaction((session, commitWith) => work(interrupt(session), commitWith)),
    queryWith: database.queryWith,
    isolate: (work) => database.isolate((session) => work(interrupt(session))),
    close: async () => {},
  }
}

describe.each(listDatabases())('a database of version 1 in %s', (_name, open) => {
  const use = async (work: (database: Database) => Promise<void>): Promise<void> => {
    const { options, close } = open()
    const database = await openEmpty(options)
    try {
      await work(database)
    } finally {
      await database.close()
      close()
    }
  }

  it('finds codes by their new keys after the migration', () =>
    use(async (database) => {
      // More than one batch, and codes that change in the first and in the last one.
      const plain = Array.from({ length: 2500 }, (_, index) => `Plain${index}`)
      const codes = ['Straße', ...plain, ' Padded ', 'ＷＩＤＥ', 'cafe\u0301']
      const [programId = ''] = await createVersion1(database, [codes, ['STRASSE']])
      await migrate(database)
      const { promotionalCodes } = createStore(database).forProgram(programId)
      for (const [typed, code] of [
        ['STRASSE', 'Straße'],
        ['padded', ' Padded '],
        ['wide', 'ＷＩＤＥ'],
        ['CAFÉ', 'cafe\u0301'],
        ['plain2499', 'Plain2499'],
      ] as const) {
        expect(await promotionalCodes.find(typed)).toMatchObject({ code: { code } })
        expect(await readPieces(promotionalCodes.list({ code: typed }))).toMatchObject([{ code }])
      }
      const rest = await database.query(
        `SELECT 1 FROM pg_class WHERE relname = 'changed_code_keys'`,
      )
      expect(rest).toEqual([])
    }))

  it('is migrated after all but one of the colliding codes were renamed', async () => {
    const { options, close } = open()
    const dataDir = mkdtempSync(join(tmpdir(), 'referly-keys-'))
    const place = options.databaseUrl === undefined ? { dataDir } : options
    try {
      const database = await openEmpty(place)
      await createVersion1(database, [['Straße', 'STRASSE', 'Strasse2']])
      await database.close()
      const failure: unknown = await createApp(place).catch((error: unknown) => error)
      if (!isServerError(failure, 'CODES_COLLIDE')) throw failure
      const [, id = ''] = /"STRASSE" \(([^)]*)\)/.exec(failure.message) ?? []
      const rename = (code: string): Promise<boolean> => renamePromotionalCode(place, { id, code })
      await expect(rename('a\u200bb')).rejects.toMatchObject({ code: 'INVALID_INPUT' })
      await expect(rename('strasse2')).rejects.toMatchObject({ code: 'DUPLICATE' })
      expect(await renamePromotionalCode(place, { id: createId(), code: 'x' })).toBe(false)
      expect(await renamePromotionalCode(place, { id: 'STRASSE', code: 'x' })).toBe(false)
      expect(await rename('Road')).toBe(true)
      await (await createApp(place)).close()
      const migrated = await openDatabase(place)
      expect(await readKeys(migrated)).toEqual([
        ['Road', 'ROAD'],
        ['Strasse2', 'STRASSE2'],
        ['Straße', 'STRASSE'],
      ])
      await migrated.close()
    } finally {
      close()
      rmSync(dataDir, { recursive: true, force: true })
    }
  })

  it('can exchange keys', () =>
    use(async (database) => {
      await createVersion1(database, [['A', 'B']])
      await database.query(`UPDATE promotional_codes SET code_key = 'x' WHERE code = 'A'`)
      await database.query(`UPDATE promotional_codes SET code_key = 'A' WHERE code = 'B'`)
      await database.query(`UPDATE promotional_codes SET code_key = 'B' WHERE code = 'A'`)
      await migrate(database)
      expect(await readKeys(database)).toEqual([
        ['A', 'A'],
        ['B', 'B'],
      ])
    }))

  it('reports all codes that collide, and changes nothing', () =>
    use(async (database) => {
      const [first = '', second = ''] = await createVersion1(database, [
        ['Straße', 'STRASSE', 'other', 'ＡＢＣ', 'abc', 'abc '],
        ['x', ' x'],
      ])
      const before = await readKeys(database)
      const failure: unknown = await migrate(database).catch((error: unknown) => error)
      if (!isServerError(failure, 'CODES_COLLIDE')) throw failure
      const id = String.raw`\([\da-f-]{36}\)`
      const inFirst = String.raw`in the program "Acme" \(${first}\)`
      const lines = failure.message.split('\n')
      expect(lines).toEqual([
        expect.stringMatching(/^This version treats these promotional codes as the same/),
        expect.stringMatching(`^  "ＡＢＣ" ${id} and "abc" ${id} and "abc " ${id} ${inFirst}$`),
        expect.stringMatching(`^  "Straße" ${id} and "STRASSE" ${id} ${inFirst}$`),
        expect.stringMatching(`^  "x" ${id} and " x" ${id} in the program "Acme" \\(${second}\\)$`),
        expect.stringMatching(/^Nothing was changed\. Rename .*referly admin codes rename ID CODE/),
      ])
      expect(await readKeys(database)).toEqual(before)
    }))

  it('changes nothing when the migration is interrupted, and is migrated by the next start', () =>
    use(async (database) => {
      await createVersion1(database, [['Straße', 'b ', 'c']])
      const before = await readKeys(database)
      let interruptions = 0
      for (let statement = 5; ; statement++) {
        const failure = await migrate(interruptAt(database, statement)).catch(String)
        if (failure === undefined) break
        interruptions++
        expect(failure).toBe('Error: interrupted')
        expect(await readKeys(database)).toEqual(before)
      }
      expect(interruptions).toBeGreaterThan(8)
      expect(await readKeys(database)).toEqual([
        ['Straße', 'STRASSE'],
        ['b ', 'B'],
        ['c', 'C'],
      ])
    }))

  it('is migrated once by processes that start at the same time', async () => {
    const { options, close } = open()
    const first = await openEmpty(options)
    const databases = [first]
    try {
      await createVersion1(first, [['Straße', 'b']])
      for (let count = 0; count < 3 && options.databaseUrl !== undefined; count++) {
        databases.push(await openEmpty(options))
      }
      await Promise.all(databases.map((database) => migrate(database)))
      expect(await readKeys(first)).toEqual([
        ['Straße', 'STRASSE'],
        ['b', 'B'],
      ])
    } finally {
      for (const database of databases) await database.close()
      close()
    }
  })
})

describe.each(listDatabases())('a backup of version 1 restored into %s', (_name, open) => {
  const createBackup = async (codes: readonly string[]): Promise<readonly string[]> => {
    const database = await openEmpty({})
    await createVersion1(database, [codes])
    const lines = await readVersion1Backup(database)
    await database.close()
    return lines
  }

  it('has the new keys, and nothing temporary is left', async () => {
    const codes = [...Array.from({ length: 1500 }, (_, index) => `Plain${index}`), 'Straße', ' b ']
    const lines = await createBackup(codes)
    const { options, close } = open()
    const store = await openStore(options)
    try {
      expect(await store.restore(lines)).toBe(lines.length - 2)
      const [program] = await store.programs.list()
      const { promotionalCodes } = store.forProgram(program?.id ?? '')
      expect(await promotionalCodes.find('strasse')).toMatchObject({ code: { code: 'Straße' } })
      expect(await promotionalCodes.find('B')).toMatchObject({ code: { code: ' b ' } })
      expect(await readPieces(promotionalCodes.list({}))).toHaveLength(codes.length)
      const backup: string[] = []
      expect(await store.backup(async (line) => void backup.push(line))).toBe(lines.length - 2)
    } finally {
      await store.close()
      close()
    }
  })

  it('is refused when codes collide, and the database stays empty', async () => {
    const lines = await createBackup(['Straße', 'STRASSE', 'a'])
    const { options, close } = open()
    const store = await openStore(options)
    try {
      await expect(store.restore(lines)).rejects.toMatchObject({
        code: 'CODES_COLLIDE',
        message: expect.stringMatching(/"Straße" .* and "STRASSE" /),
      })
      expect(await store.programs.list()).toEqual([])
      const next = await createBackup(['Straße'])
      expect(await store.restore(next)).toBe(next.length - 2)
    } finally {
      await store.close()
      close()
    }
  })
})
