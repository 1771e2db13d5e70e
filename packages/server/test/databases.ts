import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

import type { StartOptions } from '../src/index.js'

/** A database to run a suite on, and how to be rid of it. */
export interface TestDatabase {
  readonly options: StartOptions
  close(): void
}

/** Every database that this machine has: PGlite always, PostgreSQL where it is installed or named. */
export function listDatabases(): readonly (readonly [string, () => TestDatabase])[] {
  const inProcess = ['PGlite', (): TestDatabase => ({ options: {}, close: () => {} })] as const
  const databaseUrl = process.env['REFERLY_TEST_DATABASE_URL']
  if (databaseUrl) {
    const named = (): TestDatabase => ({ options: { databaseUrl }, close: () => {} })
    return [inProcess, ['PostgreSQL', named]]
  }
  const bin = findBinaries()
  return bin === undefined ? [inProcess] : [inProcess, ['PostgreSQL', () => startCluster(bin)]]
}

function findBinaries(): string | undefined {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return undefined
  const [newest] = readdirSync(root).toSorted((one, other) => Number(other) - Number(one))
  const bin = join(root, newest ?? '', 'bin')
  return existsSync(join(bin, 'initdb')) ? bin : undefined
}

/** A cluster of its own, on a Unix socket, without fsync; PostgreSQL refuses to run as root. */
function startCluster(bin: string): TestDatabase {
  const directory = mkdtempSync(join(tmpdir(), 'referly-pg-'))
  const isRoot = userInfo().uid === 0
  const run = (program: string, args: readonly string[]): void => {
    const [file, all] = isRoot
      ? ['runuser', ['-u', 'postgres', '--', join(bin, program), ...args]]
      : [join(bin, program), [...args]]
    execFileSync(file, all, { stdio: 'ignore', cwd: directory })
  }
  if (isRoot) chownSync(directory, Number(execFileSync('id', ['-u', 'postgres'])), -1)
  const data = join(directory, 'data')
  run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-N'])
  const settings = `-k ${directory} -c listen_addresses= -c fsync=off`
  run('pg_ctl', ['-D', data, '-w', '-l', join(directory, 'log'), '-o', settings, 'start'])
  return {
    options: { databaseUrl: `postgres://postgres@/postgres?host=${encodeURIComponent(directory)}` },
    close() {
      run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop'])
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
