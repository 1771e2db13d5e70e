const quote = 0x22
const comma = 0x2c
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d
const letterN = 0x6e

const byteOrderMark: readonly number[] = [0xef, 0xbb, 0xbf]

/** Why bytes are not a list of records, in the words of `UnexpectedResponseError`, into which it is turned. */
export class ArrayFault extends Error {
  override readonly name: string = 'ArrayFault'
  readonly expected: string
  readonly received: string

  constructor(expected: string, received: string) {
    super(`expected ${expected}; received ${received}`)
    this.expected = expected
    this.received = received
  }
}

/**
 * Cuts a JSON text, given as bytes in parts of any size, into the elements of its array; a text that is one object or
 * `null` is one element. It only finds where elements end. Whether each is JSON is for `JSON.parse` to say, and both
 * together accept exactly what `JSON.parse` accepts of the whole.
 *
 * Elements are JSON in UTF-8 and lie in memory that is used again: read each before asking for the next. One that is
 * longer than `limit` bytes is a fault, because it is what bounds the memory.
 *
 * @example
 * const splitter = new ArraySplitter(1000)
 * const toTexts = (part) => [...splitter.push(new TextEncoder().encode(part))].map(String)
 * toTexts('[{"a":1},{"b"').length //=> 1
 * toTexts(':2}]').length //=> 1
 * [...splitter.end()] //=> []
 */
export class ArraySplitter {
  readonly #carry: Carry
  #stage: 'start' | 'array' | 'value' | 'after' = 'start'
  /** How many bytes of the byte order mark have come; all, once anything else has. */
  #marked = 0
  /** How many brackets and braces are open inside the current element. */
  #depth = 0
  #isInString = false
  #isEscaped = false
  #hasComma = false

  constructor(limit: number) {
    this.#carry = new Carry(limit)
  }

  /** Takes the next bytes and yields the elements that end in them; throws `ArrayFault` where the array breaks. */
  *push(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
    let at = this.#stage === 'start' ? this.#begin(bytes) : 0
    while (this.#stage === 'array' && at < bytes.length) {
      const end = this.#findEnd(bytes, at)
      if (end === bytes.length) return this.#carry.add(bytes.subarray(at))
      const element = this.#toElement(this.#carry.join(bytes.subarray(at, end)), bytes[end])
      if (element !== undefined) yield element
      at = end + 1
    }
    if (this.#stage === 'value') this.#carry.add(bytes.subarray(at))
    if (this.#stage === 'after') assertBlank(bytes.subarray(at))
  }

  /** Says that there are no more bytes; yields the text that is one value instead of an array. */
  *end(): Generator<Uint8Array, void, undefined> {
    if (this.#stage === 'start') throw new ArrayFault(oneOrMany, 'no JSON')
    if (this.#stage === 'array') throw new ArrayFault('a complete array', 'one that is cut off')
    if (this.#stage === 'value') yield this.#carry.join(new Uint8Array())
  }

  /** Whether the text is an array, so that its elements have an index; false before it has begun. */
  get isArray(): boolean {
    return this.#stage === 'array' || this.#stage === 'after'
  }

  /** Finds out what the text is; returns where its content begins. */
  #begin(bytes: Uint8Array): number {
    for (const [at, byte] of bytes.entries()) {
      if (byte === byteOrderMark[this.#marked]) {
        this.#marked++
        continue
      }
      if (this.#marked === 1 || this.#marked === 2) throw toStartFault(byte)
      this.#marked = byteOrderMark.length
      if (isBlank(byte)) continue
      if (byte !== openBracket && byte !== openBrace && byte !== letterN) throw toStartFault(byte)
      this.#stage = byte === openBracket ? 'array' : 'value'
      return byte === openBracket ? at + 1 : at
    }
    return bytes.length
  }

  /** Returns the element that the delimiter ends, or undefined when the array is empty. */
  #toElement(element: Uint8Array, delimiter: number | undefined): Uint8Array | undefined {
    if (delimiter === closeBrace) throw new ArrayFault('a comma or ]', '}')
    const isLast = delimiter === closeBracket
    const isEmpty = element.every(isBlank)
    if (isEmpty && !(isLast && !this.#hasComma)) {
      throw new ArrayFault('an element', isLast ? 'a comma before ]' : 'a comma without one')
    }
    this.#hasComma = true
    if (isLast) this.#stage = 'after'
    return isEmpty ? undefined : element
  }

  /** Returns where the comma or bracket stands that ends the element, or the length when it does not end here. */
  #findEnd(bytes: Uint8Array, from: number): number {
    // Copied into variables and back: this loop sees every byte, and is twice as fast so.
    let depth = this.#depth
    let isInString = this.#isInString
    let isEscaped = this.#isEscaped
    let at = from
    for (; at < bytes.length; at++) {
      const byte = bytes[at]
      if (isInString) {
        if (isEscaped) isEscaped = false
        else if (byte === backslash) isEscaped = true
        else if (byte === quote) isInString = false
      } else if (byte === quote) isInString = true
      else if (byte === openBrace || byte === openBracket) depth++
      else if (byte === closeBrace || byte === closeBracket) {
        if (depth === 0) break
        depth--
      } else if (byte === comma && depth === 0) break
    }
    this.#depth = depth
    this.#isInString = isInString
    this.#isEscaped = isEscaped
    return at
  }
}

/** The bytes of an element that came in earlier parts. */
class Carry {
  readonly #limit: number
  #bytes = new Uint8Array(1024)
  #size = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  add(part: Uint8Array): void {
    const size = this.#size + part.length
    if (size > this.#limit) {
      throw new ArrayFault(`a record of at most ${this.#limit} bytes`, 'a longer one')
    }
    if (size > this.#bytes.length) this.#grow(size)
    this.#bytes.set(part, this.#size)
    this.#size = size
  }

  /** Returns what came earlier with the part after it, and forgets both. */
  join(part: Uint8Array): Uint8Array {
    if (this.#size === 0 && part.length <= this.#limit) return part
    this.add(part)
    const whole = this.#bytes.subarray(0, this.#size)
    this.#size = 0
    return whole
  }

  /** At least doubles, so that an element in many small parts is not copied for each of them. */
  #grow(size: number): void {
    const larger = new Uint8Array(Math.max(size, this.#bytes.length * 2))
    larger.set(this.#bytes.subarray(0, this.#size))
    this.#bytes = larger
  }
}

const oneOrMany = 'an object, an array or null'

function toStartFault(byte: number): ArrayFault {
  const isVisible = byte > 0x20 && byte < 0x7f
  const shown = isVisible ? `"${String.fromCharCode(byte)}"` : `byte ${byte}`
  return new ArrayFault(oneOrMany, `text that begins with ${shown}`)
}

function assertBlank(bytes: Uint8Array): void {
  if (bytes.every(isBlank)) return
  throw new ArrayFault('nothing after the array', 'more text')
}

/** The four characters that JSON allows between values. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
