/** Languages whose month names are recognized. Each spreadsheet reads those of its own language and of English. */
const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl']

/**
 * Month names and abbreviations of CLDR that can be in a code, and the abbreviations that Excel uses and CLDR does not.
 */
function listMonths(): readonly string[] {
  const found = new Set(['SEPT', 'SEP', 'JUN', 'JUL', 'AVR', 'MRZ', 'JAN', 'JUIL', 'SET', 'MARZ'])
  for (const language of languages) {
    for (const month of ['short', 'long'] as const) {
      const format = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' })
      const days = Array.from({ length: 12 }, (_, index) => Date.UTC(2026, index, 15))
      const names = days.map((day) => format.format(day).replace('.', '').toUpperCase())
      for (const name of names.filter((each) => /^[A-Z]+$/.test(each))) found.add(name)
    }
  }
  return [...found]
}

export const months: readonly string[] = listMonths()

const month = `(?:${months.toSorted((a, b) => b.length - a.length).join('|')})`
const readings = [
  // 05651, 8E437, 1E-5
  /^\d+(?:E-?\d+)?$/,
  // 3MAR, MAR3, 3-MAR-25, MARCH2025
  new RegExp(`^(?=.*\\d)(?:\\d{1,4}-?)?${month}(?:-?\\d{1,4})?$`),
  // 1-2, 12-2025, 2025-12-3
  /^\d{1,4}-\d{1,4}(?:-\d{1,4})?$/,
  /^\d{1,2}[AP]M$/,
  /^(?:TRUE|FALSE|WAHR|FALSCH|VRAI|FAUX|VERDADERO|FALSO|VERO|VERDADEIRO|WAAR|ONWAAR)$/,
]

/** Returns whether a spreadsheet reads a code as a number, a date, a time, or a boolean. The slow, obvious version. */
export function isReadAsValue(code: string): boolean {
  const text = code.toUpperCase()
  return readings.some((reading) => reading.test(text))
}
