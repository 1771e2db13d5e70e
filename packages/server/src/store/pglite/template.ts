import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { PGlite } from '@electric-sql/pglite'
import type { Database, Queryable, SqlValue, Statement } from '../database.js'
import { migrate } from '../migrate.js'
import { migrations } from '../migrations.js'
import { extractTar, syncDirectory } from './tar.js'

/** The folder of files that are created when the server runs from source. */
export const cacheFolder: URL = new URL(
  '../../../node_modules/.cache/referly-kit/',
  import.meta.url,
)

const shipped = fileURLToPath(new URL('./template.tar.gz', import.meta.url))

/**
 * Reads a new database cluster with our schema as a tar archive. Unpacking it takes a tenth of the time of creating it.
 *
 * The published package contains the archive. From source, it is created once and cached in `node_modules/.cache`.
 */
export async function readTemplate(): Promise<Buffer> {
  if (existsSync(shipped)) return gunzipSync(readFileSync(shipped))
  const cached = toCacheFile()
  if (!existsSync(cached)) await writeTemplate(cached)
  return gunzipSync(readFileSync(cached))
}

/** Creates a new cluster and atomically writes it as a gzipped tar archive. */
export async function writeTemplate(file: string): Promise<void> {
  const pglite = await PGlite.create('memory://')
  // No database is created later, and without the two templates, the cluster has 396 files instead of 970.
  await pglite.exec(`UPDATE pg_database SET datistemplate = false WHERE datname = 'template1'`)
  await pglite.exec(`UPDATE pg_database SET datistemplate = false WHERE datname = 'template0'`)
  await pglite.query('DROP DATABASE template0')
  await pglite.query('DROP DATABASE template1')
  await migrate(toDatabase(pglite))
  await pglite.query('CHECKPOINT')
  const archive = await pglite.dumpDataDir('gzip')
  await pglite.close()
  mkdirSync(dirname(file), { recursive: true })
  // Threads of one process can write at the same time.
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, Buffer.from(await archive.arrayBuffer()))
  renameSync(draft, file)
}

type Session = Pick<PGlite, 'query'>

function toDatabase(pglite: PGlite): Database {
  const toQueryable = (session: Session): Queryable => ({
    async query<Row>(text: string, values: readonly SqlValue[] = []): Promise<readonly Row[]> {
      return (await session.query<Row>(text, [...values])).rows
    },
  })
  return {
    ...toQueryable(pglite),
    transaction: (work) => pglite.transaction((session) => work(toQueryable(session), () => {})),
    queryWith: <Row>(settings: string, { text, values }: Statement) =>
      pglite.transaction(async (session) => {
        await session.query(settings)
        return toQueryable(session).query<Row>(text, values)
      }),
    isolate: (work) => work(toQueryable(pglite)),
    close: () => pglite.close(),
  }
}

/** Creates a cluster in a new directory. A directory that a crash left incomplete is started over. */
export async function createCluster(directory: string): Promise<void> {
  if (existsSync(directory)) return
  const draft = `${directory}.new`
  rmSync(draft, { recursive: true, force: true })
  await extractTar(await readTemplate(), draft)
  renameSync(draft, directory)
  syncDirectory(join(directory, '..'))
}

function toCacheFile(): string {
  const manifest = createRequire(import.meta.url)('../../../package.json') as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  const version = manifest.dependencies['@electric-sql/pglite']
  const schema = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16)
  return fileURLToPath(new URL(`pglite-${version}-${schema}.tar.gz`, cacheFolder))
}
