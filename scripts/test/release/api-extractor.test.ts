import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

const surface = `/** A code. */
export interface Code { readonly text: string }
interface Options { readonly length: number }
/** Creates a code. */
export declare function createCode(options: Options): Code
export {}
`

interface Manifest {
  readonly private?: boolean
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>
  readonly scripts: Readonly<Record<string, string>>
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))

/** Every entry point with types, along with the configuration that its package must have for it. */
const entryPoints = readdirSync(join(root, 'packages')).flatMap((name) => {
  const manifest = readJson(`packages/${name}/package.json`) as Manifest
  if (manifest.private === true) return []
  return Object.entries(manifest.exports).flatMap(([path, target]) => {
    if (typeof target === 'string') return []
    const suffix = path === '.' ? '' : path.slice(1).replaceAll('/', '.')
    return [{ name, path, types: target.types, config: `api-extractor${suffix}.json`, manifest }]
  })
})

describe('API reports', () => {
  it.each(entryPoints)('cover $path of $name', ({ name, types, config, manifest }) => {
    const { mainEntryPointFilePath = '<projectFolder>/dist/index.d.ts' } = readJson(
      `packages/${name}/${config}`,
    ) as { mainEntryPointFilePath?: string }
    expect(mainEntryPointFilePath).toBe(types.replace('.', '<projectFolder>'))
    const flag = config === 'api-extractor.json' ? '' : ` -c ${config}`
    expect(manifest.scripts['check:package']).toContain(`--print-api-report-diff${flag}`)
    expect(manifest.scripts['api:update']).toContain(`api-extractor run --local${flag}`)
  })
})

describe('scripts/api-extractor.json', () => {
  let folder: string

  const write = (path: string, content: object | string): void =>
    writeFileSync(
      join(folder, path),
      typeof content === 'string' ? content : JSON.stringify(content),
    )

  const runExtractor = (flag: string): { status: number | null; output: string } => {
    const extractor = join(root, 'node_modules/@microsoft/api-extractor/bin/api-extractor')
    const { status, stdout, stderr } = spawnSync(process.execPath, [extractor, 'run', flag], {
      cwd: folder,
      encoding: 'utf8',
    })
    return { status, output: stdout + stderr }
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'referly-surface-'))
    mkdirSync(join(folder, 'dist'))
    mkdirSync(join(folder, 'etc'))
    const compilerOptions = { module: 'NodeNext', target: 'ES2023', lib: ['ES2023'], types: [] }
    write('package.json', { name: 'surface', version: '1.0.0', type: 'module' })
    write('tsconfig.json', {})
    write('tsconfig.build.json', { compilerOptions, include: ['dist'] })
    write('api-extractor.json', { extends: join(root, 'scripts/api-extractor.json') })
    write('dist/index.d.ts', surface)
    expect(runExtractor('--local')).toMatchObject({ status: 0 })
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each([
    ['nothing changed', surface],
    ['only a comment changed', surface.replace('Creates a code.', 'Creates one code.')],
  ])('passes when %s', (_, changed) => {
    write('dist/index.d.ts', changed)
    expect(runExtractor('--print-api-report-diff').status).toBe(0)
  })

  it.each([
    [
      'an export was removed',
      surface.replace('export interface Code', 'interface Code'),
      '-export',
    ],
    ['an export was added', `${surface}export declare const longest: number\n`, '+export const'],
    ['a parameter changed', surface.replace('options: Options', 'options?: Options'), 'options?:'],
    [
      'a type changed that an export only mentions',
      surface.replace('length: number', 'length: string'),
      '+    readonly length: string',
    ],
  ])('fails and shows the difference when %s', (_, changed, difference) => {
    write('dist/index.d.ts', changed)
    const { status, output } = runExtractor('--print-api-report-diff')
    expect(status).toBe(1)
    expect(output).toContain(difference)
  })

  it('fails when an entry point has no report', () => {
    write('dist/index.d.ts', surface)
    rmSync(join(folder, 'etc/index.api.md'))
    expect(runExtractor('--print-api-report-diff').status).toBe(1)
  })
})
