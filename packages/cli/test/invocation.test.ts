import { describe, expect, it } from 'vitest'
import { toInvocation, toShellWord, toShortPath } from '../src/invocation.js'

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
    ['/usr/bin/referly', 'referly'],
  ])('after a call of %s start with %s', (script, expected) => {
    expect(toInvocation(toCalled(script))).toEqual({
      referly: expected,
      quickstart: `${expected} quickstart`,
    })
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
