import { describe, expect, it } from 'vitest'
import { toClosure, type PackedPackage } from '../../src/matrix/packages.js'

const pack = (name: string, neighbors: readonly string[]): PackedPackage => ({
  name,
  version: '1.0.0',
  tarball: `${name}.tgz`,
  entries: [name],
  neighbors,
})

describe('toClosure', () => {
  it('returns a package with its direct and indirect dependencies only', () => {
    const packed = [pack('cli', ['server']), pack('other', []), pack('server', ['types'])]
    const names = toClosure('cli', [...packed, pack('types', [])]).map(({ name }) => name)
    expect(names).toEqual(['cli', 'server', 'types'])
  })
})
