import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editSpec, readKnownChanges, writeKnownChanges } from '../../src/spec/known-changes.js'
import { readSpecChanges, type Impact } from '../../src/spec/redocly.js'

const known = readKnownChanges()
const impacts: readonly Impact[] = ['major', 'minor', 'patch']

describe('the differ', () => {
  const folder = mkdtempSync(join(tmpdir(), 'referly-changes-'))

  beforeAll(() => writeKnownChanges(folder))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const read = async (id: string): Promise<string> => {
    const changes = await readSpecChanges(
      join(folder, '35-no-change.yaml'),
      join(folder, `${id}.yaml`),
    )
    const found = impacts.find((impact) => changes.some((change) => change.impact === impact))
    return found ?? 'none'
  }

  // Each row runs a process that spends most of its time waiting.
  const rows = known.map(({ id, bump, what, expected }) => [id, what, expected, bump] as const)
  it.concurrent.each(rows)('rates %s (%s): %s, %s', async (id, _, expected, bump) => {
    const found = await read(id)
    expect(found).toBe(bump)
    if (expected === 'B') expect(found).toBe('major')
    if (expected === 'N') expect(found).not.toBe('major')
  })

  it('is tested on 31 breaking, 10 compatible, and 4 debatable changes, and on no change', () => {
    const count = (sign: string): number => known.filter(({ expected }) => expected === sign).length
    expect([count('B'), count('N'), count('(B)') + count('(N)'), count('-')]).toEqual([
      31, 10, 4, 1,
    ])
  })
})

describe('editSpec', () => {
  const document = { a: { list: ['x', { name: 'y', z: 1 }] } }
  it.each([
    [{ at: 'a.b', set: 1 }, { a: { ...document.a, b: 1 } }],
    [{ at: 'a', remove: true }, {}],
    [{ at: 'a', rename: 'b' }, { b: document.a }],
    [{ at: 'a.list', append: 'w' }, { a: { list: [...document.a.list, 'w'] } }],
    [{ at: 'a.list', drop: 'x' }, { a: { list: [document.a.list[1]] } }],
    [{ at: 'a.list', drop: { name: 'y' } }, { a: { list: ['x'] } }],
    [{ at: 'a.list.0', remove: true }, { a: { list: [document.a.list[1]] } }],
  ] as const)('applies %o to a copy', (edit, result) => {
    expect(editSpec(document, [edit])).toEqual(result)
    expect(document.a.list).toHaveLength(2)
  })

  it.each([
    { at: 'b', remove: true },
    { at: 'b.c', set: 1 },
    { at: 'a', append: 'x' },
    { at: 'a.list', drop: 'v' },
    { at: 'a.list.7', remove: true },
  ] as const)('throws on %o, which matches nothing', (edit) => {
    expect(() => editSpec(document, [edit])).toThrow(/No value to edit at/)
  })
})
