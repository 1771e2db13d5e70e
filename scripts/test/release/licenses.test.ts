import { describe, expect, it } from 'vitest'
import { isAllowedLicense, listRefusals, parseLicenses } from '../../src/release/licenses.js'

const pglite = { name: 'pglite', versions: ['0.5.16'], license: 'Apache-2.0' }
const fastUri = { name: 'fast-uri', versions: ['3.1.9', '4.2.3'], license: 'BSD-3-Clause' }
const copyleft = { name: 'copyleft', versions: ['1.0.0'], license: 'GPL-3.0-only' }

describe('parseLicenses', () => {
  it('lists the packages of every license by name', () => {
    const output = JSON.stringify({ 'Apache-2.0': [pglite], 'BSD-3-Clause': [fastUri] })
    expect(parseLicenses(output)).toEqual([fastUri, pglite])
  })

  it('returns no packages for the sentence that pnpm prints when it finds none', () => {
    expect(parseLicenses('No licenses in packages found')).toEqual([])
  })

  it('throws on output that is not complete JSON', () => {
    expect(() => parseLicenses('{ "MIT": [')).toThrow(SyntaxError)
  })
})

describe('listRefusals', () => {
  it('accepts packages with allowed licenses', () => {
    expect(listRefusals([pglite, fastUri])).toEqual([])
  })

  it('names the package, its version, and its license', () => {
    expect(listRefusals([pglite, copyleft])).toEqual([
      expect.stringMatching(/^copyleft@1\.0\.0: .*MIT.*, but was GPL-3\.0-only\.$/),
    ])
  })
})

describe('isAllowedLicense', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['MIT AND Apache-2.0', true],
    ['MIT AND GPL-3.0-only', false],
    ['GPL-3.0-only', false],
    ['SEE LICENSE IN LICENSE', false],
    ['Unknown', false],
    ['GPL-3.0-only AND (X11 OR MIT OR Zlib)', false],
  ])('returns for %s: %s', (expression, expected) => {
    expect(isAllowedLicense(expression)).toBe(expected)
  })
})
