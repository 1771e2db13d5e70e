import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { readManifest } from '../manifest.js'
import type { PackedPackage } from './packages.js'
import { runOrThrow, runProcess } from './processes.js'

/**
 * Installs tarballs into an empty project with npm.
 *
 * @param nodeFolder the folder of the Node executable that runs npm
 * @returns the installed packages whose `engines` exclude this Node
 */
export async function installWithNpm(
  folder: string,
  packed: readonly PackedPackage[],
  nodeFolder: string,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', private: true }))
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
  const tarballs = packed.map(({ tarball }) => tarball)
  const { status, errorOutput } = await runProcess('npm', ['install', ...flags, ...tarballs], {
    cwd: folder,
    environment: { ...toPathWith(nodeFolder), npm_config_loglevel: 'warn' },
    timeoutMs: 300_000,
  })
  if (status !== 0) throw new Error(`npm install exited with ${status}:\n${errorOutput}`)
  return [...errorOutput.matchAll(/EBADENGINE\s+package: '(.+)@/g)].map(([, name = '']) => name)
}

/** Installs tarballs into an empty ES module project with pnpm, so that packages can import only what they declare. */
export async function installWithPnpm(
  folder: string,
  packed: readonly PackedPackage[],
  tools: Readonly<Record<string, string>> = {},
): Promise<void> {
  const files = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]))
  mkdirSync(folder, { recursive: true })
  const manifest = {
    name: 'empty',
    private: true,
    type: 'module',
    dependencies: { ...files, ...tools },
    pnpm: { overrides: files },
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2))
  const flags = ['--ignore-workspace', '--ignore-scripts', '--prefer-offline', '--no-lockfile']
  await runOrThrow('pnpm', ['install', ...flags], { cwd: folder, timeoutMs: 300_000 })
}

/** Returns an environment that puts a folder first on the PATH. */
export function toPathWith(folder: string): Readonly<Record<string, string>> {
  return { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` }
}

const installScripts = ['preinstall', 'install', 'postinstall']

/** Lists the installed packages that have an install script. */
export function readInstallScripts(folder: string): string[] {
  const modules = join(folder, 'node_modules')
  return readdirSync(modules, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|node_modules\/)(@[^/]+\/)?[^/]+\/package\.json$/.test(path))
    .map((path) => dirname(path))
    .filter((path) => hasInstallScript(join(modules, path)))
}

function hasInstallScript(folder: string): boolean {
  // npm runs node-gyp for every package with this file.
  if (existsSync(join(folder, 'binding.gyp'))) return true
  const { scripts } = readManifest(folder)
  return installScripts.some((name) => scripts?.[name] !== undefined)
}
