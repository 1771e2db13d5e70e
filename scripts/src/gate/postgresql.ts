import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { delimiter, join } from 'node:path'

/** The way to get PostgreSQL on a machine. */
export type Installation = 'existing' | 'install' | 'unavailable'

/** The facts about a machine that decide how it gets PostgreSQL. */
export interface Machine {
  readonly hasBinaries: boolean
  readonly hasDatabaseUrl: boolean
  readonly isRoot: boolean
  readonly hasApt: boolean
}

/** Decides whether to install PostgreSQL. Only root on Debian or Ubuntu can do so without a prompt. */
export function toInstallation(machine: Machine): Installation {
  if (machine.hasBinaries || machine.hasDatabaseUrl) return 'existing'
  return machine.isRoot && machine.hasApt ? 'install' : 'unavailable'
}

function readMachine(): Machine {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return {
    hasBinaries: existsSync('/usr/lib/postgresql'),
    hasDatabaseUrl: Boolean(process.env['REFERLY_TEST_DATABASE_URL']),
    // Windows has no user with the ID 0.
    isRoot: userInfo().uid === 0,
    hasApt: folders.some((folder) => existsSync(join(folder, 'apt-get'))),
  }
}

/**
 * Installs PostgreSQL for the test suites where that needs no prompt.
 *
 * @returns a notice to print, or `undefined` when PostgreSQL already existed.
 */
export function installPostgresql(): string | undefined {
  const installation = toInstallation(readMachine())
  if (installation === 'existing') return undefined
  if (installation === 'unavailable') {
    return 'PostgreSQL is not installed, so the suites run on PGlite only. Install it or set REFERLY_TEST_DATABASE_URL.'
  }
  runApt(['update', '-qq'])
  const isInstalled = runApt(['install', '-y', '-qq', '--no-install-recommends', 'postgresql'])
  return isInstalled
    ? 'Installed PostgreSQL with apt-get for the test suites.'
    : 'apt-get could not install PostgreSQL, so the suites run on PGlite only.'
}

/** Runs apt-get. In runlevel 1, Debian's package does not start a cluster; the suites start their own. */
function runApt(args: readonly string[]): boolean {
  const { status } = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  })
  return status === 0
}
