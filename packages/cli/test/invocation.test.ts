import { describe, expect, it } from 'vitest'
import { toInvocation, toRunnable, toShellWord, toShortPath } from '../src/invocation.js'

function toCalled(script: string, extra: { execArgv?: string[]; env?: object } = {}) {
  return {
    argv: ['/bin/node', script],
    execArgv: extra.execArgv ?? [],
    env: { ...extra.env },
    cwd: () => '/home/ann',
  }
}

describe('suggested commands', () => {
  it.each([
    ['/home/ann/packages/cli/dist/bin.js', 'node packages/cli/dist/bin.js'],
    ['/opt/kit/dist/bin.js', 'node /opt/kit/dist/bin.js'],
    ['/home/ann/my kit/bin.js', "node 'my kit/bin.js'"],
    ['/home/ann/node_modules/.bin/referly', 'npx referly'],
    ['/home/node_modules/.bin/referly', 'npx referly'],
    ['/home/ann/node_modules/@referly-kit/cli/dist/bin.js', 'npx referly'],
    ['/usr/bin/referly', 'referly'],
    ['/opt/node_modules/.bin/referly', 'node /opt/node_modules/.bin/referly'],
    ['/home/ann/.npm/_npx/0f3a/node_modules/.bin/referly', 'npx -p @referly-kit/cli referly'],
    [
      'C:\\Users\\ann\\npm-cache\\_npx\\0f3a\\node_modules\\@referly-kit\\cli\\dist\\bin.js',
      'npx -p @referly-kit/cli referly',
    ],
    [
      '/home/ann/.cache/pnpm/dlx/5f1c/18f/node_modules/@referly-kit/cli/dist/bin.js',
      'pnpm --package=@referly-kit/cli dlx referly',
    ],
    [
      '/tmp/bunx-1000-@referly-kit/cli@latest/node_modules/.bin/referly',
      'bunx -p @referly-kit/cli referly',
    ],
    ['/tmp/xfs-2f1b/dlx-417/node_modules/.bin/referly', 'yarn dlx -p @referly-kit/cli referly'],
  ])('after a call of %s start with %s', (script, expected) => {
    expect(toInvocation(toCalled(script))).toEqual({
      referly: expected,
      quickstart: `${expected} quickstart`,
    })
  })

  it('start with referly if the directory of the script is in PATH', () => {
    const env = { PATH: '/usr/bin:/opt/node_modules/.bin' }
    expect(toInvocation(toCalled('/opt/node_modules/.bin/referly', { env })).referly).toBe(
      'referly',
    )
  })

  it.each([
    ['To list them: referly jobs list', 'To list them: npx referly jobs list'],
    ['Run `referly profiles set`.', 'Run `npx referly profiles set`.'],
    ['This directory was created by referly quickstart.', undefined],
    ['See https://example.com/: referly 2', undefined],
  ])('replace those in a message: %s', (message, expected = message) => {
    expect(toRunnable(message, { referly: 'npx referly', quickstart: '' })).toBe(expected)
  })

  it('keep the options of node', () => {
    const called = toCalled('/home/ann/bin.ts', { execArgv: ['--import', 'tsx'] })
    expect(toInvocation(called).referly).toBe('node --import tsx bin.ts')
  })

  it('start with npm start if it was used', () => {
    const called = toCalled('/home/ann/bin.js', { env: { npm_lifecycle_event: 'start' } })
    expect(toInvocation(called)).toEqual({ referly: 'node bin.js', quickstart: 'npm start --' })
  })
})

it.each([
  ['/home/ann/list.csv', 'list.csv'],
  ['/home/ann/..list.csv', '..list.csv'],
  ['/home/bob/list.csv', '/home/bob/list.csv'],
  ['/home/ann', '/home/ann'],
])('shortens %s in /home/ann to %s', (path, expected) => {
  expect(toShortPath(path, '/home/ann')).toBe(expected)
})

it.each([
  ['a/b-c.csv', 'a/b-c.csv'],
  ['my list.csv', "'my list.csv'"],
  ["Ann's", `'Ann'\\''s'`],
  ['$(x)', "'$(x)'"],
  ['', "''"],
])('quotes %j for a shell as %s', (word, expected) => {
  expect(toShellWord(word)).toBe(expected)
})
