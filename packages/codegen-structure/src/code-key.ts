/**
 * Returns the identity of a code: two codes are the same if their keys are equal.
 *
 * Surrounding blanks, letter case and compatibility forms do not count: the key is trimmed, in Unicode
 * NFKC and case folded to upper case, without regard to a locale. The four letters `I İ i ı` are one,
 * because every one of them is another one's upper or lower case in Turkish or in English.
 *
 * The key is for comparing and for unique indexes. Keep and show the code itself as it was created.
 *
 * @example
 * toCodeKey('SaveJohn8x4z') //=> 'SAVEJOHN8X4Z'
 * toCodeKey(' ｓａｖｅ20 ')    //=> 'SAVE20'
 * toCodeKey('straße')       //=> 'STRASSE'
 */
export function toCodeKey(text: string): string {
  // Nearly every code is ASCII, where nothing but letters and surrounding blanks changes.
  if (/^[\0-\x7f]*$/.test(text)) return text.trim().toUpperCase()
  let key = text
  // Folding can open a new composition and NFKC a new blank at the edge. No text is known to need more
  // than three rounds; the bound keeps an engine with faulty tables from looping.
  for (let round = 0; round < 8; round++) {
    const folded = foldOnce(key)
    if (folded === key) break
    key = folded
  }
  return key
}

function foldOnce(text: string): string {
  // The way down and up again joins letters that only one of the two maps: ẞ is ß only when small, and ß is SS only when
  // large. The way up is last, so both sigmas are one and the special case of a final one plays no part.
  const upper = text.normalize('NFKC').toUpperCase().toLowerCase().toUpperCase()
  return upper
    .normalize('NFD')
    .replace(/I\p{Mn}+/gu, (letter) => letter.replaceAll('\u0307', ''))
    .normalize('NFKC')
    .trim()
}
