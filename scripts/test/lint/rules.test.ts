import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

interface Violation {
  readonly name: string
  readonly file: string
  readonly source: string
  readonly message: RegExp
}

const repeat = (lines: number): string =>
  Array.from({ length: lines }, (_, i) => `  use(${i})`).join('\n')

const walls: readonly Violation[] = [
  {
    name: 'a value of the types in the code algorithm',
    file: 'packages/codegen-structure/src/a.ts',
    source: `import { couponTypes } from '@referly-kit/types'\n\nexport const a = couponTypes\n`,
    message:
      /codegen-structure\/src may not import values of @referly-kit\/types\. Use `import type`/,
  },
  {
    name: 'I/O in the code algorithm',
    file: 'packages/codegen-structure/src/b.ts',
    source: `import { readFileSync } from 'node:fs'\n\nexport const b = readFileSync\n`,
    message: /may not import values of node:fs\. Move this code to a package that may/,
  },
  {
    name: 'the server in the client',
    file: 'packages/client/src/a.ts',
    source: `import { startServer } from '@referly-kit/server'\n\nexport const a = startServer\n`,
    message: /client\/src may not import values of @referly-kit\/server/,
  },
  {
    name: 'the server in the client, loaded lazily',
    file: 'packages/client/src/lazy.ts',
    source: `export const a = async (): Promise<unknown> => import('@referly-kit/server')\n`,
    message: /client\/src may not import values of @referly-kit\/server/,
  },
  {
    name: 'types of the server in the client',
    file: 'packages/client/src/types.ts',
    source: `import type { RunningServer } from '@referly-kit/server'\n\nexport type A = RunningServer\n`,
    message: /client\/src may not import types of @referly-kit\/server/,
  },
  {
    name: 'a re-export of another package',
    file: 'packages/redemption/src/c.ts',
    source: `export { capacity } from '@referly-kit/codegen-structure'\n`,
    message: /redemption\/src may not import values of @referly-kit\/codegen-structure/,
  },
  {
    name: 'the store in HTTP',
    file: 'packages/server/src/http/a.ts',
    source: `import { query } from '../store/query.js'\n\nexport const a = query\n`,
    message: /server\/src\/http may not import values of packages\/server\/src\/store/,
  },
  {
    name: 'a database driver in the domain',
    file: 'packages/server/src/domain/a.ts',
    source: `import pg from 'pg'\n\nexport const a = pg\n`,
    message: /server\/src\/domain may not import values of pg/,
  },
  {
    name: 'the server in the command line, loaded eagerly',
    file: 'packages/cli/src/a.ts',
    source: `import { startServer } from '@referly-kit/server'\n\nexport const a = startServer\n`,
    message: /cli\/src may not import values of @referly-kit\/server\. Load it with `import\(\)`/,
  },
  {
    name: 'another package by path',
    file: 'packages/cli/src/b.ts',
    source: `import { a } from '../../client/src/a.js'\n\nexport const b = a\n`,
    message: /outside packages\/cli\/src\. Import other packages by name/,
  },
  {
    name: 'a test in a source file',
    file: 'packages/client/src/b.ts',
    source: `import { a } from '../test/a.js'\n\nexport const b = a\n`,
    message: /outside packages\/client\/src/,
  },
]

