/** The encodings in which CSV files are read. */
export type TextEncoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'Windows-1252'

/** The text of a file, and the encoding it was decoded with. */
export interface DecodedText {
  readonly text: string
  readonly encoding: TextEncoding
}

/**
 * Decodes bytes by their byte order mark, otherwise as UTF-8, otherwise as Windows-1252.
 *
 * Returns undefined when the bytes are not text, that is, when they decode to a NUL character.
 *
 * @example
 * toText(new Uint8Array([0x4a, 0x6f, 0x73, 0xe9])) //=> { text: 'José', encoding: 'Windows-1252' }
 */
export function toText(bytes: Uint8Array): DecodedText | undefined {
  const encoding = toEncoding(bytes)
  const decoded = new TextDecoder(encoding).decode(bytes)
  const text = encoding === 'Windows-1252' ? decoded.replace(upperControls, toWindows) : decoded
  return text.includes('\0') ? undefined : { text, encoding }
}

// Node.js 20 decodes 'windows-1252' as Latin-1, which loses the characters at 0x80 to 0x9F: Š, ž, ’.
// Remove this table with support for Node.js 20; later versions decode them.
// Source: https://encoding.spec.whatwg.org/#index-windows-1252, bytes 0x80 to 0x9F.
const windowsCharacters = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ'
const upperControls: RegExp = /[\u0080-\u009F]/g

function toWindows(control: string): string {
  return windowsCharacters.charAt(control.charCodeAt(0) - 0x80)
}

function toEncoding(bytes: Uint8Array): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16LE'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16BE'
  return isUtf8(bytes) ? 'UTF-8' : 'Windows-1252'
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('UTF-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
