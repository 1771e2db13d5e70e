import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { listPublicPackages } from './public-packages.js'
import {
  listReleaseObjections,
  type PackedManifest,
  type PackedPackage,
  toReleaseText,
  toRepository,
} from './release-plan.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const checks = ['run', 'build', 'check:package', 'check:size', '--output-logs=errors-only']
const windows = process.platform === 'win32'

/** Runs a command in a folder; its output goes to standard error, where it does not disturb ours. */
function run(folder: string, ...command: readonly string[]): void {
  const [tool = '', ...args] = command
  execFileSync(tool, args, { cwd: folder, stdio: ['ignore', 2, 2], shell: windows })
}

function show(folder: string, ...command: readonly string[]): void {
  const [tool = '', ...args] = command
  execFileSync(tool, args, { cwd: folder, stdio: 'inherit', shell: windows })
}

function read(folder: string, ...command: readonly string[]): string {
  const [tool = '', ...args] = command
  const stdio = ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore']
  return execFileSync(tool, args, { cwd: folder, stdio, shell: windows, encoding: 'utf8' })
}

function listChangesets(folder: string): readonly string[] {
  return readdirSync(join(folder, '.changeset')).filter(
    (name) => name.endsWith('.md') && name !== 'README.md',
  )
}

/** The tag that `changeset publish` would use: `latest`, or the one of a pre-release that was entered. */
function readTag(folder: string): string {
  const file = join(folder, '.changeset', 'pre.json')
  if (!existsSync(file)) return 'latest'
  const { mode, tag } = JSON.parse(readFileSync(file, 'utf8')) as { mode: string; tag: string }
  return mode === 'pre' ? tag : 'latest'
}

/** In the release workflow the repository that runs it, elsewhere the one that this clone came from, if any. */
function readRemote(): string | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env
  if (GITHUB_REPOSITORY !== undefined) return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`
  try {
    const remote = read(root, 'git', 'remote', 'get-url', 'origin').trim()
    return /^https:|git@/.test(remote) ? remote : undefined
  } catch {
    return undefined
  }
}

/** Writes into each manifest where it comes from, since a fork or a move would make a committed answer wrong. */
function nameRepository(folder: string): void {
  const remote = readRemote()
  if (remote === undefined) return
  for (const { folder: inner, manifest } of listPublicPackages(folder)) {
    const directory = relative(folder, inner).split(sep).join('/')
    const named = { ...manifest, repository: toRepository(remote, directory) }
    writeFileSync(join(inner, 'package.json'), `${JSON.stringify(named, null, 2)}\n`)
  }
}

function packPackage(folder: string, before: string): PackedPackage {
  const output = mkdtempSync(join(tmpdir(), 'referly-tarball-'))
  try {
    read(folder, 'pnpm', 'pack', '--pack-destination', output)
    const tarball = join(output, readdirSync(output)[0] ?? '')
    const listing = read(folder, 'npm', 'pack', '--dry-run', '--json', tarball)
    const [packed] = JSON.parse(listing) as Omit<PackedPackage, 'before' | 'manifest'>[]
    if (packed === undefined) throw new Error(`${folder}: npm pack listed nothing`)
    const text = read(output, 'tar', '-xzOf', tarball, 'package/package.json')
    return { ...packed, before, manifest: JSON.parse(text) as PackedManifest }
  } finally {
    rmSync(output, { recursive: true, force: true })
  }
}

function showRelease(folder: string): void {
  const tag = readTag(folder)
  console.log(`${listChangesets(folder).length} changesets are pending.\n`)
  const before = new Map(
    listPublicPackages(folder).map(({ manifest }) => [manifest.name, manifest.version]),
  )
  run(folder, 'pnpm', '--silent', 'exec', 'changeset', 'version')
  nameRepository(folder)
  run(folder, 'pnpm', '--silent', 'exec', 'turbo', ...checks)
  const packed = listPublicPackages(folder).map((one) =>
    packPackage(one.folder, before.get(one.manifest.name) ?? ''),
  )
  for (const one of packed) console.log(`${toReleaseText(one, tag)}\n`)
  show(folder, 'pnpm', '--silent', 'deps:list')
  show(folder, 'pnpm', '--silent', 'audit:deps')
  const objections = packed.flatMap(listReleaseObjections)
  if (objections.length > 0) throw new Error(objections.join('\n'))
  console.log(`${packed.length} packages would be published; nothing was, and nothing has changed.`)
}

/** Goes through a release in a clone of the last commit, which is removed again. */
function rehearse(): void {
  const folder = mkdtempSync(join(tmpdir(), 'referly-release-'))
  try {
    const isDirty = read(root, 'git', 'status', '--porcelain').trim() !== ''
    if (isDirty) console.log('What is not committed is left out: a release is made of a commit.')
    run(root, 'git', 'clone', '--quiet', '.', folder)
    run(folder, 'pnpm', '--silent', 'install', '--frozen-lockfile', '--prefer-offline')
    showRelease(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the release workflow runs, on a fresh checkout whose changesets have become versions. */
function publish(): void {
  if (process.env['ACTIONS_ID_TOKEN_REQUEST_URL'] === undefined) {
    throw new Error(
      'Publishing needs the id token of the release workflow, for the provenance: push to main, or run ' +
        '`pnpm release --dry-run` here.',
    )
  }
  const pending = listChangesets(root)
  if (pending.length > 0) {
    throw new Error(
      `Changesets are pending (${pending.join(', ')}): run \`pnpm changeset version\`.`,
    )
  }
  nameRepository(root)
  run(root, 'pnpm', '--silent', 'exec', 'turbo', ...checks)
  show(root, 'pnpm', 'exec', 'changeset', 'publish')
}

try {
  const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } })
  if (values['dry-run']) rehearse()
  else publish()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
