import { describe, expect, it } from 'vitest'
import { toInstallation } from '../../src/gate/postgresql.js'

const bare = { hasBinaries: false, hasDatabaseUrl: false, isRoot: false, hasApt: false }

describe('PostgreSQL', () => {
  it.each([
    [
      'is not installed again when it exists',
      { hasBinaries: true, isRoot: true, hasApt: true },
      'existing',
    ],
    [
      'is not installed when REFERLY_TEST_DATABASE_URL is set',
      { hasDatabaseUrl: true },
      'existing',
    ],
    ['is installed by root with apt-get', { isRoot: true, hasApt: true }, 'install'],
    ['is not installed without root', { hasApt: true }, 'unavailable'],
    ['is not installed without apt-get', { isRoot: true }, 'unavailable'],
  ] as const)('%s', (_, machine, expected) => {
    expect(toInstallation({ ...bare, ...machine })).toBe(expected)
  })
})
