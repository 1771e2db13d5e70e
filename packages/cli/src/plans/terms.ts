import type { PromotionalCode } from '@referly-kit/types'
import { toInputSentence } from '../errors.js'
import { deadlineForms, parseDeadline } from './deadline.js'

/** The conditions under which a code can be redeemed, as the API names them. Absent ones are the API's defaults. */
export interface CodeTerms {
  /** In UTC. */
  readonly expiresAt?: string
  readonly maxRedemptions?: number
  readonly firstTimeOrder?: boolean
  /** In major units. */
  readonly minimumAmount?: number
  readonly minimumAmountCurrency?: string
  /** The only customer who can redeem the code. */
  readonly customerId?: string
  readonly limitToAffiliate?: boolean
  readonly externalId?: string
  readonly active?: boolean
}

/** The name of one of the terms. */
export type TermName = keyof CodeTerms

type TermValue = string | number | boolean

/** One kind of value: its description in messages, and its parser, which returns undefined for other texts. */
export interface TermKind {
  /** The words after "must be" in messages. */
  readonly expected: string
  parse(text: string, timeZone: string): TermValue | undefined
}

/** The largest limit of redemptions in the contract. */
export const maxRedemptionLimit: number = 2 ** 31 - 1

const count: TermKind = {
  expected: `a whole number from 1 to ${maxRedemptionLimit}`,
  parse: (text) =>
    /^[1-9]\d{0,9}$/.test(text) ? atMost(Number(text), maxRedemptionLimit) : undefined,
}
const amount: TermKind = {
  expected: 'a number of at least 0, with at most four decimal places, such as 25 or 19.99',
  parse: (text) => (/^\d{1,9}(\.\d{1,4})?$/.test(text) ? Number(text) : undefined),
}
const flag: TermKind = {
  expected: 'yes or no',
  parse: (text) => flagValues.get(text.toLowerCase()),
}
const flagValues: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['true', true],
  ['no', false],
  ['false', false],
])
const currency: TermKind = {
  expected: 'a three-letter code, such as USD',
  parse: (text) => (/^[a-z]{3}$/i.test(text) ? text.toUpperCase() : undefined),
}
const instant: TermKind = { expected: deadlineForms, parse: parseDeadline }
const text: TermKind = {
  expected: 'at most 500 characters long',
  parse: (value) => (value.length <= 500 ? value : undefined),
}

/** The kinds of values in terms, which changes to other records also use. */
export const termKinds: Readonly<Record<'count' | 'amount' | 'flag' | 'currency', TermKind>> = {
  count,
  amount,
  flag,
  currency,
}

function atMost(value: number, most: number): number | undefined {
  return value <= most ? value : undefined
}

/** The column of each term in a plan, in the order of the columns, and the kind of its values. */
export const terms: Readonly<
  Record<TermName, { readonly title: string; readonly kind: TermKind }>
> = {
  expiresAt: { title: 'expires_at', kind: instant },
  maxRedemptions: { title: 'max_redemptions', kind: count },
  firstTimeOrder: { title: 'first_time_order', kind: flag },
  minimumAmount: { title: 'minimum_amount', kind: amount },
  minimumAmountCurrency: { title: 'minimum_amount_currency', kind: currency },
  customerId: { title: 'customer_id', kind: text },
  limitToAffiliate: { title: 'limit_to_affiliate', kind: flag },
  externalId: { title: 'external_id', kind: text },
  active: { title: 'active', kind: flag },
}

/** The names of all terms, in the order of their columns. */
export const termNames: readonly TermName[] = Object.keys(terms) as TermName[]

/** Maps every term to a value. */
export function mapTerms<Value>(
  toValue: (term: (typeof terms)[TermName]) => Value,
): Readonly<Record<TermName, Value>> {
  const entries = termNames.map((name) => [name, toValue(terms[name])])
  return Object.fromEntries(entries) as Record<TermName, Value>
}

/** The cells of the terms in a row. An empty one is absent. */
export type TermCells = Readonly<Partial<Record<TermName, string>>>

/** The terms in a row, and the sentence about the first one that is wrong. */
export interface ParsedTerms {
  readonly terms: CodeTerms
  readonly problem: string | undefined
}

/**
 * Parses the cells of the terms in a row.
 *
 * @example
 * parseTerms({ expiresAt: '2027-01-31', active: 'no' }, 'UTC').terms
 * //=> { expiresAt: '2027-01-31T23:59:59.999Z', active: false }
 */
export function parseTerms(cells: TermCells, timeZone: string): ParsedTerms {
  const parsed: Partial<Record<TermName, TermValue>> = {}
  for (const [name, cell] of Object.entries(cells) as [TermName, string][]) {
    const { title, kind } = terms[name]
    const value = kind.parse(cell, timeZone)
    if (value === undefined) {
      const problem = { field: title, expected: kind.expected, received: `"${cell.slice(0, 60)}"` }
      return { terms: {}, problem: toInputSentence(problem) }
    }
    parsed[name] = value
  }
  const read = parsed as CodeTerms
  const isIncomplete = read.minimumAmountCurrency !== undefined && read.minimumAmount === undefined
  return { terms: read, problem: isIncomplete ? lonelyCurrency : undefined }
}

const lonelyCurrency: string = toInputSentence({
  field: terms.minimumAmount.title,
  expected: 'an amount',
  received: 'missing',
  hint: `The row has only its currency, ${terms.minimumAmountCurrency.title}.`,
})

/** Formats a term as the cell of a plan, from which {@link parseTerms} returns the same value. */
export function toTermCell(value: TermValue | undefined): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value === undefined ? '' : String(value)
}

/** The fields of a request that set the terms. */
export function toTermFields(own: CodeTerms): CodeTerms & { readonly limitToCustomers?: boolean } {
  return own.customerId === undefined ? own : { ...own, limitToCustomers: true }
}

/**
 * Compares the terms of a plan with those of a code on the server. Terms that the plan does not set are not compared.
 * Returns undefined when they are the same.
 *
 * @example
 * findTermDifference({ maxRedemptions: 5 }, { ...code, maxRedemptions: null })
 * //=> 'max_redemptions is not set instead of 5'
 */
export function findTermDifference(own: CodeTerms, code: PromotionalCode): string | undefined {
  const differences = termNames.flatMap((name) => {
    const planned = own[name]
    const actual = readTerm(code, name)
    if (planned === undefined || isSame(name, planned, actual)) return []
    const shown = actual == null ? 'not set' : toTermCell(actual)
    return [`${terms[name].title} is ${shown} instead of ${toTermCell(planned)}`]
  })
  return differences.length === 0 ? undefined : differences.join(', ')
}

/** A customer counts only when the code is limited to that customer. */
function readTerm(code: PromotionalCode, name: TermName): TermValue | null | undefined {
  return name === 'customerId' && !code.limitToCustomers ? undefined : code[name]
}

function isSame(name: TermName, planned: TermValue, actual: TermValue | null | undefined): boolean {
  if (planned === actual) return true
  if (name === 'minimumAmountCurrency') return planned === String(actual).toUpperCase()
  if (name !== 'expiresAt') return false
  // Some databases store whole seconds.
  return toSeconds(planned) === toSeconds(actual)
}

function toSeconds(value: TermValue | null | undefined): number {
  return Math.floor(Date.parse(String(value)) / 1000)
}
