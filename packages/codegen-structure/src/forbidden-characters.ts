/** A character that is not allowed inside a code. */
export interface ForbiddenCharacter {
  /** Offset in the text, in UTF-16 units. */
  readonly index: number
  readonly codePoint: number
  /** Readable name, for example `U+200B ZERO WIDTH SPACE`. */
  readonly name: string
}

// The first kind that matches names the character.
const kinds: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['an unpaired surrogate', /\p{Cs}/u],
  ['an unassigned character', /\p{Cn}/u],
  ['a control character', /\p{Cc}/u],
  ['a bidirectional control', /\p{Bidi_Control}/u],
  // U+2800 is a Braille cell without dots, which Unicode does not count as white space.
  ['a whitespace character', /[\p{White_Space}\u2800]/u],
  ['an invisible character', /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u],
]

// The characters that copying, word processors, and keyboards actually leave in codes.
const names = new Map<number, string>([
  [0x00_00, 'NULL'],
  [0x00_09, 'TAB'],
  [0x00_0a, 'LINE FEED'],
  [0x00_0d, 'CARRIAGE RETURN'],
  [0x00_20, 'SPACE'],
  [0x00_a0, 'NO-BREAK SPACE'],
  [0x00_ad, 'SOFT HYPHEN'],
  [0x03_4f, 'COMBINING GRAPHEME JOINER'],
  [0x06_1c, 'ARABIC LETTER MARK'],
  [0x20_07, 'FIGURE SPACE'],
  [0x20_09, 'THIN SPACE'],
  [0x20_0b, 'ZERO WIDTH SPACE'],
  [0x20_0c, 'ZERO WIDTH NON-JOINER'],
  [0x20_0d, 'ZERO WIDTH JOINER'],
  [0x20_0e, 'LEFT-TO-RIGHT MARK'],
  [0x20_0f, 'RIGHT-TO-LEFT MARK'],
  [0x20_28, 'LINE SEPARATOR'],
  [0x20_29, 'PARAGRAPH SEPARATOR'],
  [0x20_2a, 'LEFT-TO-RIGHT EMBEDDING'],
  [0x20_2b, 'RIGHT-TO-LEFT EMBEDDING'],
  [0x20_2c, 'POP DIRECTIONAL FORMATTING'],
  [0x20_2d, 'LEFT-TO-RIGHT OVERRIDE'],
  [0x20_2e, 'RIGHT-TO-LEFT OVERRIDE'],
  [0x20_2f, 'NARROW NO-BREAK SPACE'],
  [0x20_60, 'WORD JOINER'],
  [0x20_66, 'LEFT-TO-RIGHT ISOLATE'],
  [0x20_67, 'RIGHT-TO-LEFT ISOLATE'],
  [0x20_68, 'FIRST STRONG ISOLATE'],
  [0x20_69, 'POP DIRECTIONAL ISOLATE'],
  [0x28_00, 'BRAILLE PATTERN BLANK'],
  [0x30_00, 'IDEOGRAPHIC SPACE'],
  [0x31_64, 'HANGUL FILLER'],
  [0xfe_0f, 'VARIATION SELECTOR-16'],
  [0xfe_ff, 'ZERO WIDTH NO-BREAK SPACE'],
])

/**
 * Returns the first character that is not allowed inside a code: whitespace, a control, bidirectional, invisible, or
 * unassigned character, or an unpaired surrogate. People cannot see or type these, so codes that differ only in them
 * look the same.
 *
 * Surrounding whitespace is not part of a code and is ignored. An empty code has no such character; check for it
 * separately.
 *
 * @example
 * findForbiddenCharacter('SAVE20')       //=> undefined
 * findForbiddenCharacter('SAVE\u200b20') //=> { index: 4, codePoint: 8203, name: 'U+200B ZERO WIDTH SPACE' }
 */
export function findForbiddenCharacter(text: string): ForbiddenCharacter | undefined {
  const code = text.trimEnd()
  let index = text.length - text.trimStart().length
  if (/^[!-~]*$/.test(code.slice(index))) return undefined
  for (const character of code.slice(index)) {
    const name = toForbiddenName(character)
    if (name !== undefined) return { index, codePoint: character.codePointAt(0)!, name }
    index += character.length
  }
  return undefined
}

function toForbiddenName(character: string): string | undefined {
  const kind = toKindName(character) ?? toHiddenKindName(character)
  if (kind === undefined) return undefined
  const codePoint = character.codePointAt(0)!
  const hex = codePoint.toString(16).toUpperCase().padStart(4, '0')
  const name = names.get(codePoint)
  return name === undefined ? `U+${hex}, ${kind}` : `U+${hex} ${name}`
}

/** Checks the NFKC form, which splits spacing accents such as U+00B4 into a space and a combining mark. */
function toHiddenKindName(character: string): string | undefined {
  const hidden = toKindName(character.normalize('NFKC'))
  return hidden === undefined ? undefined : `a character with ${hidden} in it`
}

function toKindName(character: string): string | undefined {
  return kinds.find(([, pattern]) => pattern.test(character))?.[0]
}
