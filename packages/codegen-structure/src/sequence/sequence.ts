import { toCodeKey } from '../code-key.js'
import { CodeStructureError, toReceived } from '../errors.js'
import type { RandomPart } from '../random-part.js'
import { countCodes, findSpreadsheetValues } from '../spreadsheet.js'
import { createStem } from '../stems.js'
import { compileStructure, type CodeStructureOptions } from '../structure.js'
import type { CodeSubject } from '../subject.js'
import { createKeyedFunction, type KeyedFunction } from './block-cipher.js'
import { createOpenOrder, type TextNumbers } from './open-order.js'
import { createPermutation, type Permutation } from './permutation.js'

/** Options for {@link createCodeSequence}. */
export interface CodeSequenceOptions {
  /** 16, 24, or 32 secret random bytes. Anyone who has them has every code. */
  readonly key: Uint8Array
  /** The subject of the codes; each subject has its own order. Default: an empty subject. */
  readonly subject?: CodeSubject | undefined
}

/** Every code of a space, in an order that cannot be predicted without the key. */
export interface CodeSequence {
  /** Number of codes; indexes go from 0 to `capacity - 1`. */
  readonly capacity: number
  /**
   * Returns the code at an index: always the same code, and a different one for each index.
   *
   * @throws CodeStructureError `INVALID_INDEX`
   */
  at(index: number): string
  /** Returns the index of a code in any letter case, or -1 when it is not in this sequence. */
  indexOf(code: string): number
  /**
   * Returns `count` codes from `start` on, lazily. Ranges that do not overlap share no code.
   *
   * @throws CodeStructureError `INVALID_INDEX` immediately when the range exceeds the sequence
   */
  range(start: number, count: number): Generator<string, void, undefined>
}

const caseRound = 254
const exactLimit = 2 ** 53
const blockCodes = 256

/**
 * Creates the sequence of all codes of a structure in an order determined by a key. It keeps no state: store
 * the next index, or give each worker its own range.
 *
 * Codes cannot be predicted from other codes. Short codes are still easy to try out, and single codes cannot be
 * revoked: the same key, structure, and subject always give the same codes, to anyone who has the key.
 *
 * @example
 * const structure = { codeStructure: { randomChars: true }, randomCharsCase: 'uppercase' } as const
 * const sequence = createCodeSequence(structure, { key })
 * sequence.at(7)                //=> 'Q0XM'
 * sequence.indexOf('Q0XM')      //=> 7
 * [...sequence.range(7, 2)]     //=> ['Q0XM', '5T1C']
 * @throws CodeStructureError `INVALID_KEY`, `INVALID_LENGTH` above 2^53 codes, `INVALID_STRUCTURE`
 *   without random characters, and the errors of `createCodeGenerator` and its `one`
 */
export function createCodeSequence(
  structure: CodeStructureOptions,
  options: CodeSequenceOptions,
): CodeSequence {
  const compiled = compileStructure(structure)
  const random = parseRandom(compiled.random)
  const { text: stem, key: stemKey } = createStem(compiled, options.subject ?? {})
  const purpose = ['code-sequence', random.symbols, random.length, stemKey].join('|')
  const keyed = createKeyedFunction(options.key, purpose)
  const texts = createTexts(random, stem)
  const { toText, toNumber } = texts
  const capacity = countCodes(stemKey, random)
  const values = findSpreadsheetValues(stemKey, random)
  const order = createOrder(keyed, random)
  const permutation =
    values === undefined
      ? order
      : createOpenOrder(order, values, { capacity, texts: toTextNumbers(texts, stemKey) })
  const toCode = (number: number): string =>
    random.letterCase === 'mixed'
      ? stem + toMixedCase(toText(number).slice(stem.length), number, keyed)
      : toText(number)
  return {
    capacity,
    at(index) {
      assertIndex('index', index, capacity - 1)
      return toCode(permutation.forward(index))
    },
    indexOf(code) {
      const number = toNumber(toCodeKey(code))
      if (number < 0 || values?.has(toCodeKey(code).slice(stem.length)) === true) return -1
      return permutation.backward(number)
    },
    range(start, count) {
      assertIndex('start', start, capacity)
      assertIndex('count', count, capacity - start)
      return generateRange({ permutation, toCode, start, end: start + count })
    },
  }
}

