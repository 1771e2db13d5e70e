import { describe, expect, it } from 'vitest'
import { toAuditResult } from '../src/audit.js'
import {
  listReleaseObjections,
  type PackedManifest,
  type PackedPackage,
  toReleaseText,
  toRepository,
} from '../src/release-plan.js'

const manifest: PackedManifest = {
  name: '@referly-kit/types',
  version: '0.2.0',
  license: 'MIT',
  publishConfig: { access: 'public', provenance: true },
}

const files = ['LICENSE', 'README.md', 'package.json', 'dist/a.js', 'dist/b.js'].map((path) => ({
  path,
  size: 1000,
}))

const toPacked = (more: Partial<PackedManifest> = {}): PackedPackage => ({
  manifest: { ...manifest, ...more },
  before: '0.1.0',
  size: 2500,
  unpackedSize: 5000,
  files,
})

describe('a release', () => {
  it('shows name, versions, tag, provenance, sizes and contents', () => {
    expect(toReleaseText(toPacked(), 'latest')).toBe(
      [
        '@referly-kit/types@0.2.0 (0.1.0 -> 0.2.0)',
        '  tag latest, access public, provenance yes, repository named by the release workflow',
        '  2.5 kB packed, 5.0 kB unpacked, 5 files',
        '    LICENSE            1.0 kB',
        '    README.md          1.0 kB',
        '    package.json       1.0 kB',
        '    dist/              2.0 kB (2 files)',
      ].join('\n'),
    )
  })

  it('goes ahead when nothing stands against it', () => {
    expect(listReleaseObjections(toPacked())).toEqual([])
  })

  it.each<[string, Partial<PackedManifest>, string]>([
    ['without a changeset', { version: '0.0.0' }, 'has no changeset: run `pnpm changeset`'],
    ['with an install script', { scripts: { postinstall: 'x' } }, 'would run postinstall'],
    [
      'without provenance',
      { publishConfig: { access: 'public' } },
      'publishConfig.provenance: true',
    ],
    [
      'that npm would keep private',
      { publishConfig: { provenance: true } },
      'publishConfig.access',
    ],
    [
      'with a workspace range',
      { dependencies: { a: 'workspace:^' } },
      'depends on a by workspace:^',
    ],
  ])('is refused %s', (_, more, expected) => {
    expect(listReleaseObjections(toPacked(more))).toEqual([expect.stringContaining(expected)])
  })

  it('is refused without its license', () => {
    const packed = { ...toPacked(), files: files.slice(1) }
    expect(listReleaseObjections(packed)).toEqual(['@referly-kit/types leaves out LICENSE.'])
  })
})

it.each([
  'https://github.com/us/kit',
  'https://github.com/us/kit.git',
  'git@github.com:us/kit.git',
  'ssh://git@github.com/us/kit.git',
])('the repository %s is named as npm wants it', (remote) => {
  expect(toRepository(remote, 'packages/types')).toEqual({
    type: 'git',
    url: 'git+https://github.com/us/kit.git',
    directory: 'packages/types',
  })
})

describe('an audit', () => {
  it('passes without advisories', () => {
    expect(toAuditResult('{"advisories":{}}').isRefused).toBe(false)
  })

  it('fails with one, and names package, version and page', () => {
    const advisory = {
      module_name: 'fastify',
      severity: 'high',
      title: 'Bad',
      url: 'https://example.com/1',
      findings: [{ version: '5.0.0' }],
    }
    expect(toAuditResult(JSON.stringify({ advisories: { 1: advisory } }))).toEqual({
      lines: ['fastify@5.0.0: high: Bad (https://example.com/1)'],
      isRefused: true,
    })
  })

  it.each([
    ['{"error":{"code":"X","message":"responded with 405"}}', 'responded with 405'],
    ['getaddrinfo ENOTFOUND', 'getaddrinfo ENOTFOUND'],
    ['', 'pnpm audit printed nothing'],
  ])('says so and does not fail when the registry answers %j', (output, expected) => {
    const { lines, isRefused } = toAuditResult(output)
    expect(isRefused).toBe(false)
    expect(lines).toEqual([`Not audited, the registry did not answer: ${expected}`])
  })
})
