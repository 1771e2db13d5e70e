import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

interface Breach {
  readonly name: string
  readonly file: string
  readonly source: string
  readonly says: RegExp
}

const long = (lines: number): string =>
  Array.from({ length: lines }, (_, i) => `  use(${i})`).join('\n')

const breaches: readonly Breach[] = [
  {
    name: 'the algorithm imports a model as a value',
    file: 'packages/codegen-structure/src/a.ts',
    source: `import { couponTypes } from '@referly-kit/types'\n\nexport const a = couponTypes\n`,
    says: /codegen-structure\/src may not import values of @referly-kit\/types/,
  },
  {
    name: 'the algorithm does I/O',
    file: 'packages/codegen-structure/src/b.ts',
    source: `import { readFileSync } from 'node:fs'\n\nexport const b = readFileSync\n`,
    says: /may not import values of node:fs/,
  },
  {
    name: 'the client imports the server',
    file: 'packages/client/src/a.ts',
    source: `import { startServer } from '@referly-kit/server'\n\nexport const a = startServer\n`,
    says: /client\/src may not import values of @referly-kit\/server/,
  },
  {
    name: 'a re-export goes through a wall',
    file: 'packages/redemption/src/c.ts',
    source: `export { capacity } from '@referly-kit/codegen-structure'\n`,
    says: /redemption\/src may not import values of @referly-kit\/codegen-structure/,
  },
  {
    name: 'HTTP imports the store',
    file: 'packages/server/src/http/a.ts',
    source: `import { query } from '../store/query.js'\n\nexport const a = query\n`,
    says: /server\/src\/http may not import values of packages\/server\/src\/store/,
  },
  {
    name: 'the domain imports a database driver',
    file: 'packages/server/src/domain/a.ts',
    source: `import pg from 'pg'\n\nexport const a = pg\n`,
    says: /server\/src\/domain may not import values of pg/,
  },
  {
    name: 'the command line imports the server eagerly',
    file: 'packages/cli/src/a.ts',
    source: `import { startServer } from '@referly-kit/server'\n\nexport const a = startServer\n`,
    says: /cli\/src may not import values of @referly-kit\/server/,
  },
  {
    name: 'another package is imported by path',
    file: 'packages/cli/src/b.ts',
    source: `import { a } from '../../client/src/a.js'\n\nexport const b = a\n`,
    says: /leaves packages\/cli\/src/,
  },
  {
    name: 'source imports a test',
    file: 'packages/client/src/b.ts',
    source: `import { a } from '../test/a.js'\n\nexport const b = a\n`,
    says: /leaves packages\/client\/src/,
  },
  {
    name: 'a pure room reads the clock',
    file: 'packages/redemption/src/a.ts',
    source: `export const a = (): Date => new Date()\n`,
    says: /new Date\(\) in a pure room/,
  },
  {
    name: 'a pure room throws dice',
    file: 'packages/codegen-structure/src/c.ts',
    source: `export const c = (): number => Math.random()\n`,
    says: /Math\.random in a pure room/,
  },
  {
    name: 'a pure room reads the environment',
    file: 'packages/redemption/src/b.ts',
    source: `export const b = (): unknown => process.env\n`,
    says: /Unexpected use of 'process'/,
  },
  {
    name: 'two files import each other',
    file: 'packages/server/src/x.ts',
    source: `import { y } from './y.js'\n\nexport const x = (): unknown => y\n`,
    says: /Dependency cycle detected/,
  },
  {
    name: 'a function is longer than 40 lines',
    file: 'packages/server/src/long.ts',
    source: `declare function use(n: number): void\nexport function long(): void {\n${long(41)}\n}\n`,
    says: /function.*has too many lines/i,
  },
  {
    name: 'a file is longer than 250 lines',
    file: 'packages/server/src/file.ts',
    source: Array.from({ length: 251 }, (_, i) => `export const n${i} = ${i}`).join('\n'),
    says: /File has too many lines/,
  },
]

const allowed = {
  'packages/codegen-structure/src/ok.ts': `import type { Coupon } from '@referly-kit/types'\n\nexport type A = Coupon\n`,
  'packages/cli/src/ok.ts': `export const serve = async (): Promise<unknown> => import('@referly-kit/server')\n`,
  'packages/server/src/http/ok.ts': `import type { Q } from '../store/query.js'\n\nexport type A = Q\n`,
  'packages/server/src/store/ok.ts': `import pg from 'pg'\n\nexport const pool = pg\n`,
}

describe('the walls', () => {
  let folder: string
  let output: string

  const write = (file: string, source: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), source)
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'referly-walls-'))
    const config = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as object
    const plugin = join(root, 'scripts/lint/plugin.js')
    write('.oxlintrc.json', JSON.stringify({ ...config, jsPlugins: [plugin] }))
    for (const { file, source } of breaches) write(file, source)
    for (const [file, source] of Object.entries(allowed)) write(file, source)
    write(
      'packages/server/src/y.ts',
      `import { x } from './x.js'\n\nexport const y = (): unknown => x\n`,
    )
    const result = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format=unix'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(result.status).toBe(1)
    output = result.stdout
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const linesOf = (file: string): string =>
    output
      .split('\n')
      .filter((line) => line.includes(file))
      .join('\n')

  it.each(breaches)('break when $name', ({ file, says }) => {
    expect(linesOf(file)).toMatch(says)
  })

  it.each(Object.keys(allowed))('stand when %s keeps to its room', (file) => {
    expect(linesOf(file)).toBe('')
  })
})
