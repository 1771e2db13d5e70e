import { deadlineForms, parseDeadline } from '../plans/deadline.js'
import { termKinds, type TermKind } from '../plans/terms.js'
import type { Value } from './collections.js'

/** The parts of reading cells that take time to load, and the time zone of dates. */
export interface CellReading {
  readonly timeZone: string
  /** Returns the email address in a cell; undefined when it is not valid. */
  toEmail(text: string): string | undefined
  /** Returns text on one line; undefined if it is too long or a formula error. */
  toLabel(text: string): string | undefined
}

/** One kind of value in a file of changes. */
export interface ValueKind {
  /** The words after "must be" in messages. */
  readonly expected: string
  /** Returns undefined for a text that is not of this kind. */
  parse(text: string, reading: CellReading): Value | undefined
}

/** A name, or another text on one line. */
export const label: ValueKind = {
  expected: 'text of at most 200 characters, and not a formula error',
  parse: (text, { toLabel }) => toLabel(text),
}

/** A percentage, as spreadsheets write it: `12.5`, `12,5`, or `12.5 %`. */
export const percent: ValueKind = {
  expected: 'a number from 0 to 100',
  parse(text) {
    const [, whole, decimals = '0'] = /^(\d{1,3})(?:[.,](\d{1,4}))?\s*%?$/.exec(text) ?? []
    const value = Number(`${whole}.${decimals}`)
    return whole !== undefined && value <= 100 ? value : undefined
  },
}

/** An email address. */
export const email: ValueKind = {
  expected: 'a valid email address',
  parse: (text, { toEmail }) => toEmail(text),
}

/** Several IDs. */
export const list: ValueKind = {
  expected: 'IDs separated by spaces',
  parse: (text) => text.split(/[\s,;]+/).filter((id) => id !== ''),
}

/** The last moment at which something is valid. */
export const deadline: ValueKind = {
  expected: `${deadlineForms}, in the future`,
  parse(text, { timeZone }) {
    const instant = parseDeadline(text, timeZone)
    return instant !== undefined && Date.parse(instant) > Date.now() ? instant : undefined
  },
}

/** A whole number from 1. */
export const count: ValueKind = fromTerm(termKinds.count)

/** An amount in major units. */
export const amount: ValueKind = fromTerm(termKinds.amount)

/** The code of a currency. */
export const currency: ValueKind = fromTerm(termKinds.currency)

/** Yes or no. */
export const flag: ValueKind = fromTerm(termKinds.flag)

function fromTerm({ expected, parse }: TermKind): ValueKind {
  return { expected, parse: (text, { timeZone }) => parse(text, timeZone) }
}

/** Creates the kind of a value that is one of several words, which the API writes in upper case. */
export function createChoice(words: readonly string[]): ValueKind {
  return {
    expected: `one of ${words.join(', ')}`,
    parse: (text) => (words.includes(text.toLowerCase()) ? text.toUpperCase() : undefined),
  }
}
