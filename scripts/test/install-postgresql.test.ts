import { describe, expect, it } from 'vitest'
import { toInstallation } from '../src/install-postgresql.js'

const bare = { hasBinaries: false, hasDatabaseUrl: false, isRoot: false, hasApt: false }

describe('PostgreSQL', () => {
  it.each([
    [
      'is left alone where it is installed',
      { hasBinaries: true, isRoot: true, hasApt: true },
      'there',
    ],
    ['is left alone where another is named', { hasDatabaseUrl: true }, 'there'],
    ['is installed by root where there is apt-get', { isRoot: true, hasApt: true }, 'install'],
    ['is not installed without root', { hasApt: true }, 'impossible'],
    ['is not installed without apt-get', { isRoot: true }, 'impossible'],
  ] as const)('%s', (_, machine, expected) => {
    expect(toInstallation({ ...bare, ...machine })).toBe(expected)
  })
})
