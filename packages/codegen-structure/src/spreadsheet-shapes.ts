// The codes that spreadsheets convert. A shape is such a code with 0 for each digit.

// ASCII names and abbreviations of months in English, German, French, Spanish, Italian, Portuguese, and Dutch.
const months = [
  'JAN JANUARY JANUAR JANV JANVIER JANEIRO JANUARI ENE ENERO GEN GENNAIO',
  'FEB FEBRUARY FEBRUAR FEBRERO FEBBRAIO FEBRUARI FEV FEVEREIRO',
  'MAR MARCH MARS MARZO MARZ MRZ MRT MAART',
  'APR APRIL APRILE AVR AVRIL ABR ABRIL',
  'MAY MAYO MAI MAIO MAG MAGGIO MEI',
  'JUN JUNE JUNI JUNIO JUNHO JUIN GIU GIUGNO',
  'JUL JULY JULI JULIO JULHO JUIL JUILLET LUG LUGLIO',
  'AUG AUGUST AUGUSTUS AGO AGOSTO',
  'SEP SEPT SEPTEMBER SEPTEMBRE SEPTIEMBRE SET SETEMBRO SETTEMBRE',
  'OCT OCTOBER OCTOBRE OCTUBRE OKT OKTOBER OTT OTTOBRE OUT OUTUBRO',
  'NOV NOVEMBER NOVEMBRE NOVIEMBRE NOVEMBRO',
  'DEC DECEMBER DECEMBRE DEZ DEZEMBER DEZEMBRO DIC DICIEMBRE DICEMBRE',
].flatMap((names) => names.split(' '))
const booleans =
  'TRUE FALSE WAHR FALSCH VRAI FAUX VERDADERO FALSO VERO VERDADEIRO WAAR ONWAAR'.split(' ')
const halfDays = ['AM', 'PM']

/** Every beginning of the letters in such a code. */
export const wordStarts: ReadonlySet<string> = new Set(
  [...months, ...booleans, ...halfDays, 'E'].flatMap((word) =>
    Array.from(word, (_, index) => word.slice(0, index + 1)),
  ),
)

/**
 * Returns whether spreadsheets convert a whole code, in any letter case: to a number, a date, a time, or a boolean.
 * Such codes are never drawn, but other systems and people may have created some.
 *
 * @example
 * isSpreadsheetValue('05651')  //=> true
 * isSpreadsheetValue('MAR1')   //=> true
 * isSpreadsheetValue('SAVE20') //=> false
 */
export function isSpreadsheetValue(code: string): boolean {
  const key = code.toUpperCase()
  if (/^\d+(?:E-?\d+)?$/.test(key)) return true
  if (key.length > longestDate || !canBeDate(key)) return false
  let shapes = shapesByLength.get(key.length)
  if (shapes === undefined) {
    shapes = new Set(listDatesAndBooleans(key.length))
    shapesByLength.set(key.length, shapes)
  }
  return shapes.has(toShape(key))
}

/** The dates and booleans of each length, listed when they are first needed. */
const shapesByLength = new Map<number, ReadonlySet<string>>()

/** Returns whether a text is digits and dashes around the beginning of a word; rules out nearly every code and stem. */
export function canBeDate(key: string): boolean {
  const letters = /^[\d-]*([A-Z]*)[\d-]*$/.exec(key)?.[1]
  return letters === '' || (letters !== undefined && wordStarts.has(letters))
}

/** Replaces every digit with 0. */
export function toShape(text: string): string {
  return text.replace(/\d/g, '0')
}

/** Lists every shape of a length that spreadsheets convert, each once. */
export function* listShapes(length: number): Generator<string, void, undefined> {
  yield '0'.repeat(length)
  for (const exponent of ['E', 'E-']) {
    for (let digits = 1; digits < length - exponent.length; digits++) {
      yield '0'.repeat(digits) + exponent + '0'.repeat(length - digits - exponent.length)
    }
  }
  yield* listDatesAndBooleans(length)
}

function listDatesAndBooleans(length: number): readonly string[] {
  return [...listDates(length), ...booleans].filter((shape) => shape.length === length)
}

const numbers = ['0', '00', '000', '0000']
const before = ['', ...numbers, ...numbers.map((number) => `${number}-`)]
const after = ['', ...numbers, ...numbers.map((number) => `-${number}`)]

/** The length of the longest date, such as `2026-SEPTIEMBRE-2026`. */
const longestDate = Math.max(...months.map(({ length }) => length)) + 2 * '2026-'.length

/** Lists days, months, and years in any order, because the order depends on the locale, and hours with AM or PM. */
function* listDates(length: number): Generator<string, void, undefined> {
  for (const month of months) {
    for (const start of before) {
      const rest = length - start.length - month.length
      if (rest < 0 || rest > 5) continue
      const ends = after.filter((end) => end.length === rest && start + end !== '')
      for (const end of ends) yield start + month + end
    }
  }
  if (length > 14) return
  for (const first of numbers) {
    for (const half of halfDays) if (first.length <= 2) yield first + half
    for (const second of numbers) {
      yield `${first}-${second}`
      for (const third of numbers) yield `${first}-${second}-${third}`
    }
  }
}
