import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { StartOptions } from '../src/index.js'

/** A database to run a suite on, with a function that removes it. */
export interface TestDatabase {
  readonly options: StartOptions
  close(): void
}

/** Every database on this machine: always PGlite, plus PostgreSQL where it is installed or configured. */
export function listDatabases(): readonly (readonly [string, () => TestDatabase])[] {
  const inProcess = ['PGlite', (): TestDatabase => ({ options: {}, close: () => {} })] as const
  const databaseUrl = process.env['REFERLY_TEST_DATABASE_URL']
  if (databaseUrl) {
    const prepare = process.env['REFERLY_PREPARE'] !== '0'
    const named = (): TestDatabase => ({ options: { databaseUrl, prepare }, close: () => {} })
    return [inProcess, ['PostgreSQL', named]]
  }
  const bin = findBinaries()
  return bin === undefined ? [inProcess] : [inProcess, ['PostgreSQL', () => startCluster(bin)]]
}

/** The same list, plus PostgreSQL with a role whose transactions are serializable, like all of CockroachDB's. */
export function listIsolations(): readonly (readonly [string, () => TestDatabase])[] {
  const serializable = listClusters().map((open) => {
    const openSerializable = (): TestDatabase => {
      const cluster = open()
      const text = `ALTER ROLE postgres SET default_transaction_isolation = 'serializable'`
      cluster.run('psql', ['-q', '-c', text])
      return cluster
    }
    return ['PostgreSQL, serializable', openSerializable] as const
  })
  return [...listDatabases(), ...serializable]
}

/** PostgreSQL clusters that tests can kill as abruptly as a power failure. Empty where PostgreSQL is not installed. */
export function listClusters(fsync = false): readonly (() => Cluster)[] {
  const bin = findBinaries()
  return bin === undefined ? [] : [() => startCluster(bin, fsync)]
}

/** A cluster that tests may crash. */
export interface Cluster extends TestDatabase {
  readonly options: { readonly databaseUrl: string }
  /** Directory of its socket. */
  readonly directory: string
  /** Kills all of its processes at once, like kill -9. */
  kill(): void
  start(): void
  /** Runs one of PostgreSQL's programs against it and returns the output. */
  run(program: string, args: readonly string[]): string
}

function findBinaries(): string | undefined {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return undefined
  const [newest] = readdirSync(root).toSorted((one, other) => Number(other) - Number(one))
  const bin = join(root, newest ?? '', 'bin')
  return existsSync(join(bin, 'initdb')) ? bin : undefined
}

/** Creates a cluster on a Unix socket. PostgreSQL refuses to run as root. */
function startCluster(bin: string, fsync = false): Cluster {
  const directory = mkdtempSync(join(tmpdir(), 'referly-pg-'))
  const isRoot = userInfo().uid === 0
  const run = (program: string, args: readonly string[]): string => {
    const [file, all] = isRoot
      ? ['runuser', ['-u', 'postgres', '--', join(bin, program), ...args]]
      : [join(bin, program), [...args]]
    // A server started by pg_ctl keeps its output open, so only read from programs that exit.
    const isControl = program === 'pg_ctl'
    if (!isControl) return execFileSync(file, all, { cwd: directory, encoding: 'utf8' })
    execFileSync(file, all, { cwd: directory, stdio: 'ignore' })
    return ''
  }
  if (isRoot) chownSync(directory, Number(execFileSync('id', ['-u', 'postgres'])), -1)
  const data = join(directory, 'data')
  run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-N'])
  const settings = `-k ${directory} -c listen_addresses= -c fsync=${fsync ? 'on' : 'off'}`
  const start = (): void => {
    run('pg_ctl', ['-D', data, '-w', '-l', join(directory, 'log'), '-o', settings, 'start'])
  }
  start()
  return {
    directory,
    start,
    run: (program, args) => run(program, ['-h', directory, '-U', 'postgres', ...args]),
    kill() {
      const postmaster = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0] ?? ''
      // Stopped first, so that it cannot start children after they are listed.
      process.kill(Number(postmaster), 'SIGSTOP')
      const children = listChildren(postmaster)
      for (const pid of [...children, postmaster]) process.kill(Number(pid), 'SIGKILL')
      // After a reboot, PostgreSQL would notice by itself that no process with this id is PostgreSQL.
      for (const file of [join(data, 'postmaster.pid'), join(directory, '.s.PGSQL.5432.lock')]) {
        rmSync(file, { force: true })
      }
    },
    options: { databaseUrl: `postgres://postgres@/postgres?host=${encodeURIComponent(directory)}` },
    close() {
      run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop'])
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function listChildren(pid: string): readonly string[] {
  const args = ['-o', 'pid=', '--ppid', pid]
  return execFileSync('ps', args, { encoding: 'utf8' }).trim().split(/\s+/)
}
