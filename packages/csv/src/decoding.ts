import { CsvError } from './errors.js'

/** The text of a file, and the encoding it was decoded with. */
export interface DecodedText {
  /** Invalid bytes read as U+FFFD. */
  readonly text: string
  /** The encoding, such as `UTF-8`, `UTF-16LE`, or `Windows-1252`. */
  readonly encoding: string
  /** True when the file has no byte order mark and is not valid UTF-8. */
  readonly isGuess: boolean
}

/** The byte order marks. */
const marks: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['UTF-8', [0xef, 0xbb, 0xbf]],
  ['UTF-16LE', [0xff, 0xfe]],
  ['UTF-16BE', [0xfe, 0xff]],
]

/**
 * Decodes the bytes of a text file: as the encoding given by its label, otherwise by the byte order
 * mark, otherwise as UTF-16 without a mark, UTF-8, or Windows-1252.
 *
 * A UTF-8 file with a few invalid lines stays UTF-8, because reading all of it as Windows-1252 would
 * garble every other name.
 *
 * Returns undefined when the bytes are not text, that is, when they decode to a NUL character.
 *
 * @example
 * decodeText(new Uint8Array([0x4a, 0x6f, 0x73, 0xe9]))
 * //=> { text: 'José', encoding: 'Windows-1252', isGuess: true }
 * @param label A label of the Encoding Standard: `windows-1250`, `gbk`, `shift_jis`, ...
 * @throws CsvError `UNKNOWN_ENCODING` for an unknown label
 */
export function decodeText(bytes: Uint8Array, label?: string): DecodedText | undefined {
  const decoded =
    label === undefined ? guess(bytes) : { ...decode(bytes, parseEncoding(label)), isGuess: false }
  return decoded.text.includes('\0') ? undefined : decoded
}

function guess(bytes: Uint8Array): DecodedText {
  const marked = marks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))
  const sure = marked?.[0] ?? findWideEncoding(bytes)
  if (sure !== undefined) return { ...decode(bytes, sure), isGuess: false }
  const utf8 = decode(bytes, 'UTF-8')
  if (isMostlyValid(utf8.text)) return { ...utf8, isGuess: false }
  return { ...decode(bytes, 'Windows-1252'), isGuess: true }
}

function decode(bytes: Uint8Array, encoding: string): Omit<DecodedText, 'isGuess'> {
  const decoded = new TextDecoder(encoding).decode(bytes)
  const text = encoding === 'Windows-1252' ? decoded.replace(upperControls, toWindows) : decoded
  return { text, encoding }
}

/**
 * Returns whether valid lines beyond ASCII, which other encodings hardly ever form by accident, are at
 * least as many as invalid ones.
 */
function isMostlyValid(text: string): boolean {
  if (!text.includes('\uFFFD')) return true
  const lines = text.split(/\r\n?|\n/).filter((line) => /[^\0-\x7F]/.test(line))
  const invalid = lines.filter((line) => line.includes('\uFFFD')).length
  return invalid * 2 <= lines.length
}

/** The bytes at the start that decide whether a file without a mark is UTF-16. */
const sampleBytes = 1024

/** Latin text in UTF-16, such as a header, has a NUL in every second byte. */
function findWideEncoding(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, sampleBytes)
  const countZeros = (rest: number): number =>
    sample.filter((byte, index) => byte === 0 && index % 2 === rest).length
  const [even, odd] = [countZeros(0), countZeros(1)]
  if (sample.length < 8) return undefined
  const most = sample.length / 4
  if (odd > most && even * 8 < odd) return 'UTF-16LE'
  return even > most && odd * 8 < even ? 'UTF-16BE' : undefined
}

// Node.js 20 decodes 'windows-1252' as Latin-1, which loses the characters at 0x80 to 0x9F: Š, ž, ’.
// Remove this table with support for Node.js 20; later versions decode them.
// Source: https://encoding.spec.whatwg.org/#index-windows-1252, bytes 0x80 to 0x9F.
const windowsCharacters = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ'
const upperControls: RegExp = /[\u0080-\u009F]/g

function toWindows(control: string): string {
  return windowsCharacters.charAt(control.charCodeAt(0) - 0x80)
}

/** Names of code pages that the Encoding Standard does not have as labels. */
const otherLabels: Readonly<Record<string, string>> = {
  ansi: 'windows-1252',
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  macroman: 'macintosh',
}

/**
 * Parses the name of a text encoding.
 *
 * @example
 * parseEncoding('cp1250') //=> 'windows-1250'
 * @throws CsvError `UNKNOWN_ENCODING`
 */
export function parseEncoding(label: string): string {
  const key = label.trim().toLowerCase()
  const known = otherLabels[key] ?? key.replace(/^(?:win|windows|cp)[-_ ]?(125\d)$/, 'windows-$1')
  try {
    const { encoding } = new TextDecoder(known)
    return encoding
      .replace(/^utf/, 'UTF')
      .replace('windows-1252', 'Windows-1252')
      .replace(/(?<=^UTF-16)[lb]e$/, (end) => end.toUpperCase())
  } catch (cause) {
    const problem = {
      field: 'encoding',
      expected: 'the name of a text encoding',
      received: `"${label.slice(0, 60)}"`,
      hint: 'Common ones are utf-8, utf-16le, windows-1250, windows-1251, windows-1252, gbk, big5, shift_jis, and euc-kr.',
    }
    throw new CsvError('UNKNOWN_ENCODING', problem, { cause })
  }
}

/** UTF-8 read as Windows-1252: `Ã` and the like before what was the second byte of a letter. */
const doubleEncoded: RegExp =
  /[\u00C2-\u00C5\u00CE-\u00D1\u00D8\u00D9][\u0080-\u00BF\u0152-\u0192\u02C6\u02DC\u2013-\u203A\u20AC\u2122]/

/** Symbols that names do not have, but letters of other code pages turn into: `£ukasz`, `À×`. */
const symbols: RegExp =
  /[\u00A1-\u00A9\u00AB-\u00B3\u00B5\u00B6\u00B8\u00B9\u00BB-\u00BF\u00D7\u00F7€†‡‰‹›™]/

/**
 * Returns whether a name looks as if it had been read in the wrong encoding.
 *
 * @example
 * isGarbled('MarÃ­a', false) //=> true
 * isGarbled('£ukasz', true) //=> true
 * isGarbled('Núñez', true) //=> false
 * @param isGuess True when the encoding was guessed
 */
export function isGarbled(name: string, isGuess: boolean): boolean {
  if (doubleEncoded.test(name)) return true
  return isGuess && (symbols.test(name) || isMostlyAccented(name))
}

/**
 * Cyrillic, Greek, or Chinese read as Windows-1252 has hardly any other letters: `Èâàí`. In `Núñez`, most have no
 * accent.
 */
function isMostlyAccented(name: string): boolean {
  const accented = name.match(/[\u00C0-\u00FF]/g)?.length ?? 0
  return accented * 2 >= name.length && /[\u00C0-\u00FF]{2}/.test(name)
}