function parseRandom(random: RandomPart | undefined): RandomPart {
  if (random === undefined) {
    throw new CodeStructureError('INVALID_STRUCTURE', {
      field: 'codeStructure.randomChars',
      expected: 'true, because a sequence orders the random characters',
      received: 'not true',
      hint: 'Turn randomChars on, or use generateCode for a code without random characters.',
      hintField: 'codeStructure.randomChars',
    })
  }
  if (random.capacity <= exactLimit) return random
  throw new CodeStructureError('INVALID_LENGTH', {
    field: 'randomCharsLength',
    expected: 'short enough for at most 2^53 codes, such as 10 characters of 36 symbols',
    received: `${random.length} characters of ${random.symbols.length} symbols`,
    hint: 'Use fewer random characters; 10 are already infeasible to guess.',
  })
}

function createOrder(keyed: KeyedFunction, { symbols, length }: RandomPart): Permutation {
  return createPermutation(keyed, {
    first: symbols.length ** Math.ceil(length / 2),
    second: symbols.length ** Math.floor(length / 2),
  })
}

interface Range {
  readonly permutation: Permutation
  readonly toCode: (number: number) => string
  readonly start: number
  readonly end: number
}

function* generateRange({
  permutation,
  toCode,
  start,
  end,
}: Range): Generator<string, void, undefined> {
  for (let at = start; at < end; at += blockCodes) {
    const numbers = new Float64Array(Math.min(blockCodes, end - at))
    for (let index = 0; index < numbers.length; index++) numbers[index] = at + index
    permutation.forwardAll(numbers)
    for (let index = 0; index < numbers.length; index++) yield toCode(numbers[index]!)
  }
}

/** Lower-cases letters by keyed bits, so that the case of a code is always the same too. */
function toMixedCase(text: string, number: number, keyed: KeyedFunction): string {
  const high = Math.floor(number / 2 ** 32)
  let bits = keyed(caseRound | (high << 8), number | 0, 2 ** text.length)
  let mixed = ''
  for (const letter of text) {
    mixed += (bits & 1) === 1 ? letter.toLowerCase() : letter
    bits >>>= 1
  }
  return mixed
}

interface NumberedTexts {
  /** Returns the whole code with a number. */
  toText(number: number): string
  /** Returns the number of a code key, or -1. */
  toNumber(key: string): number
}

/** Converts the numbers to and from upper-case random texts without the stem. */
function toTextNumbers({ toText, toNumber }: NumberedTexts, stemKey: string): TextNumbers {
  return {
    toText: (number) => toText(number).slice(stemKey.length).toUpperCase(),
    toNumber: (text) => toNumber(stemKey + text),
  }
}

function createTexts(random: RandomPart, stem: string): NumberedTexts {
  const { symbols, length, letterCase } = random
  const base = symbols.length
  const shown = [...(letterCase === 'lowercase' ? symbols.toLowerCase() : symbols)]
  const pairs = shown.flatMap((first) => shown.map((second) => first + second))
  const start = length % 2 === 0 ? pairs : shown
  // The stem is part of the first cell, which saves one concatenation per code.
  const heads = start.map((text) => stem + text)
  const stemKey = stem.toUpperCase()
  return {
    toText(number) {
      let rest = number
      let tail = ''
      for (let cells = Math.ceil(length / 2); cells > 1; cells--) {
        const quotient = Math.floor(rest / pairs.length)
        tail = pairs[rest - quotient * pairs.length]! + tail
        rest = quotient
      }
      return heads[rest]! + tail
    },
    toNumber(key) {
      if (key.length !== stem.length + length || !key.startsWith(stemKey)) return -1
      let number = 0
      for (const symbol of key.slice(stem.length)) {
        const digit = symbols.indexOf(symbol)
        if (digit < 0) return -1
        number = number * base + digit
      }
      return number
    },
  }
}

function assertIndex(field: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return
  throw new CodeStructureError('INVALID_INDEX', {
    field,
    expected: `a whole number from 0 to ${most}`,
    received: toReceived(value),
    hint: 'Raise randomCharsLength for a longer sequence, or start another one.',
    hintField: 'randomCharsLength',
  })
}
