import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runOrThrow } from './matrix-processes.js'

/** Where the runtimes and compilers are installed: a project of its own, outside the workspace. */
export const matrixFolder: string = fileURLToPath(new URL('../matrix', import.meta.url))

/** The newest patch of the major's beginning that we promise, and the newest of each later one. */
export const nodeMajors: readonly number[] = [20, 22, 24, 26]

/** Oldest to newest that consumers may have. */
export const typescriptVersions: readonly string[] = ['5.4', '5.9', '6.0', '7.0']

/** What is pinned for a name, as a dependency states it. */
export function readPin(name: string): string {
  const manifest = JSON.parse(readFileSync(join(matrixFolder, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>
  }
  const pin = manifest.dependencies[name]
  if (pin === undefined) throw new Error(`scripts/matrix/package.json pins no ${name}`)
  return pin
}

/** Installs the pinned runtimes and compilers; quick when they are there. */
export async function installRuntimes(): Promise<void> {
  const args = ['install', '--ignore-workspace', '--ignore-scripts', '--frozen-lockfile']
  await runOrThrow('pnpm', args, { cwd: matrixFolder, timeoutMs: 900_000 })
}

/** Path of a file of an installed package; undefined where the package has none for this machine. */
export function findInstalled(file: string): string | undefined {
  const path = join(matrixFolder, 'node_modules', file)
  return existsSync(path) ? path : undefined
}

/** The executable of a Node major. */
export function findNode(major: number): string | undefined {
  return findInstalled(`node-${major}-${process.platform}-${process.arch}/bin/node`)
}

/** The path of a file of what a runtime's own package depends on for this machine: pnpm lays it beside that package. */
function findCompanion(owner: string, file: string): string | undefined {
  const folder = findInstalled(owner)
  if (folder === undefined) return undefined
  const path = join(dirname(realpathSync(folder)), file)
  return existsSync(path) ? path : undefined
}

const { platform, arch } = process

/** The executable of Bun. Its own package finds it by an install script, which we do not run. */
export function findBun(): string | undefined {
  const cpu = arch === 'arm64' ? 'aarch64' : arch
  return findCompanion('bun', `@oven/bun-${platform}-${cpu}/bin/bun`)
}

/** The executable of Deno. */
export function findDeno(): string | undefined {
  const suffix = platform === 'linux' ? '-glibc' : ''
  return findCompanion('deno', `@deno/${platform}-${arch}${suffix}/deno`)
}

/** The executable of workerd. */
export function findWorkerd(): string | undefined {
  const cpu = arch === 'x64' ? '64' : arch
  return findCompanion('workerd', `@cloudflare/workerd-${platform}-${cpu}/bin/workerd`)
}

/** A browser of the Chromium family that is installed on this machine, or that CHROMIUM names. */
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
