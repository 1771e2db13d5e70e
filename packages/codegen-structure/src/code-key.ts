/**
 * Returns the identity of a code: two codes are the same if their keys are equal.
 *
 * The key ignores surrounding whitespace, letter case, and compatibility forms such as full-width letters: it is
 * trimmed, normalized to Unicode NFKC, and case folded to upper case, independent of locale. `I`, `İ`, `i`, and `ı` are
 * the same letter, because English and Turkish pair them differently (rule 17).
 *
 * Use it for comparisons and unique indexes, and display the code as it was created.
 *
 * @example
 * toCodeKey('SaveJohn8x4z') //=> 'SAVEJOHN8X4Z'
 * toCodeKey(' ｓａｖｅ20 ')    //=> 'SAVE20'
 * toCodeKey('straße')       //=> 'STRASSE'
 */
export function toCodeKey(text: string): string {
  // Nearly every code is ASCII, where upper case is independent of locale.
  if (/^[\0-\x7f]*$/.test(text)) return text.trim().toUpperCase()
  let key = text
  // One round can leave letters that compose, or whitespace at the ends. We know of no text that needs more than three
  // rounds; the bound guards against faulty Unicode tables.
  for (let round = 0; round < 8; round++) {
    const folded = foldOnce(key)
    if (folded === key) break
    key = folded
  }
  return key
}

function foldOnce(text: string): string {
  // ẞ becomes ß only in lower case, and ß becomes SS only in upper case, so both conversions are needed. Ending in
  // upper case also merges the two small sigmas.
  const upper = text.normalize('NFKC').toUpperCase().toLowerCase().toUpperCase()
  return upper
    .normalize('NFD')
    .replace(/I\p{Mn}+/gu, (letter) => letter.replaceAll('\u0307', ''))
    .normalize('NFKC')
    .trim()
}
