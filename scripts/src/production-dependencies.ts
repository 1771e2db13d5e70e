import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A package that reaches whoever installs one of ours. */
export interface ProductionDependency {
  readonly name: string
  readonly version: string
  /** The SPDX expression of its manifest, or `none`. */
  readonly license: string
  /** What npm would run while installing it, such as `postinstall`. */
  readonly installScripts: readonly string[]
}

interface InstalledManifest {
  readonly name: string
  readonly version: string
  readonly license?: unknown
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** Permissive licenses that ask for no more than their own text. */
const allowedLicenses: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'PostgreSQL',
]

/**
 * Whether an SPDX expression lets us use the package under allowed licenses alone. Parentheses are understood around
 * the whole expression only; anything else is refused, for a person to read.
 *
 * @example isAllowedLicense('(MIT OR GPL-3.0-only)') //=> true
 */
export function isAllowedLicense(expression: string): boolean {
  const bare = expression.replace(/^\(([^()]*)\)$/, '$1')
  if (bare.includes('(')) return false
  return bare
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((license) => allowedLicenses.includes(license)))
}

function readManifest(folder: string): InstalledManifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as InstalledManifest
}

/** Looks where Node.js would look; `undefined` for an optional package that this machine has no use for. */
function findPackage(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate)
    if (folder === dirname(folder)) return undefined
  }
}

/** npm builds a package with a `binding.gyp` without being asked to. */
function listInstallScripts(
  folder: string,
  { scripts = {} }: InstalledManifest,
): readonly string[] {
  const named = ['preinstall', 'install', 'postinstall'].filter((name) => name in scripts)
  const isBuilt = named.length === 0 && existsSync(join(folder, 'binding.gyp'))
  return isBuilt ? ['node-gyp rebuild'] : named
}

function toDependency(folder: string, manifest: InstalledManifest): ProductionDependency {
  const { name, version, license } = manifest
  return {
    name,
    version,
    license: typeof license === 'string' ? license : 'none',
    installScripts: listInstallScripts(folder, manifest),
  }
}

/**
 * Lists everything that installing one of these packages brings along, themselves included, from the installed tree.
 *
 * @throws Error when a dependency that is not optional is not installed
 */
export function listProductionDependencies(
  folders: readonly string[],
): readonly ProductionDependency[] {
  const seen = new Map<string, ProductionDependency>()
  const open = folders.map((folder) => realpathSync(folder))
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    if (seen.has(folder)) continue
    const manifest = readManifest(folder)
    seen.set(folder, toDependency(folder, manifest))
    for (const name of Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
    })) {
      const found = findPackage(name, folder)
      if (found !== undefined) open.push(found)
      else if (manifest.optionalDependencies?.[name] === undefined) {
        throw new Error(
          `${manifest.name} needs ${name}, which is not installed: run npm test again.`,
        )
      }
    }
  }
  return [...seen.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Says what is wrong with the dependencies, one line each; empty when nothing is. */
export function listObjections(dependencies: readonly ProductionDependency[]): readonly string[] {
  return dependencies.flatMap(({ name, version, license, installScripts }) => {
    const objections: string[] = []
    if (!isAllowedLicense(license)) {
      objections.push(
        `${name}@${version}: the license ${license} is not one of ${allowedLicenses.join(', ')}.`,
      )
    }
    if (installScripts.length > 0) {
      objections.push(
        `${name}@${version} runs ${installScripts.join(', ')} while it is installed; users get none.`,
      )
    }
    return objections
  })
}