const rules: readonly Violation[] = [
  {
    name: 'the clock in a pure package',
    file: 'packages/redemption/src/a.ts',
    source: `export const a = (): Date => new Date()\n`,
    message: /new Date\(\) is not allowed in a pure package\. Take the time as an argument/,
  },
  {
    name: 'randomness in a pure package',
    file: 'packages/codegen-structure/src/c.ts',
    source: `export const c = (): number => Math.random()\n`,
    message: /Math\.random is not allowed .* Take a source of randomness as an argument/,
  },
  {
    name: 'the environment in a pure package',
    file: 'packages/redemption/src/b.ts',
    source: `export const b = (): unknown => process.env\n`,
    message: /Unexpected use of 'process'/,
  },
  {
    name: 'two files that import each other',
    file: 'packages/server/src/x.ts',
    source: `import { y } from './y.js'\n\nexport const x = (): unknown => y\n`,
    message: /Dependency cycle detected/,
  },
  {
    name: 'two files that import types from each other',
    file: 'packages/server/src/type-x.ts',
    source: `import type { Y } from './type-y.js'\n\nexport interface X {\n  readonly y?: Y\n}\n`,
    message: /Dependency cycle detected/,
  },
  {
    name: 'a function of more than 40 lines',
    file: 'packages/server/src/long.ts',
    source: `declare function use(n: number): void\nexport function long(): void {\n${repeat(41)}\n}\n`,
    message: /function.*has too many lines/i,
  },
  {
    name: 'a file of more than 250 lines',
    file: 'packages/server/src/file.ts',
    source: Array.from({ length: 251 }, (_, i) => `export const n${i} = ${i}`).join('\n'),
    message: /File has too many lines/,
  },
  {
    name: 'a step of one with +=',
    file: 'scripts/src/add.ts',
    source: `let count = 0\ncount += 1\nexport const total = count\n`,
    message: /Write `count\+\+` instead of `count \+= 1`/,
  },
  {
    name: 'a step of one with -=',
    file: 'scripts/src/subtract.ts',
    source: `const state = { left: 9 }\nstate.left -= 1\nexport const { left } = state\n`,
    message: /Write `state\.left--` instead of `state\.left -= 1`/,
  },
  {
    name: 'a constant in capitals',
    file: 'scripts/src/constant.ts',
    source: `export const MAX_RETRIES_20 = 20\n`,
    message: /Rename MAX_RETRIES_20 to maxRetries20\./,
  },
  {
    name: 'a doc comment that starts with What',
    file: 'scripts/src/what.ts',
    source: `/** What a coupon takes off. */\nexport const a = 1\n`,
    message: /Start with a verb or a noun phrase instead of "What", as in "Creates a coupon\."/,
  },
  {
    name: 'a doc comment of several lines that starts with Whether',
    file: 'scripts/src/whether.ts',
    source: `/**\n * Whether a code is valid.\n *\n * @example isValid() //=> true\n */\nexport const a = 1\n`,
    message: /instead of "Whether"/,
  },
  {
    name: 'a refused word in a comment',
    file: 'scripts/src/comment.ts',
    source: `// Reads the file anew.\nexport const a = 1\n`,
    message: /Write "again" or rephrase instead of "anew"/,
  },
  {
    name: 'a refused word in a message',
    file: 'scripts/src/message.ts',
    source: `export const a = (name: string): string => \`\${name}: ask whoever made it\`\n`,
    message: /Write "anyone who" or rephrase instead of "whoever"/,
  },
  {
    name: 'a module imported twice',
    file: 'scripts/src/duplicates.ts',
    source: `import type { Stats } from 'node:fs'\nimport { statSync } from 'node:fs'\n\nexport const a = (): Stats => statSync('.')\n`,
    message: /import\(no-duplicates\)/,
  },
  {
    name: 'a type imported as a value',
    file: 'scripts/src/type-import.ts',
    source: `import { Stats, statSync } from 'node:fs'\n\nexport const a = (): Stats => statSync('.')\n`,
    message: /typescript\(consistent-type-imports\)/,
  },
  {
    name: 'a type before a value in an import',
    file: 'scripts/src/values-first.ts',
    source: `import { type Stats, statSync } from 'node:fs'\n\nexport const a = (): Stats => statSync('.')\n`,
    message: /Put values before types, as in `import \{ value, type Type \}`/,
  },
  {
    name: 'a type before a value in an export',
    file: 'scripts/src/values-first-export.ts',
    source: `export { type Stats, statSync } from 'node:fs'\n`,
    message: /Put values before types/,
  },
  {
    name: 'an import with nothing but inline types',
    file: 'scripts/src/side-effects.ts',
    source: `import { type Stats } from 'node:fs'\n\nexport type A = Stats\n`,
    message: /typescript\(no-import-type-side-effects\)/,
  },
  {
    name: 'an import without an empty line after it',
    file: 'scripts/src/newline.ts',
    source: `import { statSync } from 'node:fs'\nexport const a = statSync\n`,
    message: /import\(newline-after-import\)/,
  },
  {
    name: 'an import after other code',
    file: 'scripts/src/first.ts',
    source: `export const a = 1\nimport { statSync } from 'node:fs'\n\nexport const b = statSync\n`,
    message: /import\(first\)/,
  },
  {
    name: 'a default export',
    file: 'scripts/src/default.ts',
    source: `export default 1\n`,
    message: /import\(no-default-export\)/,
  },
  {
    name: 'an exported let',
    file: 'scripts/src/mutable.ts',
    source: `export let a = 1\na = 2\n`,
    message: /import\(no-mutable-exports\)/,
  },
  {
    name: 'any',
    file: 'scripts/src/any.ts',
    source: `export const a: any = 1\n`,
    message: /typescript\(no-explicit-any\)/,
  },
  {
    name: 'an object type instead of an interface',
    file: 'scripts/src/definition.ts',
    source: `export type A = { readonly b: string }\n`,
    message: /typescript\(consistent-type-definitions\)/,
  },
  {
    name: 'an interface instead of a function type',
    file: 'scripts/src/function-type.ts',
    source: `export interface A {\n  (b: string): void\n}\n`,
    message: /typescript\(prefer-function-type\)/,
  },
  {
    name: 'Array<T> instead of T[]',
    file: 'scripts/src/array.ts',
    source: `export const a: Array<string> = []\n`,
    message: /typescript\(array-type\)/,
  },
  {
    name: 'type arguments on the variable instead of the constructor',
    file: 'scripts/src/generic.ts',
    source: `export const a: Map<string, number> = new Map()\n`,
    message: /typescript\(consistent-generic-constructors\)/,
  },
  {
    name: 'a nested ternary',
    file: 'scripts/src/ternary.ts',
    source: `export const a = (b: number): number => (b > 1 ? 1 : b > 0 ? 2 : 3)\n`,
    message: /no-nested-ternary/,
  },
  {
    name: 'a negated condition with an else',
    file: 'scripts/src/negated.ts',
    source: `export const a = (b: number): number => (b !== 1 ? 1 : 2)\n`,
    message: /no-negated-condition/,
  },
  {
    name: 'an else after a return',
    file: 'scripts/src/else.ts',
    source: `export function a(b: boolean): number {\n  if (b) {\n    return 1\n  } else {\n    return 2\n  }\n}\n`,
    message: /no-else-return/,
  },
  {
    name: 'a body on a separate line without braces',
    file: 'scripts/src/braces.ts',
    source: `export function a(b: boolean): number {\n  if (b)\n    return 1\n  return 2\n}\n`,
    message: /eslint\(curly\)/,
  },
  {
    name: 'an if alone in an else',
    file: 'scripts/src/lonely.ts',
    source: `declare function use(n: number): void\nexport function a(b: boolean, c: boolean): void {\n  if (b) {\n    if (c) {\n      use(1)\n    }\n  }\n}\n`,
    message: /no-lonely-if/,
  },
  {
    name: 'a property that repeats its variable',
    file: 'scripts/src/shorthand.ts',
    source: `export const a = (b: number): object => ({ b: b })\n`,
    message: /object-shorthand/,
  },
  {
    name: 'a let that never changes',
    file: 'scripts/src/let.ts',
    source: `let a = 1\nexport const b = a\n`,
    message: /prefer-const/,
  },
  {
    name: 'an error thrown without new',
    file: 'scripts/src/throw.ts',
    source: `export function a(): never {\n  throw Error('No code.')\n}\n`,
    message: /unicorn\(throw-new-error\)/,
  },
  {
    name: 'forEach',
    file: 'scripts/src/each.ts',
    source: `declare function use(n: number): void\nexport const a = (b: readonly number[]): void => b.forEach((c) => use(c))\n`,
    message: /unicorn\(no-array-for-each\)/,
  },
  {
    name: 'an index from the end with length',
    file: 'scripts/src/at.ts',
    source: `export const a = (b: readonly number[]): number | undefined => b[b.length - 1]\n`,
    message: /unicorn\(prefer-at\)/,
  },
  {
    name: 'a built-in without node:',
    file: 'scripts/src/protocol.ts',
    source: `import { statSync } from 'fs'\n\nexport const a = statSync\n`,
    message: /unicorn\(prefer-node-protocol\)/,
  },
  {
    name: 'a file name in camelCase',
    file: 'scripts/src/fileName.ts',
    source: `export const a = 1\n`,
    message: /unicorn\(filename-case\)/,
  },
  {
    name: 'test() instead of it()',
    file: 'scripts/test/test-it.test.ts',
    source: `import { expect, test } from 'vitest'\n\ntest('adds', () => expect(1).toBe(1))\n`,
    message: /vitest\(consistent-test-it\)/,
  },
  {
    name: 'toEqual on a number',
    file: 'scripts/test/to-be.test.ts',
    source: `import { expect, it } from 'vitest'\n\nit('adds', () => expect(1).toEqual(1))\n`,
    message: /vitest\(prefer-to-be\)/,
  },
  {
    name: 'toBe on a length',
    file: 'scripts/test/length.test.ts',
    source: `import { expect, it } from 'vitest'\n\nit('adds', () => expect([].length).toBe(0))\n`,
    message: /vitest\(prefer-to-have-length\)/,
  },
  {
    name: 'a hook below a test',
    file: 'scripts/test/hooks.test.ts',
    source: `import { beforeEach, describe, expect, it } from 'vitest'\n\ndescribe('a', () => {\n  it('adds', () => expect(1).toBe(1))\n  beforeEach(() => {})\n})\n`,
    message: /vitest\(prefer-hooks-on-top\)/,
  },
]

