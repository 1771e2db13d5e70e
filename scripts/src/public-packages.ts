import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The part of a manifest that a release looks at. */
export interface PackageManifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly scripts?: Readonly<Record<string, string>>
  readonly publishConfig?: { readonly access?: string; readonly provenance?: boolean }
}

/** A package of this repository that gets published. */
export interface PublicPackage {
  readonly folder: string
  readonly manifest: PackageManifest
}

/** Lists the packages that are not private, by name. */
export function listPublicPackages(root: string): readonly PublicPackage[] {
  return readdirSync(join(root, 'packages'))
    .toSorted()
    .map((name) => {
      const folder = join(root, 'packages', name)
      const text = readFileSync(join(folder, 'package.json'), 'utf8')
      return { folder, manifest: JSON.parse(text) as PackageManifest }
    })
    .filter(({ manifest }) => manifest.private !== true)
}
