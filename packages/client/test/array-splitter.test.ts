import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createArraySplitter, createSkip } from '../src/collections/array-splitter.js'

const limit = 1_000_000

class SplitFault extends Error {}

function fail(expected: string, received: string): never {
  throw new SplitFault(`${expected}; received ${received}`)
}

/** Splits bytes that arrive in the given parts. Returns the values, and the fault after them. */
function split(
  parts: readonly Uint8Array[],
  most: number = limit,
): [unknown[], string | undefined] {
  const values: unknown[] = []
  const splitter = createArraySplitter(most, fail)
  try {
    for (const part of parts) {
      for (const element of splitter.push(part)) values.push(JSON.parse(element))
    }
    const single = splitter.end()
    return single === undefined ? [values, undefined] : [parseSingle(single), undefined]
  } catch (error) {
    return [values, String(error)]
  }
}

function parseSingle(text: string): unknown[] {
  const value: unknown = JSON.parse(text)
  return [...(toList(value) ?? fail('an object, an array, or null', 'something else'))]
}

/** Reads the same bytes in a slow but obviously correct way. */
function parseWhole(bytes: Uint8Array): [readonly unknown[], boolean] {
  try {
    const list = toList(JSON.parse(new TextDecoder().decode(bytes)))
    return [list ?? [], list === undefined]
  } catch {
    return [[], true]
  }
}

const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function toParts(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b)
  const starts = [0, ...places]
  return starts.map((start, index) => bytes.slice(start, starts[index + 1]))
}

const bytewise = (bytes: Uint8Array): Uint8Array[] => [...bytes].map((byte) => Uint8Array.of(byte))

const good: [string, string, number][] = [
  ['an array', '[{"a":1},{"b":[2,{}]}]', 2],
  ['an array of anything', '[1,"two",null,true,[],{}]', 6],
  ['white space between all tokens', ' [ {"a" : 1 } ,\r\n\t{ } ] \n', 2],
  ['[]', '[]', 0],
  ['[] with space', '\n[ \t]\n', 0],
  ['null', ' null ', 0],
  ['a single object', ' {"a":[1,2]} ', 1],
  ['a byte order mark', '\ufeff[{"a":1}]', 1],
  ['a byte order mark before an object', '\ufeff{"a":1}', 1],
  ['delimiters in strings', '["]","[,","{\\"}","\\\\",","]', 5],
  ['escapes', '["\\"","\\\\\\"","\\u005d\\n"]', 3],
  ['UTF-8 of two, three and four bytes', '["é","→","🎉"]', 3],
  ['a mark inside a string', '["\ufeff"]', 1],
]

const bad: [string, string, number][] = [
  ['nothing', '', 0],
  ['only white space', ' \n', 0],
  ['an HTML page', '<html>', 0],
  ['a string', '"a"', 0],
  ['a number', '12', 0],
  ['an array that is cut off after a comma', '[1,2,', 2],
  ['an array that is cut off in an element', '[1,{"a":', 1],
  ['an array that is cut off in a string', '["a","b', 1],
  ['an array without ]', '[1,2', 1],
  ['an object that is cut off', '{"a":1', 0],
  ['nothing between two commas', '[1,,2]', 1],
  ['a comma before ]', '[1,]', 1],
  ['a comma before the first element', '[,1]', 0],
  ['only a comma', '[,]', 0],
  ['no comma between elements', '[1,{}{}]', 1],
  ['a closing brace for the array', '[1,{}}', 1],
  ['brackets that do not match', '[1,{],2]', 1],
  ['text after the array', '[1,2] x', 2],
  ['a second array', '[1][2]', 1],
  ['text after an object', '{"a":1} x', 0],
  ['two byte order marks', '\ufeff\ufeff[1]', 0],
  ['two byte order marks before null', '\ufeff\ufeffnull', 0],
  ['a byte order mark after white space', ' \ufeff[1]', 0],
  ['half a byte order mark', '\ufffd[1]', 0],
  ['a byte order mark inside', '[1,\ufeff2]', 1],
  ['a space that is not valid in JSON', '[1,\u00a02]', 1],
  ['an element that is not JSON', '[1,abc,2]', 1],
]

describe.each([
  ['in one part', (bytes: Uint8Array) => [bytes]],
  ['byte by byte', bytewise],
] as const)('given %s,', (_, cut) => {
  it.each(good)('%s is parsed like JSON.parse', (__, text, count) => {
    const bytes = toBytes(text)
    const [values, fault] = split(cut(bytes))
    expect(fault).toBeUndefined()
    expect(values).toHaveLength(count)
    expect(values).toEqual(parseWhole(bytes)[0])
  })

  it.each(bad)('%s is rejected after the elements before it', (__, text, count) => {
    const bytes = toBytes(text)
    expect(parseWhole(bytes)[1]).toBe(true)
    const [values, fault] = split(cut(bytes))
    expect(fault).toBeTypeOf('string')
    expect(values).toHaveLength(count)
  })
})

