import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  compareApiReports,
  createApiReports,
  readApiReports,
  toEntryPoints,
  writeApiReports,
} from '../src/api-reports.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string

const writeDeclarations = (text: string): void =>
  writeFileSync(join(folder, 'dist', 'index.d.ts'), text)

const compare = (): readonly string[] =>
  compareApiReports(readApiReports(folder), createApiReports(folder))

const surface = `/** A code. */
export interface Code { readonly text: string }
interface Options { readonly length: number }
/** Creates a code. */
export declare function createCode(options: Options): Code
export {}
`

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'referly-surface-'))
  mkdirSync(join(folder, 'dist'))
  const manifest = {
    name: 'surface',
    version: '1.0.0',
    type: 'module',
    license: 'MIT',
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  const compilerOptions = { module: 'NodeNext', target: 'ES2023', lib: ['ES2023'], types: [] }
  writeFileSync(
    join(folder, 'tsconfig.build.json'),
    JSON.stringify({ compilerOptions, include: ['dist'] }),
  )
  writeFileSync(
    join(folder, 'dist', 'index.js'),
    'export const createCode = () => ({ text: "" })\n',
  )
  writeDeclarations(surface)
  writeApiReports(folder, createApiReports(folder))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the public surface', { timeout: 120_000 }, () => {
  it('passes while it is what the report says', () => {
    writeDeclarations(surface)
    expect(compare()).toEqual([])
  })

  it('passes when only comments have changed', () => {
    writeDeclarations(surface.replace('Makes a code.', 'Makes one code.'))
    expect(compare()).toEqual([])
  })

  it.each([
    ['an export is gone', surface.replace('export interface Code', 'interface Code')],
    ['an export is new', `${surface}export declare const longest: number\n`],
    ['a parameter has changed', surface.replace('options: Options', 'options?: Options')],
    [
      'a type that an export only mentions has changed',
      surface.replace('length: number', 'length: string'),
    ],
  ])('is refused when %s', (_, changed) => {
    writeDeclarations(changed)
    expect(compare()).toEqual([expect.stringContaining('index.api.md:\n')])
  })

  it('is refused when an entry point has no report', () => {
    const report = { name: 'sequence.api.md', text: 'export const a: 1' }
    expect(compareApiReports([], [report])).toEqual(['sequence.api.md:\n+ export const a: 1'])
    expect(compareApiReports([report], [])).toEqual(['sequence.api.md:\n- export const a: 1'])
  })

  it('stops the gate and names the command that takes the change over', () => {
    writeDeclarations(surface.replace('text: string', 'text: string; readonly key: string'))
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/tsx/dist/cli.mjs'), join(root, 'scripts/src/check-package.ts')],
      { cwd: folder, encoding: 'utf8' },
    )
    expect(status).toBe(1)
    expect(stderr).toContain('+     readonly key: string')
    expect(stderr).toContain('pnpm api:update')
  })
})

it('entry points are everything that has types, by the names of their reports', () => {
  const types = './dist/index.d.ts'
  const exports = { '.': { types }, './a/b': { types }, './package.json': './package.json' }
  expect(toEntryPoints({ exports }).map(({ name }) => name)).toEqual(['index', 'a-b'])
})
