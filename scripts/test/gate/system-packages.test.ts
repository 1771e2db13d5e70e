import { describe, expect, it } from 'vitest'
import { toInstallation } from '../../src/gate/system-packages.js'

const bare = { hasPath: false, hasVariable: false, isRoot: false, hasApt: false }

describe('a program that other tests use', () => {
  it.each([
    [
      'is not installed again when it exists',
      { hasPath: true, isRoot: true, hasApt: true },
      'existing',
    ],
    [
      'is not installed when a variable names another installation',
      { hasVariable: true },
      'existing',
    ],
    ['is installed by root with apt-get', { isRoot: true, hasApt: true }, 'install'],
    ['is not installed without root', { hasApt: true }, 'unavailable'],
    ['is not installed without apt-get', { isRoot: true }, 'unavailable'],
  ] as const)('%s', (_, machine, expected) => {
    expect(toInstallation({ ...bare, ...machine })).toBe(expected)
  })
})
