import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readInstallScripts } from '../../src/matrix/projects.js'

describe('readInstallScripts', () => {
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

  it('finds install scripts in every package, nested ones included', () => {
    install('quiet', { scripts: { test: 'true', prepare: 'true' } })
    install('@a/loud', { scripts: { postinstall: 'node x.js' } })
    install('quiet/node_modules/deep', { scripts: { preinstall: 'node x.js' } })
    // Installers do not read this manifest.
    install('quiet/fixtures', { scripts: { install: 'node x.js' } })
    expect(readInstallScripts(folder).toSorted()).toEqual(['@a/loud', 'quiet/node_modules/deep'])
  })

  it('finds packages with a binding.gyp, which npm builds without a script', () => {
    writeFileSync(join(install('native', {}), 'binding.gyp'), '{}')
    expect(readInstallScripts(folder)).toEqual(['native'])
  })
})
