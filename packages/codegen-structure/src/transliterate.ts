import { createLetterTable, silentSigns } from './letters.js'

const asciiByLetter = createLetterTable()

/** Maximum number of UTF-16 units that are read: enough for any name, and it bounds the work. */
const textLimit = 256

/**
 * Converts any text to upper-case ASCII letters and digits, independent of locale (rules 2 to 5).
 *
 * Supports Latin, Greek, and Cyrillic letters; other letters, which {@link findOmittedLetters} lists, and
 * punctuation are dropped. Only the first 256 UTF-16 units are read.
 *
 * @example
 * toCodeText('José Łukasz') //=> 'JOSELUKASZ'
 * toCodeText('李雷')         //=> ''
 */
export function toCodeText(text: string): string {
  const looked = text.slice(0, textLimit)
  // Most names are plain ASCII, and the work below costs ten times as much.
  if (findOther(looked, 0) === looked.length) return looked.toUpperCase()
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

/** Tone and length marks, primes, and the okina, which are usually written as apostrophes or left out. */
const modifierMarks = /[\u02b9-\u02c1\u02c6-\u02d1\u02ec\u02ee\ua717-\ua721\ua788]/u

/**
 * Returns the letters and digits that {@link toCodeText} drops, each once and as typed.
 *
 * @example
 * findOmittedLetters('Anna 李雷!') //=> ['李', '雷']
 */
export function findOmittedLetters(text: string): readonly string[] {
  if (isEuropean(text)) return none
  const omitted = new Set<string>()
  for (const letter of text.slice(0, textLimit).normalize('NFC')) {
    if (!/[\p{L}\p{N}]/u.test(letter) || modifierMarks.test(letter)) continue
    if (
      !silentSigns.includes(letter.normalize('NFKC').toLowerCase()) &&
      toCodeText(letter) === ''
    ) {
      omitted.add(letter)
    }
  }
  return omitted.size === 0 ? none : [...omitted]
}

const none: readonly string[] = []

/** Returns whether all letters are in blocks that are fully supported: Latin-1, Latin Extended-A, Greek, Cyrillic. */
function isEuropean(text: string): boolean {
  // Four times as fast as a regular expression.
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (
      unit >= 0x01_80 &&
      !(unit >= 0x03_86 && unit <= 0x03_ce) &&
      !(unit >= 0x04_00 && unit <= 0x04_5f)
    ) {
      return false
    }
  }
  return true
}

function toAlphanumerics(text: string): string {
  let kept = ''
  let from = 0
  for (let at = findOther(text, from); at < text.length; at = findOther(text, from)) {
    kept += text.slice(from, at)
    from = at + 1
  }
  return (kept + text.slice(from)).toUpperCase()
}

/**
 * Returns the index of the first character that is not an ASCII letter or digit, or the length of the text. A loop
 * takes a quarter of the time of a regular expression here.
 */
function findOther(text: string, from: number): number {
  let at = from
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    // This bit makes upper-case ASCII letters lower-case, and makes no other character a letter.
    const lower = unit | 0x20
    const isLetter = lower >= 0x61 && lower <= 0x7a
    if (!isLetter && !(unit >= 0x30 && unit <= 0x39)) break
  }
  return at
}

/**
 * Converts letters that depend on their neighbors. Greek has digraphs: letter by letter, Σταύρος would become STAYROS
 * instead of STAVROS. The hard sign is a vowel before a Bulgarian consonant (Първанов is PARVANOV), and Chechen хӏ is
 * one sound.
 */
function toLatinDigraphs(letters: string): string {
  if (/[ъӏ]/.test(letters)) {
    return letters.replace(/ъ(?=[бвгджзйклмнпрстфхцчшщ])/g, 'a').replaceAll('хӏ', 'h')
  }
  if (!/[α-ω]/.test(letters)) return letters
  return letters
    .replace(/ο[υύ]/g, 'ou')
    .replace(/([αε])[υύ]/g, '$1v')
    .replace(/γγ/g, 'ng')
}

function toBaseLetters(letter: string): string {
  let written = ''
  for (const part of letter.normalize('NFKD')) written += asciiByLetter.get(part) ?? part
  // Decomposing a letter costs as much as ten lookups; the letters of European names are few enough to cache.
  if (letter < '\u0250') asciiByLetter.set(letter, written)
  return written
}
