import { execFileSync } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StartOptions } from '../src/index.js'

const isRoot = userInfo().uid === 0

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

/** Runs one of PostgreSQL's programs in a directory, and returns its output. PostgreSQL refuses to run as root. */
function runProgram(directory: string, path: string, args: readonly string[]): string {
  const [file, all] = isRoot
    ? ['runuser', ['-u', 'postgres', '--', path, ...args]]
    : [path, [...args]]
  // A server started by pg_ctl keeps its output open, so only read from programs that exit.
  const isControl = path.endsWith('pg_ctl')
  if (!isControl) return execFileSync(file, all, { cwd: directory, encoding: 'utf8' })
  execFileSync(file, all, { cwd: directory, stdio: 'ignore' })
  return ''
}

/** Creates a temporary directory that belongs to the user who runs PostgreSQL. */
function createDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'referly-pg-'))
  if (isRoot) chownSync(directory, Number(execFileSync('id', ['-u', 'postgres'])), -1)
  return directory
}

/**
 * Returns the files of a new cluster, which are cached in `node_modules/.cache` because copying them takes a third of
 * the time of creating them.
 */
function readNewCluster(bin: string): string {
  const name = `postgresql-${basename(dirname(bin))}-${userInfo().uid}`
  const cache = fileURLToPath(new URL('../node_modules/.cache/referly-kit/', import.meta.url))
  if (existsSync(join(cache, name))) return join(cache, name)
  const directory = createDirectory()
  const data = join(directory, 'data')
  runProgram(directory, join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-N'])
  const draft = join(cache, basename(directory))
  mkdirSync(cache, { recursive: true })
  copyCluster(data, draft)
  rmSync(directory, { recursive: true })
  try {
    renameSync(draft, join(cache, name))
  } catch {
    // Another process was faster.
    rmSync(draft, { recursive: true })
  }
  return join(cache, name)
}

/** Copies the files of a cluster, which keep their owner. */
function copyCluster(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to])
}

/** Starts a cluster on a Unix socket. */
function startCluster(bin: string, fsync = false): Cluster {
  const directory = createDirectory()
  const data = join(directory, 'data')
  copyCluster(readNewCluster(bin), data)
  const run = (program: string, args: readonly string[]): string =>
    runProgram(directory, join(bin, program), args)
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