const allowed = {
  'packages/codegen-structure/src/ok.ts': `import type { Coupon } from '@referly-kit/types'\n\nexport type A = Coupon\n`,
  'packages/cli/src/ok.ts': `export const serve = async (): Promise<unknown> => import('@referly-kit/server')\n`,
  'packages/cli/src/ok-types.ts': `import type { RunningServer } from '@referly-kit/server'\n\nexport type A = RunningServer\n`,
  'packages/server/src/http/ok.ts': `import type { Q } from '../store/query.js'\n\nexport type A = Q\n`,
  'packages/server/src/store/ok.ts': `import pg from 'pg'\n\nexport const pool = pg\n`,
  'scripts/src/ok.ts': `import { statSync, type Stats } from 'node:fs'\n\n/** Returns what the file system reports, however slow. */\nexport const a = (): Stats => statSync('.')\n`,
}

const counterparts = {
  'packages/server/src/y.ts': `import { x } from './x.js'\n\nexport const y = (): unknown => x\n`,
  'packages/server/src/type-y.ts': `import type { X } from './type-x.js'\n\nexport interface Y {\n  readonly x?: X\n}\n`,
}

describe('oxlint', () => {
  let folder: string
  let output: string

  const write = (file: string, source: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), source)
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'referly-lint-'))
    const config = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as object
    const plugin = join(root, 'scripts/lint/plugin.js')
    write('.oxlintrc.json', JSON.stringify({ ...config, jsPlugins: [plugin] }))
    for (const { file, source } of [...walls, ...rules]) write(file, source)
    for (const [file, source] of Object.entries({ ...allowed, ...counterparts })) {
      write(file, source)
    }
    const result = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format=unix'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(result.status).toBe(1)
    output = result.stdout
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const readMessages = (file: string): string =>
    output
      .split('\n')
      .filter((line) => line.startsWith(`${file}:`))
      .join('\n')

  it.each(walls)('refuses to import $name', ({ file, message }) => {
    expect(readMessages(file)).toMatch(message)
  })

  it.each(rules)('refuses $name', ({ file, message }) => {
    expect(readMessages(file)).toMatch(message)
  })

  it.each(Object.keys(allowed))('accepts %s', (file) => {
    expect(readMessages(file)).toBe('')
  })
})
