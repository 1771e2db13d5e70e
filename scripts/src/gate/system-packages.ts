import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { delimiter, join } from 'node:path'

/** A program that test suites use when the machine has it. */
export interface SystemPackage {
  readonly name: string
  /** Names of the Debian packages that have it, best first. */
  readonly debianPackages: readonly string[]
  /** Paths to look for; the program is installed if any of them exists. */
  readonly paths: readonly string[]
  /** Environment variable that points the suites to another installation. */
  readonly variable: string
  /** Consequence of its absence, as a clause. */
  readonly absence: string
}

/** Every program that the suites use when the machine has it. */
const systemPackages: readonly SystemPackage[] = [
  {
    name: 'PostgreSQL',
    debianPackages: ['postgresql'],
    paths: ['/usr/lib/postgresql'],
    variable: 'REFERLY_TEST_DATABASE_URL',
    absence: 'the suites run on PGlite only',
  },
  {
    name: 'Chromium',
    // The shell has no windows, and takes a quarter less processor time. Not every distribution has it.
    debianPackages: ['chromium-headless-shell', 'chromium'],
    paths: ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'],
    variable: 'REFERLY_TEST_CHROMIUM',
    absence: 'the journeys through the console are skipped',
  },
]

/** The way to get a program on a machine. */
export type Installation = 'existing' | 'install' | 'unavailable'

/** The facts about a machine that decide how it gets a program. */
export interface Machine {
  readonly hasPath: boolean
  readonly hasVariable: boolean
  readonly isRoot: boolean
  readonly hasApt: boolean
}

/** Decides whether to install a program. Only root on Debian or Ubuntu can do so without a prompt. */
export function toInstallation(machine: Machine): Installation {
  if (machine.hasPath || machine.hasVariable) return 'existing'
  return machine.isRoot && machine.hasApt ? 'install' : 'unavailable'
}

function readMachine({ paths, variable }: SystemPackage): Machine {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return {
    hasPath: paths.some((path) => existsSync(path)),
    hasVariable: Boolean(process.env[variable]),
    // Windows has no user with the ID 0.
    isRoot: userInfo().uid === 0,
    hasApt: folders.some((folder) => existsSync(join(folder, 'apt-get'))),
  }
}

/**
 * Installs the programs that are missing, where that needs no prompt.
 *
 * @returns the notices to print, one for each program that did not exist already.
 */
export function installSystemPackages(): readonly string[] {
  return systemPackages.flatMap((each) => {
    const installation = toInstallation(readMachine(each))
    return installation === 'existing' ? [] : [installOrExplain(each, installation)]
  })
}

function installOrExplain(
  { name, debianPackages, variable, absence }: SystemPackage,
  installation: Installation,
): string {
  if (installation === 'unavailable') {
    return `${name} is not installed, so ${absence}. Install it or set ${variable}.`
  }
  runApt(['update', '-qq'])
  const isInstalled = debianPackages.some((debianPackage) =>
    runApt(['install', '-y', '-qq', '--no-install-recommends', debianPackage]),
  )
  return isInstalled
    ? `Installed ${name} with apt-get for the test suites.`
    : `apt-get could not install ${name}, so ${absence}.`
}

/** Runs apt-get. In runlevel 1, Debian's package does not start a cluster; the suites start their own. */
function runApt(args: readonly string[]): boolean {
  const { status } = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  })
  return status === 0
}
