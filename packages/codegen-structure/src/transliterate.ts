// Letters that Unicode does not decompose into a Latin base letter. Greek and Cyrillic follow the
// common romanizations (ELOT 743, BGN/PCGN) without their diacritics.
const pairs: readonly string[] = [
  'ßss æae œoe øo đd ðd þth łl ħh ıi ŋn ĸk ŧt ƀb ƈc ƌd ɖd ɗd ǝe əe ɛe ƒf ɠg ɨi ƙk ɲn ɔo ɵo ƭt ʉu ʋv ƴy ƶz ʒz',
  'αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo',
  'аa бb вv гg дd еe ёyo жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юyu яya',
  'іi їyi єye ґg ўu ђdj јj љlj њnj ћc џdz ѓg ѕdz ќk',
]

const asciiByLetter = new Map<string, string>(
  pairs.flatMap((line) => line.split(' ')).map((pair) => [pair.slice(0, 1), pair.slice(1)]),
)

/** Most UTF-16 units that are read: enough for any name, and it bounds the work. */
const textLimit = 256

/**
 * Converts any text to upper-case ASCII letters and digits, independent of locale (rules 2 to 5).
 *
 * Supports Latin, Greek, and Cyrillic letters; other letters and punctuation are dropped. Only the first 256
 * UTF-16 units are read.
 *
 * @example
 * toCodeText('José Łukasz') //=> 'JOSELUKASZ'
 * toCodeText('李雷')         //=> ''
 */
export function toCodeText(text: string): string {
  const looked = text.slice(0, textLimit)
  // Most names are plain ASCII, and the work below costs ten times as much.
  if (/^[A-Za-z0-9]*$/.test(looked)) return looked.toUpperCase()
  if (/^[\t-~]*$/.test(looked)) return toAlphanumerics(looked)
  // Precomposed Latin letters are already in NFKC.
  const isComposed = /^[\t-~\u00c0-\u0130\u0134-\u013e\u0141-\u0148\u014a-\u017e]*$/.test(looked)
  const letters = (isComposed ? looked : looked.normalize('NFKC')).toLowerCase()
  let written = ''
  for (const letter of toLatinDigraphs(letters)) {
    written += letter <= '~' ? letter : (asciiByLetter.get(letter) ?? toBaseLetters(letter))
  }
  return toAlphanumerics(written)
}

function toAlphanumerics(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, '').toUpperCase()
}

/** Converts Greek digraphs; letter by letter, Σταύρος would become STAYROS instead of STAVROS. */
function toLatinDigraphs(letters: string): string {
  if (!/[α-ω]/.test(letters)) return letters
  return letters
    .replace(/ο[υύ]/g, 'ou')
    .replace(/([αε])[υύ]/g, '$1v')
    .replace(/γγ/g, 'ng')
}

function toBaseLetters(letter: string): string {
  let written = ''
  for (const part of letter.normalize('NFKD')) written += asciiByLetter.get(part) ?? part
  // Decomposing a letter costs as much as ten look-ups; the letters of European names are few enough to cache.
  if (letter < '\u0250') asciiByLetter.set(letter, written)
  return written
}
