import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createApp } from '../../src/index.js'
import { migrate } from '../../src/store/migrate.js'
import { newestSchema } from '../../src/store/migrations.js'
import { openPglite } from '../../src/store/pglite/pglite.js'
import { openPostgres } from '../../src/store/postgres.js'
import { listDatabases } from '../databases.js'

it('refuses a schema that differs from the migrations of this version', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'referly-migrate-'))
  await (await createApp({ dataDir })).close()
  const database = await openPglite(dataDir)
  await database.query(`UPDATE schema_migrations SET checksum = 'other'`)
  await database.close()
  await expect(createApp({ dataDir })).rejects.toMatchObject({ code: 'MIGRATION_CHANGED' })
  // A refusal releases the directory, so that it can be opened again.
  await (await openPglite(dataDir)).close()
  rmSync(dataDir, { recursive: true, force: true })
})

it.each(listDatabases())('a server refuses a newer schema in %s', async (name, open) => {
  const { options, close } = open()
  const dataDir = mkdtempSync(join(tmpdir(), 'referly-newer-'))
  const place = name === 'PGlite' ? { dataDir } : options
  try {
    await (await createApp(place)).close()
    const database =
      options.databaseUrl === undefined
        ? await openPglite(dataDir)
        : await openPostgres({ databaseUrl: options.databaseUrl, prepare: true })
    await database.query(
      `INSERT INTO schema_migrations (version, checksum) VALUES (${newestSchema + 1}, 'later')`,
    )
    await database.close()
    const failure = await createApp(place).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: 'SCHEMA_TOO_NEW',
      message: expect.stringMatching(
        `^The schema of this database has version ${newestSchema + 1}, but this server supports versions up to ${newestSchema}\\. Install `,
      ),
    })
  } finally {
    close()
    rmSync(dataDir, { recursive: true, force: true })
  }
})

it('released steps of the schema never change', async () => {
  const database = await openPglite()
  await migrate(database)
  const text = 'SELECT version, checksum FROM schema_migrations ORDER BY version'
  expect((await database.query<object>(text)).slice(0, 2)).toEqual([
    { version: 1, checksum: 'f417d387b13c1736b52a4db7975af616e2896ecfd95e583314ab43c43028361a' },
    { version: 2, checksum: 'df60f15b1dc714bdec6128ae74c8be3018336652b132a046fcf08cd59ce9fb36' },
  ])
  await database.close()
})

const servers = listDatabases().filter(([name]) => name !== 'PGlite')

it(`starts several servers at once on a new database (databases tested: ${servers.length})`, async () => {
  for (const [, open] of servers) {
    const { options, close } = open()
    try {
      const apps = await Promise.all(Array.from({ length: 4 }, () => createApp(options)))
      const program = await apps[0]?.admin.createProgram({ name: 'Acme' })
      for (const { admin } of apps) expect(await admin.listPrograms()).toContainEqual(program)
      await Promise.all(apps.map((app) => app.close()))
    } finally {
      close()
    }
  }
})
