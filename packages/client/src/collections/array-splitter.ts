const quote = 0x22
const comma = 0x2c
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
/** Without this bit a brace is a bracket: they are `[` 5b and `{` 7b, `]` 5d and `}` 7d. */
const braceBit = 0x20

/** The positions of the splitter in the text. */
const atStart = 0
const inArray = 1
const inValue = 2
const atEnd = 3

/** The ways to read the next byte of an element. */
const plain = 0
const quoted = 1
const escaped = 2

/** Throws the caller's error for bytes that are not a list of records. */
export type Fail = (expected: string, received: string) => never

/**
 * Splits a JSON array, given as bytes in parts of any size, into its elements. It only finds where elements end;
 * `JSON.parse` then checks each, and together they accept exactly what `JSON.parse` accepts as a whole.
 *
 * Elements are JSON in UTF-8 in memory that is reused: read each before asking for the next. One that is longer than
 * `limit` bytes is a fault, because the limit bounds the memory.
 *
 * @example
 * const splitter = new ArraySplitter(1000, fail)
 * const count = (part) => [...splitter.push(new TextEncoder().encode(part))].length
 * count('[{"a":1},{"b"') //=> 1
 * count(':2}]') //=> 1
 */
export class ArraySplitter {
  readonly #limit: number
  readonly #fail: Fail
  readonly #decoder = new TextDecoder()
  #stage = atStart
  /** The bytes of the current element from earlier parts, and their number. */
  #carry = new Uint8Array(1024)
  #size = 0
  /** The number of brackets and braces open inside the current element. */
  #depth = 0
  #mode = plain
  #hasElements = false

  constructor(limit: number, fail: Fail) {
    this.#limit = limit
    this.#fail = fail
  }

  /** Takes the next bytes and yields the elements that end in them. */
  *push(part: Uint8Array): Generator<Uint8Array, void, undefined> {
    const bytes = this.#stage === atStart ? this.#begin(part) : part
    let at = 0
    while (this.#stage === inArray && at < bytes.length) {
      const end = this.#findEnd(bytes, at)
      if (end === bytes.length) break
      const element = this.#join(bytes.subarray(at, end))
      at = end + 1
      if (bytes[end] === closeBracket) this.#stage = atEnd
      if (this.#hasElements || bytes[end] === comma || !element.every(isBlank)) yield element
      this.#hasElements = true
    }
    const rest = bytes.subarray(at)
    if (this.#stage !== atEnd) this.#keep(rest)
    else if (!rest.every(isBlank)) this.#fail('a single array', 'one with text after it')
  }

  /** Ends the input. Returns the whole text when it is not an array, and undefined when it is. */
  end(): Uint8Array | undefined {
    if (this.#stage === inArray) this.#fail('a complete array', 'one that is cut off')
    return this.#stage === atEnd ? undefined : this.#join(new Uint8Array())
  }

  /** Detects the kind of text; returns its bytes so far, without the opening bracket. */
  #begin(part: Uint8Array): Uint8Array {
    // The decoder drops a byte order mark, and waits for the rest of an incomplete one.
    const text = this.#decoder.decode(part, { stream: true })
    const first = /[^ \t\r\n]/.exec(text)?.[0]
    if (first === undefined) return new Uint8Array()
    const at = part.indexOf(first.charCodeAt(0))
    // A character beyond ASCII may have begun in an earlier part.
    if (at < 0) this.#fail('JSON', first)
    this.#stage = first === '[' ? inArray : inValue
    return part.subarray(first === '[' ? at + 1 : at)
  }

  /** Returns the index of the comma or bracket that ends the element, or the length when it does not end here. */
  #findEnd(bytes: Uint8Array, from: number): number {
    // Copied into variables and back, because this loop sees every byte and is twice as fast this way.
    let depth = this.#depth
    let mode = this.#mode
    let at = from
    for (; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0
      if (mode === escaped) mode = quoted
      else if (byte === quote) mode = mode === quoted ? plain : quoted
      else if (mode === quoted) mode = byte === backslash ? escaped : quoted
      else if (depth === 0 && (byte === comma || byte === closeBracket)) break
      else if ((byte & ~braceBit) === openBracket) depth++
      // Below zero after a brace too many: then the element does not end, or is not JSON.
      else if ((byte & ~braceBit) === closeBracket) depth--
    }
    this.#depth = depth
    this.#mode = mode
    return at
  }

  /** Keeps a part of an element until the next part arrives. */
  #keep(part: Uint8Array): void {
    const size = this.#size + part.length
    if (size > this.#limit) {
      this.#fail(`made of records of at most ${this.#limit} bytes`, 'one with a longer record')
    }
    if (size > this.#carry.length) {
      // At least doubled, so that an element in many small parts is not copied for each of them.
      const larger = new Uint8Array(Math.max(size, this.#carry.length * 2))
      larger.set(this.#carry)
      this.#carry = larger
    }
    this.#carry.set(part, this.#size)
    this.#size = size
  }

  /** Returns the kept bytes joined with the part after them, and forgets both. */
  #join(part: Uint8Array): Uint8Array {
    if (this.#size === 0 && part.length <= this.#limit) return part
    this.#keep(part)
    const whole = this.#carry.subarray(0, this.#size)
    this.#size = 0
    return whole
  }
}

/** Returns whether a byte is one of the four characters that JSON allows between values. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
