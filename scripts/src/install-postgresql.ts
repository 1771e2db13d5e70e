import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What is to be done about PostgreSQL on this machine. */
export type Installation = 'there' | 'install' | 'impossible'

/** What that depends on. */
export interface Machine {
  readonly hasBinaries: boolean
  readonly hasDatabaseUrl: boolean
  readonly isRoot: boolean
  readonly hasApt: boolean
}

/** Debian's package is installed where that needs no question; anybody else's machine is left as it is. */
export function toInstallation(machine: Machine): Installation {
  if (machine.hasBinaries || machine.hasDatabaseUrl) return 'there'
  return machine.isRoot && machine.hasApt ? 'install' : 'impossible'
}

function readMachine(): Machine {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return {
    hasBinaries: existsSync('/usr/lib/postgresql'),
    hasDatabaseUrl: Boolean(process.env['REFERLY_TEST_DATABASE_URL']),
    // There is no such number on Windows.
    isRoot: userInfo().uid === 0,
    hasApt: folders.some((folder) => existsSync(join(folder, 'apt-get'))),
  }
}

/**
 * Sees to it that the suites find a PostgreSQL, where that can be done unattended.
 *
 * @returns what to tell people; empty when it was there already.
 */
export function installPostgresql(): string {
  const installation = toInstallation(readMachine())
  if (installation === 'there') return ''
  if (installation === 'impossible') {
    return 'PostgreSQL is not installed: the suites run on PGlite alone. Install it, or set REFERLY_TEST_DATABASE_URL.'
  }
  runApt(['update', '-qq'])
  const isInstalled = runApt(['install', '-y', '-qq', '--no-install-recommends', 'postgresql'])
  return isInstalled
    ? 'PostgreSQL was not there: installed Debian’s package.'
    : 'PostgreSQL is not installed, and apt-get cannot install it: the suites run on PGlite alone.'
}

/** The package would start a cluster of its own; in runlevel 1 it does not. The suites start theirs. */
function runApt(args: readonly string[]): boolean {
  const { status } = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  })
  return status === 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(installPostgresql())
