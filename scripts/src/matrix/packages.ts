import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readManifest, type Manifest } from '../manifest.js'
import { runOrThrow } from './processes.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** A package, packed as a release would publish it. */
export interface PackedPackage {
  readonly name: string
  readonly version: string
  /** The path of the tarball. */
  readonly tarball: string
  /** The entry points, such as `@referly-kit/codegen-structure/sequence`. */
  readonly entries: readonly string[]
  /** Direct dependencies in this repository. */
  readonly neighbors: readonly string[]
}

/** Packs every public package into a folder. Expects them to be built. */
export async function packPackages(folder: string): Promise<PackedPackage[]> {
  const packed: PackedPackage[] = []
  for (const name of readdirSync(join(root, 'packages')).toSorted()) {
    const cwd = join(root, 'packages', name)
    const manifest = readManifest(cwd)
    if (manifest.private === true) continue
    await runOrThrow('pnpm', ['pack', '--pack-destination', folder], { cwd })
    packed.push(toPackedPackage(manifest, folder))
  }
  return packed
}

/** Returns a package along with its direct and indirect dependencies in this repository. */
export function toClosure(name: string, packed: readonly PackedPackage[]): PackedPackage[] {
  const found = new Set([name])
  // Iterating over a Set also visits members added along the way.
  for (const each of found) {
    for (const next of packed.find((other) => other.name === each)?.neighbors ?? []) found.add(next)
  }
  return packed.filter((each) => found.has(each.name))
}

function toPackedPackage(manifest: Manifest, folder: string): PackedPackage {
  const { name, version } = manifest
  const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`
  return {
    name,
    version,
    tarball: join(folder, file),
    entries: Object.keys(manifest.exports ?? {})
      .filter((path) => !/\.(?:json|yaml)$/.test(path))
      .map((path) => name + path.slice(1)),
    neighbors: Object.keys(manifest.dependencies ?? {}).filter((each) =>
      each.startsWith('@referly-kit/'),
    ),
  }
}
