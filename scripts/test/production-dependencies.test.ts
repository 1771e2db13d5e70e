import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  isAllowedLicense,
  listObjections,
  listProductionDependencies,
} from '../src/production-dependencies.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'referly-tree-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, content: object | string): void {
  mkdirSync(join(folder, dirname(path)), { recursive: true })
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  writeFileSync(join(folder, path), text)
}

const one = { version: '1.0.0', license: 'MIT' }

describe('what reaches a user', () => {
  it('is everything that is depended upon, however deep, and nothing else', () => {
    write('package.json', { ...one, name: 'ours', dependencies: { a: '1', '@b/b': '1' } })
    write('node_modules/a/package.json', { ...one, name: 'a', dependencies: { '@b/b': '1' } })
    write('node_modules/@b/b/package.json', { ...one, name: '@b/b', dependencies: { a: '1' } })
    write('node_modules/unneeded/package.json', { ...one, name: 'unneeded' })
    const names = listProductionDependencies([folder]).map(({ name }) => name)
    expect(names).toEqual(['@b/b', 'a', 'ours'])
  })

  it('may lack a package that is optional, and no other', () => {
    const optionalDependencies = { fast: '1' }
    write('package.json', { ...one, name: 'ours', optionalDependencies })
    expect(listProductionDependencies([folder])).toHaveLength(1)
    write('package.json', { ...one, name: 'ours', dependencies: { needed: '1' } })
    expect(() => listProductionDependencies([folder])).toThrow('ours needs needed')
  })

  it('may run nothing while it is installed', () => {
    write('package.json', { ...one, name: 'ours', dependencies: { a: '1', native: '1' } })
    write('node_modules/a/package.json', { ...one, name: 'a', scripts: { postinstall: 'x' } })
    write('node_modules/native/package.json', { ...one, name: 'native', scripts: { test: 'x' } })
    write('node_modules/native/binding.gyp', '{}')
    expect(listObjections(listProductionDependencies([folder]))).toEqual([
      'a@1.0.0 runs postinstall while it is installed; users get none.',
      'native@1.0.0 runs node-gyp rebuild while it is installed; users get none.',
    ])
  })

  it('may carry no license but the allowed ones', () => {
    write('package.json', { name: 'ours', version: '1.0.0', license: 'AGPL-3.0-only' })
    expect(listObjections(listProductionDependencies([folder]))).toEqual([
      expect.stringContaining('ours@1.0.0: the license AGPL-3.0-only is not one of'),
    ])
  })
})

it.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND Apache-2.0', true],
  ['MIT AND GPL-3.0-only', false],
  ['GPL-3.0-only', false],
  ['SEE LICENSE IN LICENSE', false],
  ['none', false],
  ['GPL-3.0-only AND (X11 OR MIT OR Zlib)', false],
])('the license %s is allowed: %s', (expression, expected) => {
  expect(isAllowedLicense(expression)).toBe(expected)
})