describe('the limit of an element', () => {
  const element = JSON.stringify('x'.repeat(98))
  it.each([1, 7, 64, 1000])(
    'accepts an element of that length and rejects one character more, in parts of %i',
    (size) => {
      const bytes = toBytes(`[${element},${element}]`)
      const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.slice(index * size, (index + 1) * size),
      )
      expect(split(parts, 100)[0]).toHaveLength(2)
      const [values, fault] = split(parts, 99)
      expect(values).toEqual([])
      expect(fault).toContain('records of at most 99 characters')
    },
  )

  it('applies to a single object, too', () => {
    expect(split([toBytes(`{"a":${element}}`)], 100)[1]).toContain('at most 100 characters')
  })

  it('applies to white space between elements, which would otherwise be unlimited', () => {
    expect(split(bytewise(toBytes(`[1,${' '.repeat(200)}2]`)), 100)[1]).toContain('at most 100')
  })
})

const cuts = fc.array(fc.nat({ max: 100_000 }), { maxLength: 12 })
const document = fc
  .oneof(
    fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 12 }),
    fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()),
    fc.constant(null),
  )
  .chain((value) => fc.constantFrom(JSON.stringify(value), JSON.stringify(value, null, 2)))

it('reads any JSON in any parts like JSON.parse', () => {
  const property = fc.property(document, cuts, fc.boolean(), (text, places, hasMark) => {
    const bytes = toBytes(hasMark ? `\ufeff${text}` : text)
    expect(split(toParts(bytes, places))).toEqual([parseWhole(bytes)[0], undefined])
  })
  fc.assert(property, { numRuns: 1000 })
})

it('rejects corrupted JSON in any parts exactly when JSON.parse does', () => {
  const spoil = fc.record({
    at: fc.nat({ max: 1000 }),
    removed: fc.nat({ max: 2 }),
    added: fc.constantFrom('', ',', '[', ']', '{', '}', '"', '\\', ' ', '1', '\ufeff', 'é', 'null'),
  })
  const property = fc.property(document, cuts, spoil, (text, places, { at, removed, added }) => {
    const place = at % (text.length + 1)
    const bytes = toBytes(text.slice(0, place) + added + text.slice(place + removed))
    const [values, isFault] = parseWhole(bytes)
    const [read, fault] = split(toParts(bytes, places))
    expect(fault !== undefined).toBe(isFault)
    if (!isFault) expect(read).toEqual(values)
  })
  fc.assert(property, { numRuns: 3000 })
})

it('accepts or rejects any bytes like JSON.parse', () => {
  const alphabet = fc.constantFrom(...toBytes('[]{},:"\\ 1nul\ufeff'), 0x00, 0x80, 0xc3, 0xff)
  const property = fc.property(fc.array(alphabet, { maxLength: 14 }), cuts, (list, places) => {
    const bytes = Uint8Array.from(list)
    const [values, isFault] = parseWhole(bytes)
    const [read, fault] = split(toParts(bytes, places))
    expect(fault !== undefined).toBe(isFault)
    if (!isFault) expect(read).toEqual(values)
  })
  fc.assert(property, { numRuns: 5000 })
})

/** Returns the records in a JSON value that the API may return, or undefined for anything else. */
function toList(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (value === null) return []
  return typeof value === 'object' ? [value] : undefined
}

describe('an object whose first property has the records', () => {
  it.each([
    ['{"data":[{"a":1},{"b":2}],"nextCursor":null}', [{ a: 1 }, { b: 2 }], undefined],
    ['{"data":[]}', [], undefined],
    ['{"nextCursor":null}', [], '{"nextCursor":null}'],
    ['{"a":1}', [], '{"a":1}'],
    ['{}', [], '{}'],
  ])('is split when it arrives in parts of any size: %s', (text, values, rest) => {
    for (let size = 1; size <= text.length; size++) {
      const splitter = createArraySplitter(limit, fail, createSkip('data'))
      const found: unknown[] = []
      for (let at = 0; at < text.length; at += size) {
        for (const part of splitter.push(toBytes(text.slice(at, at + size)))) {
          found.push(JSON.parse(part))
        }
      }
      expect([found, splitter.end()]).toEqual([values, rest])
    }
  })
})
