import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readManifest } from '../manifest.js'
import { runOrThrow } from './processes.js'

/** The folder of the runtimes and compilers, a separate project outside the workspace. */
export const matrixFolder: string = fileURLToPath(new URL('../../matrix', import.meta.url))

/** Supported majors of Node: the oldest release of 20 that we support, and the newest of each later major. */
export const nodeMajors: readonly number[] = [20, 22, 24, 26]

/** Supported versions of TypeScript, from oldest to newest. */
export const typescriptVersions: readonly string[] = ['5.4', '5.9', '6.0', '7.0']

/** Reads the pinned version of a runtime or compiler. */
export function readPin(name: string): string {
  const pin = readManifest(matrixFolder).dependencies?.[name]
  if (pin === undefined) {
    throw new Error(`scripts/matrix/package.json has no dependency named ${name}.`)
  }
  return pin
}

/** Installs the pinned runtimes and compilers. Takes a second when they are up to date. */
export async function installRuntimes(): Promise<void> {
  const args = ['install', '--ignore-workspace', '--ignore-scripts', '--frozen-lockfile']
  await runOrThrow('pnpm', args, { cwd: matrixFolder, timeoutMs: 900_000 })
}

/** Finds a file in an installed package; `undefined` when the package does not support this platform. */
export function findInstalled(file: string): string | undefined {
  const path = join(matrixFolder, 'node_modules', file)
  return existsSync(path) ? path : undefined
}

/** Finds the executable of a Node major. */
export function findNode(major: number): string | undefined {
  return findInstalled(`node-${major}-${process.platform}-${process.arch}/bin/node`)
}

/** Finds a file in a runtime's platform-specific dependency, which pnpm installs next to the runtime's own package. */
function findCompanion(owner: string, file: string): string | undefined {
  const folder = findInstalled(owner)
  if (folder === undefined) return undefined
  const path = join(dirname(realpathSync(folder)), file)
  return existsSync(path) ? path : undefined
}

const { platform, arch } = process

/** Finds the executable of Bun. Its package relies on an install script, which we do not run. */
export function findBun(): string | undefined {
  const cpu = arch === 'arm64' ? 'aarch64' : arch
  return findCompanion('bun', `@oven/bun-${platform}-${cpu}/bin/bun`)
}

/** Finds the executable of Deno. */
export function findDeno(): string | undefined {
  const suffix = platform === 'linux' ? '-glibc' : ''
  return findCompanion('deno', `@deno/${platform}-${arch}${suffix}/deno`)
}

/** Finds the executable of workerd. */
export function findWorkerd(): string | undefined {
  const cpu = arch === 'x64' ? '64' : arch
  return findCompanion('workerd', `@cloudflare/workerd-${platform}-${cpu}/bin/workerd`)
}

/** Finds a Chromium browser: the one in CHROMIUM, or one installed on this machine. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM']
  if (named !== undefined && named !== '') return named
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return [
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ].find((path) => existsSync(path))
}
