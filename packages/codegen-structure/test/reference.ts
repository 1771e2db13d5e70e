import type { CodeStructureOptions, CodeSubject, RandomSource } from '../src/index.js'
import { isReadAsValue } from './spreadsheet-reader.js'

// A slow version of the rules that is obviously correct. It only supports Latin letters.

/** Returns the bytes of a source one at a time. */
function createByteReader(source: RandomSource): () => number {
  return () => {
    const bytes = new Uint8Array(1)
    source(bytes)
    return bytes[0] ?? 0
  }
}

function writeText(text: string): string {
  let written = ''
  for (const character of text.slice(0, 256).normalize('NFD')) {
    if (/^[A-Za-z0-9]$/.test(character)) written += character.toUpperCase()
    if (character === 'ß') written += 'SS'
    if (character === 'ø' || character === 'Ø') written += 'O'
    if (character === 'ł' || character === 'Ł') written += 'L'
  }
  return written
}

function writeMailbox(email: string): string {
  let mailbox = email
  if (email.includes('@')) mailbox = email.split('@').slice(0, -1).join('@')
  return writeText(mailbox.split('+')[0] ?? '')
}

/** Takes whole thousandths, because `percentOff` of the generated subjects has at most three decimals. */
function writeAmount(amount: number | null | undefined): string {
  if (amount == null || amount === 0) return ''
  const [whole = '', fraction = ''] = amount.toFixed(3).split('.')
  const digits = fraction.replace(/0*$/, '')
  return digits === '' ? whole : `${whole}P${digits}`
}

/** Returns the code, or the code of the error. */
export function generateSlowly(
  structure: CodeStructureOptions,
  subject: CodeSubject,
  random: RandomSource,
): string {
  const { codeStructure, prefix = '', separator = '', maxLength = 32 } = structure
  const length = codeStructure.randomChars ? (structure.randomCharsLength ?? 4) : 0
  const parts = [
    { isName: false, text: prefix },
    {
      isName: true,
      text: codeStructure.firstName ? writeText(subject.affiliate?.firstName ?? '') : '',
    },
    {
      isName: true,
      text: codeStructure.lastName ? writeText(subject.affiliate?.lastName ?? '') : '',
    },
    { isName: true, text: codeStructure.email ? writeMailbox(subject.affiliate?.email ?? '') : '' },
    {
      isName: false,
      text: codeStructure.discountAmount ? writeAmount(subject.coupon?.percentOff) : '',
    },
    { isName: true, text: codeStructure.couponName ? writeText(subject.coupon?.name ?? '') : '' },
  ].filter(({ text }) => text !== '')
  const marks = parts.length + (length > 0 ? 1 : 0) - 1
  const toLength = (): number =>
    parts.reduce(
      (sum, { text }) => sum + text.length,
      length + Math.max(0, marks) * separator.length,
    )
  while (toLength() > maxLength) {
    const longest = Math.max(0, ...parts.filter((p) => p.isName).map((p) => p.text.length))
    const part = parts.filter((p) => p.isName && p.text.length === longest).at(-1)
    if (part === undefined || longest === 0) return 'TOO_LONG'
    part.text = part.text.slice(0, -1)
  }
  const texts = parts.map(({ text }) => text).filter((text) => text !== '')
  const hasNamed = texts.length > (prefix === '' ? 0 : 1)
  if (length === 0) return hasNamed ? texts.join(separator) : 'EMPTY_CODE'
  const next = createByteReader(random)
  for (;;) {
    const code = [...texts, drawSlowly(structure, length, next)].join(separator)
    if (!isReadAsValue(code)) return code
  }
}

const alphanumerics: Readonly<Record<string, string>> = {
  full: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  clear: '23456789ABCDEFGHJKMNPQRSTUVWXYZ',
  safe: '23456789BCDFGHJKMNPQRSTVWXYZ',
}

function drawSlowly(structure: CodeStructureOptions, length: number, next: () => number): string {
  const name = structure.alphabet ?? 'full'
  const symbols = alphanumerics[name] ?? name.toUpperCase()
  const draw = (size: number): number => {
    for (;;) {
      const byte = next()
      if (byte < Math.floor(256 / size) * size) return byte % size
    }
  }
  const text = Array.from({ length }, () => symbols[draw(symbols.length)] ?? '')
  if (structure.randomCharsCase === 'uppercase') return text.join('')
  if (structure.randomCharsCase === 'lowercase') return text.join('').toLowerCase()
  return text
    .map((symbol) => (/[A-Z]/.test(symbol) && draw(2) === 1 ? symbol.toLowerCase() : symbol))
    .join('')
}

/** A list of distinct texts, one after another, with a Set instead of marks; for spaces kept exactly. */
export function listSlowly(
  symbols: string,
  length: number,
  demand: {
    readonly count: number
    readonly taken: readonly string[]
    readonly random: RandomSource
  },
): string[] {
  const next = createByteReader(demand.random)
  const gone = new Set(demand.taken)
  const codes: string[] = []
  const draw = (size: number): number => {
    for (;;) {
      const product = (next() + 256 * next()) * size
      if (product % 65_536 >= 65_536 % size) return Math.floor(product / 65_536)
    }
  }
  while (codes.length < demand.count) {
    let text = ''
    while (text.length < length) {
      const isSingle = text.length + 1 === length
      const value = draw(isSingle ? symbols.length : symbols.length ** 2)
      if (!isSingle) text += symbols.charAt(Math.floor(value / symbols.length))
      text += symbols.charAt(value % symbols.length)
    }
    if (!gone.has(text) && !isReadAsValue(text)) codes.push(text)
    gone.add(text)
  }
  return codes
}
