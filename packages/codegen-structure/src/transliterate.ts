// Letters that Unicode does not decompose into a Latin base letter. Greek and Cyrillic follow the
// common romanisations (ELOT 743, BGN/PCGN) without their diacritics.
const pairs: readonly string[] = [
  'ßss æae œoe øo đd ðd þth łl ħh ıi ŋn ĸk ŧt ƀb ƈc ƌd ɖd ɗd ǝe əe ɛe ƒf ɠg ɨi ƙk ɲn ɔo ɵo ƭt ʉu ʋv ƴy ƶz ʒz',
  'αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo',
  'аa бb вv гg дd еe ёyo жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юyu яya',
  'іi їyi єye ґg ўu ђdj јj љlj њnj ћc џdz ѓg ѕdz ќk',
]

const latinLetters = new Map<string, string>(
  pairs.flatMap((line) => line.split(' ')).map((pair) => [pair.slice(0, 1), pair.slice(1)]),
)

/** Longest text that is looked at, in UTF-16 units: no name needs more, and work stays bounded. */
const textLimit = 256

/**
 * Turns any text into upper-case ASCII letters and digits, independent of locale (rules 2 to 5).
 *
 * Knows Latin, Greek and Cyrillic letters; what it does not know, and all punctuation, is dropped.
 * Looks at the first 256 UTF-16 units only.
 *
 * @example
 * toCodeText('José Łukasz') //=> 'JOSELUKASZ'
 * toCodeText('李雷')         //=> ''
 */
export function toCodeText(text: string): string {
  const looked = text.slice(0, textLimit)
  // Most names are plain ASCII, and all of the work below costs ten times this.
  if (/^[A-Za-z0-9]*$/.test(looked)) return looked.toUpperCase()
  if (/^[\t-~]*$/.test(looked)) return toAlphanumerics(looked)
  // Precomposed Latin letters are in this form already.
  const isComposed = /^[\t-~\u00c0-\u0130\u0134-\u013e\u0141-\u0148\u014a-\u017e]*$/.test(looked)
  const letters = (isComposed ? looked : looked.normalize('NFKC')).toLowerCase()
  let written = ''
  for (const letter of toLatinDigraphs(letters)) {
    written += letter <= '~' ? letter : (latinLetters.get(letter) ?? toBaseLetters(letter))
  }
  return toAlphanumerics(written)
}

function toAlphanumerics(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, '').toUpperCase()
}

/** Greek spells one sound with two letters here; letter by letter Σταύρος would become STAYROS. */
function toLatinDigraphs(letters: string): string {
  if (!/[α-ω]/.test(letters)) return letters
  return letters
    .replace(/ο[υύ]/g, 'ou')
    .replace(/([αε])[υύ]/g, '$1v')
    .replace(/γγ/g, 'ng')
}

function toBaseLetters(letter: string): string {
  let written = ''
  for (const part of letter.normalize('NFKD')) written += latinLetters.get(part) ?? part
  // Taking a letter apart costs ten look-ups. Those of European names are few enough to be remembered.
  if (letter < '\u0250') latinLetters.set(letter, written)
  return written
}
