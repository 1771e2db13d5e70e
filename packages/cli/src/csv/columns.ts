import { distance } from 'fastest-levenshtein'
import { CliError } from '../errors.js'

/** The index of each field's cell in a row. */
export type Columns<Name extends string> = Readonly<Record<Name, number>>

/** A column that a file may have. */
export interface Column {
  /** The name used in messages and in the example file. */
  readonly title: string
  /** Every accepted name, in lowercase letters only. */
  readonly aliases: readonly string[]
  readonly isOptional?: boolean
  /** Advice for a file that does not have this column. */
  readonly hint?: string
}

/** The columns of one kind of file, in the order in which messages list them. */
export type ColumnSet<Name extends string> = Readonly<Record<Name, Column>>

/** The fields of an affiliate in a CSV file. */
export type AffiliateColumn = 'firstName' | 'lastName' | 'email'

/** The columns of a file of affiliates. */
export const affiliateColumns: ColumnSet<AffiliateColumn> = {
  firstName: { title: 'first_name', aliases: ['firstname', 'givenname', 'forename'] },
  lastName: { title: 'last_name', aliases: ['lastname', 'surname', 'familyname'] },
  email: { title: 'email', aliases: ['email', 'emailaddress', 'mail'] },
}

/**
 * Finds the columns in a header row, in any order and spelling. An optional column that is absent
 * has the index -1.
 *
 * @example
 * parseColumns(['E-Mail', 'First Name', 'lastName'], affiliateColumns)
 * //=> { firstName: 1, lastName: 2, email: 0 }
 * @throws CliError `INVALID_CSV` for an unknown, duplicate, unnamed or missing column
 */
export function parseColumns<Name extends string>(
  header: readonly string[],
  columns: ColumnSet<Name>,
): Columns<Name> {
  const names = Object.keys(columns) as Name[]
  const found = new Map<string, number>()
  for (const [index, title] of header.entries()) {
    const name = parseColumn(title, index, columns)
    const first = found.get(name)
    if (first !== undefined) throw createDuplicateError(columns[name].title, first, index)
    found.set(name, index)
  }
  const missing = names.filter((name) => !found.has(name) && columns[name].isOptional !== true)
  if (missing.length > 0) throw createMissingError(missing, header, columns)
  return Object.fromEntries(names.map((name) => [name, found.get(name) ?? -1])) as Columns<Name>
}

function parseColumn<Name extends string>(
  title: string,
  index: number,
  columns: ColumnSet<Name>,
): Name {
  const names = Object.keys(columns) as Name[]
  const letters = toLetters(title)
  const name = names.find((candidate) => columns[candidate].aliases.includes(letters))
  if (name !== undefined) return name
  const fact =
    title.trim() === ''
      ? `Column ${index + 1} has no name.`
      : `Unknown column "${toExcerpt(title)}".`
  const similar = names.find((candidate) => isSimilar(letters, columns[candidate]))
  const question = similar === undefined ? '' : ` Did you mean ${columns[similar].title}?`
  throw new CliError(
    'INVALID_CSV',
    `${fact}${question} The allowed columns are ${toTitleList(names, columns)}. Rename or remove any other.`,
  )
}

function isSimilar(letters: string, column: Column): boolean {
  if (letters.length < 3) return false
  return column.aliases.some((alias) => distance(letters, alias) <= 2)
}

function createDuplicateError(title: string, first: number, second: number): CliError {
  return new CliError(
    'INVALID_CSV',
    `Columns ${first + 1} and ${second + 1} both mean ${title}. Rename or remove one of them.`,
  )
}

function createMissingError(
  missing: readonly string[],
  header: readonly string[],
  columns: ColumnSet<string>,
): CliError {
  const required = toTitleList(toRequired(columns), columns)
  const absent = `${toTitleList(missing, columns)} ${missing.length === 1 ? 'is' : 'are'} missing`
  const advice = missing.map((name) => columns[name]?.hint).find((hint) => hint !== undefined)
  return new CliError(
    'INVALID_CSV',
    `The first line must name the columns ${required}, but ${absent} in "${toExcerpt(header.join(', '))}".${
      advice === undefined ? '' : ` ${advice}`
    }`,
  )
}

/** Returns the names of the columns that a file must have. */
export function toRequired(columns: ColumnSet<string>): readonly string[] {
  return Object.keys(columns).filter((name) => columns[name]?.isOptional !== true)
}

const lists: Intl.ListFormat = new Intl.ListFormat('en', { type: 'conjunction' })

/**
 * Lists columns by their titles.
 *
 * @example
 * toTitleList(['firstName', 'email'], affiliateColumns) //=> 'first_name and email'
 */
export function toTitleList(names: readonly string[], columns: ColumnSet<string>): string {
  return lists.format(names.map((name) => columns[name]?.title ?? ''))
}

/** A file of another kind may have a first line of any length. */
function toExcerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}

function toLetters(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
}
