import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toClosure, type PackedPackage } from '../src/matrix-packages.js'
import { readInstallScripts } from '../src/matrix-projects.js'
import { toAbsentRow, toReport } from '../src/matrix-rows.js'

describe('the table of a matrix', () => {
  it('says what ran, what failed and why, and what was not run', () => {
    const node = { subject: 'Node', version: '24.0.0', result: '3 cases', isRun: true }
    const report = toReport('Smoke', [
      { ...node, failures: [] },
      { ...node, version: '26.0.0', failures: ['a list: expected 1, got 2'] },
      toAbsentRow('Chromium', 'no browser found'),
    ])
    expect(report).toContain('| Node | 24.0.0 | 3 cases |')
    expect(report).toContain('| Node | 26.0.0 | **FAILED** (1): 3 cases |')
    expect(report).toContain('FAILED Node 26.0.0: a list: expected 1, got 2')
    expect(report).toContain('| Chromium |  | NOT RUN: no browser found |')
  })
})

describe('a package', () => {
  const pack = (name: string, neighbors: readonly string[]): PackedPackage => ({
    name,
    version: '1.0.0',
    tarball: `${name}.tgz`,
    entries: [name],
    neighbors,
  })

  it('is installed with its neighbors, near and far, and no other', () => {
    const packed = [pack('cli', ['server']), pack('other', []), pack('server', ['types'])]
    const names = toClosure('cli', [...packed, pack('types', [])]).map(({ name }) => name)
    expect(names).toEqual(['cli', 'server', 'types'])
  })
})

describe('install scripts', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'referly-matrix-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function install(path: string, manifest: object): string {
    const target = join(folder, 'node_modules', path)
    mkdirSync(target, { recursive: true })
    writeFileSync(join(target, 'package.json'), JSON.stringify(manifest))
    return target
  }

  it('are found in every installed package, also below another', () => {
    install('quiet', { scripts: { test: 'true', prepare: 'true' } })
    install('@a/loud', { scripts: { postinstall: 'node x.js' } })
    install('quiet/node_modules/deep', { scripts: { preinstall: 'node x.js' } })
    // A manifest that no installer reads.
    install('quiet/fixtures', { scripts: { install: 'node x.js' } })
    expect(readInstallScripts(folder).toSorted()).toEqual(['@a/loud', 'quiet/node_modules/deep'])
  })

  it('are also what npm runs by itself for a binding.gyp', () => {
    writeFileSync(join(install('native', {}), 'binding.gyp'), '{}')
    expect(readInstallScripts(folder)).toEqual(['native'])
  })
})
