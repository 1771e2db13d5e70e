import type { PackageManifest } from './public-packages.js'

/** A tarball as it would be uploaded. */
export interface PackedPackage {
  /** The manifest inside the tarball. */
  readonly manifest: PackedManifest
  /** The version before the changesets were applied. */
  readonly before: string
  /** Bytes of the tarball. */
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

/** A manifest with what publishing asks of it. */
export interface PackedManifest extends PackageManifest {
  readonly license?: string
  readonly repository?: { readonly url: string }
  readonly dependencies?: Readonly<Record<string, string>>
}

/** Where a package's sources are; npm refuses a provenance whose repository the manifest does not name. */
export interface Repository {
  readonly type: 'git'
  readonly url: string
  readonly directory: string
}

/**
 * Names the repository as npm wants it.
 *
 * @example toRepository('git@github.com:us/kit.git', 'packages/types').url //=> 'git+https://github.com/us/kit.git'
 */
export function toRepository(remote: string, directory: string): Repository {
  const https = remote.replace(/^(?:ssh:\/\/)?git@([^:/]+)[:/]/, 'https://$1/')
  const url = `git+${https.replace(/\/$/, '').replace(/(?:\.git)?$/, '.git')}`
  return { type: 'git', url, directory }
}

function listManifestObjections(manifest: PackedManifest): readonly string[] {
  const scripts = ['preinstall', 'install', 'postinstall'].filter(
    (name) => manifest.scripts?.[name] !== undefined,
  )
  const unresolved = Object.entries(manifest.dependencies ?? {}).filter(([, range]) =>
    range.startsWith('workspace:'),
  )
  return [
    ...(manifest.version === '0.0.0' ? ['has no changeset: run `pnpm changeset`'] : []),
    ...(manifest.license === undefined ? ['names no license'] : []),
    ...(manifest.publishConfig?.access === 'public' ? [] : ['lacks publishConfig.access: public']),
    ...(manifest.publishConfig?.provenance ? [] : ['lacks publishConfig.provenance: true']),
    ...scripts.map((name) => `would run ${name} on the user's machine`),
    ...unresolved.map(
      ([name, range]) => `depends on ${name} by ${range}, which npm cannot resolve`,
    ),
  ]
}

/** Says what stands against publishing, one line each; empty when nothing does. */
export function listReleaseObjections({ manifest, files }: PackedPackage): readonly string[] {
  const paths = new Set(files.map(({ path }) => path))
  const missing = ['LICENSE', 'README.md', 'package.json'].filter((path) => !paths.has(path))
  return [...listManifestObjections(manifest), ...missing.map((path) => `leaves out ${path}`)].map(
    (objection) => `${manifest.name} ${objection}.`,
  )
}

function toKilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}

/** Sums files up by their folder, so that 200 lines become three. */
function listContents({ files }: PackedPackage): readonly string[] {
  const sums = new Map<string, { files: number; size: number }>()
  for (const { path, size } of files) {
    const [top = path] = path.split('/')
    const key = path.includes('/') ? `${top}/` : path
    const sum = sums.get(key) ?? { files: 0, size: 0 }
    sums.set(key, { files: sum.files + 1, size: sum.size + size })
  }
  return [...sums].map(([key, sum]) => {
    const count = key.endsWith('/') ? ` (${sum.files} files)` : ''
    return `    ${key.padEnd(14)} ${toKilobytes(sum.size).padStart(10)}${count}`
  })
}

/** Shows what would be published of one package, under which tag. */
export function toReleaseText(packed: PackedPackage, tag: string): string {
  const { manifest, before, size, unpackedSize, files } = packed
  const { name, version, publishConfig, repository } = manifest
  const bump = before === version ? 'no changeset pending' : `${before} -> ${version}`
  const provenance = publishConfig?.provenance === true ? 'yes' : 'no'
  const source = repository?.url ?? 'named by the release workflow'
  return [
    `${name}@${version} (${bump})`,
    `  tag ${tag}, access ${publishConfig?.access ?? 'default'}, provenance ${provenance}, repository ${source}`,
    `  ${toKilobytes(size)} packed, ${toKilobytes(unpackedSize)} unpacked, ${files.length} files`,
    ...listContents(packed),
  ].join('\n')
}
