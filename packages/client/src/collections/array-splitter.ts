const quote = 0x22
const comma = 0x2c
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
/** Without this bit, a brace becomes a bracket: `[` is 5b and `{` is 7b, `]` is 5d and `}` is 7d. */
const braceBit = 0x20

/** Any character except the four that JSON allows between values. */
const notBlank = /[^ \t\r\n]/

/** The positions of the splitter in the text. */
const atStart = 0
const inArray = 1
const inValue = 2
const atEnd = 3

/** The ways to read the next character of an element. */
const plain = 0
const quoted = 1
const escaped = 2

/** Throws the caller's error for a text that is not a list of records. */
export type Fail = (expected: string, received: string) => never

/** Splits one JSON array, given as UTF-8 in parts of any size, into the texts of its elements. */
export interface ArraySplitter {
  /** Takes the next bytes and yields the elements that end in them. */
  push(bytes: Uint8Array): Generator<string, void, undefined>
  /** Ends the input. Returns the whole text when it is not an array, and undefined when it is. */
  end(): string | undefined
}

/**
 * Creates a splitter. It only finds where elements end; `JSON.parse` then checks each, and together they accept exactly
 * what `JSON.parse` accepts as a whole. An element longer than `max` characters is a fault, which bounds the memory.
 *
 * @example
 * const splitter = createArraySplitter(1000, fail)
 * const split = (part) => [...splitter.push(new TextEncoder().encode(part))]
 * split('[{"a":1},{"b"') //=> ['{"a":1}']
 * split(':2}]') //=> ['{"b":2}']
 * @param skip removes the text before the array; the end of the array then ends the list
 */
export function createArraySplitter(max: number, fail: Fail, skip: Skip = keepAll): ArraySplitter {
  // The decoder drops a byte order mark at the start. Later in the text, one is a fault, as it is
  // for `JSON.parse`.
  const decoder = new TextDecoder()
  const scan: Scan = { depth: 0, mode: plain }
  let stage = atStart
  /** The part of the current element that has arrived. */
  let element = ''
  let hasElements = false
  const keep = (part: string): void => {
    element += part
    if (element.length > max) fail(`records of at most ${max} characters`, 'a longer one')
  }
  const finish = (rest: string): void => {
    if (stage !== atEnd) keep(rest)
    else if (skip === keepAll) assertBlank(rest, fail)
  }
  return {
    *push(bytes) {
      const text = skip(decoder.decode(bytes, { stream: true }))
      const start = stage === atStart ? text.search(notBlank) : 0
      if (start < 0) return
      let at = stage === atStart && text[start] === '[' ? start + 1 : start
      if (stage === atStart) stage = at > start ? inArray : inValue
      while (stage === inArray) {
        const end = findEnd(text, at, scan)
        keep(text.slice(at, end))
        if (end === text.length) return
        at = end + 1
        if (text[end] === ']') stage = atEnd
        if (hasElements || stage === inArray || notBlank.test(element)) yield element
        element = ''
        hasElements = true
      }
      finish(text.slice(at))
    },
    end() {
      if (stage === inArray) fail('a complete array', 'one that is cut off')
      finish(skip(decoder.decode(), true))
      return stage === atEnd ? undefined : element
    },
  }
}

/** Removes the text before an array from the parts of a text. */
export type Skip = (part: string, isLast?: boolean) => string

const keepAll: Skip = (text) => text

function assertBlank(text: string, fail: Fail): void {
  if (notBlank.test(text)) fail('a single array', 'one with text after it')
}

/**
 * Creates a function that removes the text before an array that is the first property of an object. The text is left
 * unchanged without a property, or when it starts with something else.
 */
export function createSkip(property: string | undefined): Skip {
  if (property === undefined) return keepAll
  const lead = `{"${property}":`
  let opening: string | undefined = ''
  return (part, isLast = false) => {
    if (opening === undefined) return part
    opening += part
    if (opening.length < lead.length && !isLast) return ''
    const text = opening.startsWith(lead) ? opening.slice(lead.length) : opening
    opening = undefined
    return text
  }
}

/** The number of brackets and braces open inside the current element, and the way to read the next character. */
interface Scan {
  depth: number
  mode: number
}

/** Returns the index of the comma or bracket that ends the element, or the length when it does not end here. */
function findEnd(text: string, from: number, scan: Scan): number {
  // Local variables make this loop twice as fast.
  let { depth, mode } = scan
  let at = from
  for (; at < text.length; at++) {
    if (mode === quoted) {
      // Most of a record is in strings, which `indexOf` skips faster than a loop.
      const end = text.indexOf('"', at)
      const to = end < 0 ? text.length : end
      const isEscape = endsInEscape(text, at, to)
      at = to
      if (end < 0) {
        mode = isEscape ? escaped : quoted
        break
      }
      if (!isEscape) mode = plain
      continue
    }
    const unit = text.charCodeAt(at)
    if (mode === escaped || unit === quote) mode = quoted
    else if (depth === 0 && (unit === comma || unit === closeBracket)) break
    else if ((unit & ~braceBit) === openBracket) depth++
    // Below zero after an extra brace: the element then does not end, or is not JSON.
    else if ((unit & ~braceBit) === closeBracket) depth--
  }
  scan.depth = depth
  scan.mode = mode
  return at
}

/** Returns whether a part of a string ends in a backslash that escapes the next character. */
function endsInEscape(text: string, from: number, to: number): boolean {
  let first = to
  while (first > from && text.charCodeAt(first - 1) === backslash) first--
  return (to - first) % 2 === 1
}
