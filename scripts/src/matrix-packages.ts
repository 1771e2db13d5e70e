import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runOrThrow } from './matrix-processes.js'
import { listPublicPackages } from './public-packages.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A package as a release would publish it. */
export interface PackedPackage {
  readonly name: string
  readonly version: string
  /** Path of the tarball. */
  readonly tarball: string
  /** What can be imported, such as `@referly-kit/codegen-structure/sequence`. */
  readonly entries: readonly string[]
  /** The packages of this repository that it needs, itself excluded. */
  readonly neighbors: readonly string[]
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
}

/** Packs every public package, as built, into a folder. */
export async function packPackages(folder: string): Promise<PackedPackage[]> {
  const packed: PackedPackage[] = []
  for (const { folder: cwd } of listPublicPackages(root)) {
    await runOrThrow('pnpm', ['pack', '--pack-destination', folder], { cwd })
    packed.push(toPackedPackage(readManifest(cwd), folder))
  }
  return packed
}

/** The package and all its neighbors, near and far. */
export function toClosure(name: string, packed: readonly PackedPackage[]): PackedPackage[] {
  const found = new Set([name])
  // A set visits what is added while it is read.
  for (const each of found) {
    for (const next of packed.find((other) => other.name === each)?.neighbors ?? []) found.add(next)
  }
  return packed.filter((each) => found.has(each.name))
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

function toPackedPackage(manifest: Manifest, folder: string): PackedPackage {
  const { name, version } = manifest
  const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`
  return {
    name,
    version,
    tarball: join(folder, file),
    entries: Object.keys(manifest.exports ?? {})
      .filter((path) => !path.endsWith('.json'))
      .map((path) => name + path.slice(1)),
    neighbors: Object.keys(manifest.dependencies ?? {}).filter((each) =>
      each.startsWith('@referly-kit/'),
    ),
  }
}
