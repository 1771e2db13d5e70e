import { isUuid } from '../../domain/identifiers.js'
import type { SearchFilter, SearchOrder } from '../../domain/search-ports.js'
import { hasUnstorableText } from '../../domain/unstorable-text.js'
import type { SqlValue } from '../database.js'

/** Adds a value to a statement, and returns its place: `$2`. */
export type Bind = (value: SqlValue) => string

/** Adds the current time to a statement, and returns its place. */
export type BindNow = () => string

/** The types of the values that rows are sorted by. */
export type KeyType = 'text' | 'uuid' | 'bigint' | 'numeric' | 'timestamptz'

/** A value that rows are sorted by. It is never null. */
export interface SortKey {
  readonly sql: string
  readonly type: KeyType
}

/** The rows of a list that have the values of an order. They are read together. */
export interface SortPart {
  /** Tables that the values are in. */
  readonly join?: string
  readonly condition?: (bindNow: BindNow) => string
  /** Values to sort by, before the id. */
  readonly keys: readonly SortKey[]
}

/** A list that can be searched. `$1` is the program. */
export interface SearchList<Item> {
  readonly table: string
  readonly alias: string
  readonly idType: 'uuid' | 'bigint'
  /** Tables whose columns are shown too. */
  readonly joins: string
  toSelect(bindNow: BindNow): string
  toRecord(row: Readonly<Record<string, unknown>>): Item
  /** Returns the parts of an order, one after the other. */
  toParts(order: SearchOrder, bindNow: BindNow): readonly SortPart[]
  toFilters(
    filter: SearchFilter,
    context: { readonly bind: Bind; readonly now: string },
  ): readonly string[]
  /** Returns conditions. A row contains a word if any of them is true. */
  toWord(word: string, bind: Bind): readonly string[]
}

/** The order of the ids, which is that of their creation. */
export const byId: readonly SortPart[] = [{ keys: [] }]

/** Returns the order of a value that is never null. */
export function by(sql: string, type: KeyType, join?: string): readonly SortPart[] {
  return [{ keys: [{ sql, type }], ...(join !== undefined && { join }) }]
}

/** Returns the order of a value that can be null. Rows without it come last in both directions. */
export function byOptional(sql: string, type: KeyType): readonly SortPart[] {
  return [
    { keys: [{ sql, type }], condition: () => `${sql} IS NOT NULL` },
    { keys: [], condition: () => `${sql} IS NULL` },
  ]
}

/** Returns the value that names are sorted by. `searchSchema` has the indexes on it. */
export function toNameKey(name: string): SortKey {
  // An entry of an index holds at most 2,704 bytes, and the names of an affiliate can be twice as long.
  return { sql: `left(lower(${name}), 200)`, type: 'text' }
}

/** Returns the full name of an affiliate. */
export function toFullName(alias: string): string {
  return `${alias}.first_name || ' ' || ${alias}.last_name`
}

/** Returns the condition that an optional value equals a column. */
export function toEqual(column: string, value: SqlValue | undefined, bind: Bind): string[] {
  return value === undefined ? [] : [`${column} = ${bind(value)}`]
}

/** Returns the pattern of a text that contains a word. */
export function toPattern(word: string): string {
  return `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}

/**
 * Returns the condition that a text contains a word, in any letter case.
 *
 * The database converts letters outside of ASCII to lower case only when its locale has them, and PGlite's does not.
 * There, a word matches as typed, in lower or upper case, or capitalized.
 */
export function toContains(sql: string, word: string, bind: Bind): string {
  const lower = word.toLowerCase()
  const toAscii = (text: string): string =>
    text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  const capital = lower.replace(/^./u, (letter) => letter.toUpperCase())
  const forms = new Set([lower, ...[word, word.toUpperCase(), capital].map(toAscii)])
  const places = [...forms].map((form) => `lower(${sql}) LIKE ${bind(toPattern(form))}`)
  return places.join(' OR ')
}

/** Returns the condition that a column of ids refers to an affiliate whose name or email contains a word. */
export function refersToAffiliate(column: string, word: string, bind: Bind): string {
  return `${column} IN (SELECT w.id FROM affiliates w WHERE w.program_id = $1
    AND (${toContains(toFullName('w'), word, bind)} OR w.email_key LIKE ${bind(toPattern(word.toLowerCase()))}))`
}

/** Returns the order by an affiliate's name. Rows without an affiliate, or with a deleted one, come last. */
export function byAffiliate(alias: string): readonly SortPart[] {
  const name = toNameKey(toFullName('o'))
  const owner = `affiliates o ON o.program_id = ${alias}.program_id AND o.id = ${alias}.affiliate_id`
  return [
    { join: `JOIN ${owner}`, keys: [name, { sql: 'o.id', type: 'uuid' }] },
    { join: `LEFT JOIN ${owner}`, condition: () => 'o.id IS NULL', keys: [] },
  ]
}

/** Name and email of the affiliate of a row, even of a deleted one. */
export const ownerColumns: string = `coalesce(${toFullName('a')}, ${toFullName('d')}, '') AS affiliate_name,
  coalesce(a.email, d.email, '') AS affiliate_email`

/** Returns the joins for `ownerColumns`. */
export function ownerJoins(alias: string): string {
  return ['affiliates a', 'deleted_affiliates d']
    .map((table) => {
      const [, owner] = table.split(' ')
      return `LEFT JOIN ${table} ON ${owner}.program_id = $1 AND ${owner}.id = ${alias}.affiliate_id`
    })
    .join(' ')
}

const instant = /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d){0,2}$/

/** Returns whether a text can be a value of a type. */
export function isKeyText(text: string, type: KeyType): boolean {
  switch (type) {
    case 'text':
      return !hasUnstorableText(text)
    case 'uuid':
      return isUuid(text)
    case 'bigint':
      return /^-?\d{1,18}$/.test(text)
    case 'numeric':
      return /^-?\d{1,30}(?:\.\d{1,30})?$/.test(text)
    case 'timestamptz':
      return instant.test(text) && !Number.isNaN(Date.parse(text.slice(0, 19).replace(' ', 'T')))
  }
}
